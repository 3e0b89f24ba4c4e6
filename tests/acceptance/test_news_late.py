"""What Discord did is done, though the bot hears of it late, or of another thing meanwhile."""

import asyncio

import pytest

from bot.forum import moderation
from tests.acceptance.facts import answered, asked, link_of, post_of, waiting
from tests.acceptance.test_beneath_hidden import acting, texts
from tests.acceptance.test_changed_and_back import overtaken
from tests.acceptance.test_hiding import hide, is_asleep, unhide
from tests.support.calls import EDIT_CHANNEL
from tests.support.moderators import fall_asleep
from tests.support.news import news_held_back
from tests.support.worlds import ForumWorld

ANSWERED = 2


@pytest.mark.parametrize("seconds", [45, 75])
async def test_what_is_hidden_goes_though_the_archiving_is_heard_late(
    forum_world: ForumWorld, seconds: float
) -> None:
    world = forum_world
    await asked(world)
    await answered(world)
    with news_held_back(world):
        await hide(world)
        await world.pass_time(seconds)
    await world.pass_time(60)
    assert [text.partition("\n")[0] for text in texts(world)] == [
        "Hidden by a moderator",
        "Hidden with its question",
    ]
    assert is_asleep(world)
    assert await waiting(world) == []


async def test_an_answer_is_hidden_in_a_thread_that_fell_asleep_unheard(
    forum_world: ForumWorld,
) -> None:
    world = forum_world
    await asked(world)
    await answered(world)
    with news_held_back(world):
        await fall_asleep(world.thread)
        await hide(world, "2")
        await world.pass_time(45)
    await world.pass_time(60)
    assert "A walk" not in "".join(texts(world))
    assert await waiting(world) == []


async def test_a_thread_that_fell_asleep_unheard_shows_no_hidden_title(
    either_world: ForumWorld,
) -> None:
    world = either_world
    await asked(world)
    with news_held_back(world):
        await fall_asleep(world.thread)
        await hide(world)
        await world.pass_time(50)
    await world.pass_time(60)
    assert world.env.backend.get_channel(world.thread.id).name == "Hidden question"
    assert is_asleep(world)
    assert await waiting(world) == []


async def test_a_question_closed_in_a_thread_that_fell_asleep_unheard_has_its_tag(
    forum_world: ForumWorld,
) -> None:
    world = forum_world
    await asked(world)
    with news_held_back(world):
        await fall_asleep(world.thread)
        await world.mod.slash(world.lobby, "mod close", question="1", reason="Solved")
        await world.pass_time(75)
    await world.pass_time(60)
    assert len(world.env.backend.get_channel(world.thread.id).applied_tags) == 1
    assert await waiting(world) == []


async def test_a_question_shown_again_before_its_new_name_was_heard_has_its_title(
    forum_world: ForumWorld,
) -> None:
    world = forum_world
    await asked(world)
    title = (await post_of(world)).title
    with news_held_back(world):
        await hide(world)
        await world.pass_time(8)
        await unhide(world)
        await world.pass_time(20)
    await world.pass_time(60)
    assert world.env.backend.get_channel(world.thread.id).name == title
    assert not is_asleep(world)
    assert await waiting(world) == []


@pytest.mark.parametrize("hidden", ["1", "2"])
async def test_a_card_that_was_deleted_unheard_in_an_archived_thread_is_gone(
    forum_world: ForumWorld, hidden: str
) -> None:
    world = forum_world
    await asked(world)
    card = await answered(world)
    await fall_asleep(world.thread)
    world.env.backend.messages[world.thread.id].pop(card.id)
    await hide(world, hidden)
    await world.pass_time(60)
    assert (await link_of(world, ANSWERED)).gone_at is not None
    assert is_asleep(world)
    assert await waiting(world) == []


async def test_a_question_shown_again_while_its_thread_is_renamed_has_its_title(
    forum_world: ForumWorld,
) -> None:
    world = forum_world
    await asked(world)
    title = (await post_of(world)).title
    world.gaps.rate_limit(EDIT_CHANNEL, seconds=20, times=4)
    await hide(world)
    world.gaps.heal()

    async def unhide_slowly() -> None:
        await acting(world, moderation.unhide, world.mod)
        await asyncio.sleep(0.3)

    with overtaken(unhide_slowly, at="name") as edits:
        await world.pass_time(60)
    await world.pass_time(60)
    assert [what["name"] for what in edits] == ["Hidden question"]
    channel = world.env.backend.get_channel(world.thread.id)
    assert (channel.name, is_asleep(world)) == (title, False)
    assert await waiting(world) == []
