"""Moderators' own tags come back that the bot took off a thread."""

import pytest

from data.tables import DiscordLink
from tests.acceptance.facts import answered, asked, rows, waiting
from tests.acceptance.test_changed_and_back import close, tags_of
from tests.acceptance.test_hiding import hide, unhide
from tests.acceptance.test_tags_in_discord import retagged
from tests.acceptance.test_tags_made_later import give_tags
from tests.support.calls import EDIT_CHANNEL, in_channel
from tests.support.people import press
from tests.support.reading import reply_of
from tests.support.worlds import ForumWorld

OWN = ["Urgent", "Pinned", "Teens", "Adults", "Weekly"]


async def owed(world: ForumWorld) -> list[int] | None:
    return (await rows(world, DiscordLink))[0].tags_off


async def tagged(world: ForumWorld, *names: str) -> None:
    """Let Alice ask, and a moderator put tags of their own on the thread."""
    await give_tags(world, [*OWN, "Answered", "Closed"])
    await asked(world)
    await retagged(world, *names)
    assert sorted(tags_of(world)) == sorted(names)


async def reopen(world: ForumWorld) -> None:
    await world.mod.slash(world.lobby, "mod reopen", question="1")
    await world.pass_time(5)


async def test_a_question_that_is_shown_again_has_them_again(forum_world: ForumWorld) -> None:
    world = forum_world
    await tagged(world, "Urgent", "Teens")
    await hide(world)
    await world.pass_time(5)
    assert tags_of(world) == []
    await world.restart()
    await unhide(world)
    await world.pass_time(5)
    assert tags_of(world) == ["Urgent", "Teens"]
    assert await owed(world) is None
    assert await waiting(world) == []


async def test_what_has_no_room_beside_a_state_comes_back_with_it(forum_world: ForumWorld) -> None:
    world = forum_world
    await tagged(world, *OWN)
    chosen = await press(world.alice, await answered(world), "Best answer")
    await close(world)
    await world.pass_time(5)
    assert sorted(tags_of(world)) == sorted([*OWN[:3], "Answered", "Closed"])
    assert len(await owed(world) or ()) == 2
    await reopen(world)
    assert len(tags_of(world)) == 5
    await press(world.alice, reply_of(chosen), "Undo best answer")
    await world.pass_time(5)
    assert sorted(tags_of(world)) == sorted(OWN)
    assert await owed(world) is None


async def test_a_tag_that_is_deleted_meanwhile_is_forgotten(forum_world: ForumWorld) -> None:
    world = forum_world
    await tagged(world, "Urgent", "Teens")
    await hide(world)
    await world.pass_time(5)
    await give_tags(world, ["Teens", "Answered", "Closed"])
    await unhide(world)
    await world.pass_time(5)
    assert tags_of(world) == ["Teens"]
    assert await owed(world) is None


async def test_a_moderator_who_takes_one_off_afterwards_has_it_off(forum_world: ForumWorld) -> None:
    world = forum_world
    await tagged(world, "Urgent", "Teens")
    await hide(world)
    await world.pass_time(5)
    await unhide(world)
    await world.pass_time(5)
    await retagged(world, "Teens")
    await close(world)
    await world.pass_time(5)
    assert sorted(tags_of(world)) == ["Closed", "Teens"]


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("on_return", [False, True])
async def test_a_kill_loses_none(forum_world: ForumWorld, *, after: bool, on_return: bool) -> None:
    world = forum_world
    await tagged(world, "Urgent", "Teens")
    if on_return:
        await hide(world)
        await world.pass_time(5)
    world.gaps.crash(in_channel(EDIT_CHANNEL, world.thread.id), after=after)
    await (unhide(world) if on_return else hide(world))
    await world.pass_time(5)
    assert world.gaps.is_dead
    await world.come_back()
    await world.pass_time(400)
    if not on_return:
        assert tags_of(world) == []
        await unhide(world)
        await world.pass_time(5)
    assert tags_of(world) == ["Urgent", "Teens"]
    assert await owed(world) is None
    assert await waiting(world) == []


async def test_a_name_that_has_to_wait_loses_none(forum_world: ForumWorld) -> None:
    world = forum_world
    await tagged(world, "Urgent")
    await hide(world)
    await world.pass_time(5)
    world.gaps.rate_limit(in_channel(EDIT_CHANNEL, world.thread.id), seconds=500, times=None)
    await unhide(world)
    await world.pass_time(5)
    assert tags_of(world) == []
    world.gaps.heal()
    await world.pass_time(520)
    assert tags_of(world) == ["Urgent"]
