"""What is in somebody's inbox and no DM brought: they are told so at the next command, once."""

from datetime import datetime, timedelta

import pytest

from bot.forum.privacy.tidying import forget_what_aged_out
from bot.retention import retention
from data.tables import Notification
from tests.acceptance.facts import rows
from tests.support.calls import EDIT, OPEN_DM
from tests.support.people import answer, ask, press
from tests.support.reading import dms, private_text, reply_of, starter_of
from tests.support.worlds import ForumWorld

ONE = "There is 1 new notification for you in /inbox."


async def said(world: ForumWorld, command: str = "help") -> str:
    return private_text(await world.alice.slash(world.lobby, command))


async def answered(world: ForumWorld, *options: str) -> None:
    await ask(world.alice, world.lobby, options=list(options))
    await world.pass_time(30)
    await answer(world.bob, starter_of(world.thread))
    await world.pass_time(15)


@pytest.mark.parametrize("options", [(), ("anonymous",)])
async def test_at_the_next_command_and_once(
    forum_world: ForumWorld, options: tuple[str, ...]
) -> None:
    world = forum_world
    assert "/inbox." not in (await said(world, "following"))
    await answered(world, *options)
    assert ONE in await said(world, "following")
    assert ONE not in await said(world, "following")
    await answer(world.carol, starter_of(world.thread), "Another walk helped me even more.")
    await world.pass_time(15)
    assert ONE in await said(world)
    await world.restart()
    assert ONE not in await said(world, "following")


async def test_the_moment_of_the_command_is_stored_nowhere(forum_world: ForumWorld) -> None:
    world = forum_world
    await answered(world)
    await world.pass_time(3600)
    now = world.bot.now()
    assert ONE in await said(world)
    moments = [
        value
        for row in await rows(world, Notification)
        for value in row.model_dump().values()
        if isinstance(value, datetime)
    ]
    assert moments
    assert all(now - moment > timedelta(minutes=50) for moment in moments)


@pytest.mark.parametrize("options", [("notify",), ("anonymous", "notify")])
async def test_not_of_what_a_dm_brought(forum_world: ForumWorld, options: tuple[str, ...]) -> None:
    world = forum_world
    await answered(world, *options)
    assert dms(world.alice)
    assert ONE not in await said(world)
    await world.restart()
    assert ONE not in await said(world)


async def test_of_what_no_dm_could_bring(forum_world: ForumWorld) -> None:
    world = forum_world
    world.gaps.refuse(OPEN_DM, 403, 50007)
    await answered(world, "notify")
    assert ONE in await said(world)


async def test_not_beneath_the_inbox_nor_after_it(forum_world: ForumWorld) -> None:
    world = forum_world
    await answered(world)
    assert ONE not in await said(world, "inbox")
    assert ONE not in await said(world)


async def test_not_under_a_form_but_later(forum_world: ForumWorld) -> None:
    world = forum_world
    await answered(world)
    form = await world.alice.slash(world.lobby, "ask")
    assert form.modal is not None
    assert not form.followups
    assert ONE in await said(world)


async def test_what_is_off_is_not_told_of(forum_world: ForumWorld) -> None:
    world = forum_world
    panel = reply_of(await world.alice.slash(world.lobby, "notifications"))
    await world.alice.select(panel, ["off"], custom_id="way-answers:0")
    await answered(world)
    assert ONE not in await said(world)


async def test_a_kill_after_an_hour_doesn_t_repeat_it(forum_world: ForumWorld) -> None:
    world = forum_world
    await answered(world, "anonymous")
    assert ONE in await said(world)
    before = [each.sealed for each in await rows(world, Notification)]
    await forget_what_aged_out(
        world.bot.database, keep=retention(world.bot.settings), now=world.bot.now(), is_daily=False
    )
    after = [each.sealed for each in await rows(world, Notification)]
    assert all(one != other for one, other in zip(before, after, strict=True) if one)
    assert [len(each or b"") for each in before] == [len(each or b"") for each in after]
    world.gaps.crash(EDIT)
    await answer(world.carol, starter_of(world.thread), "Another walk helped me even more.")
    await world.pass_time(5)
    assert world.gaps.is_dead
    await world.come_back()
    await world.pass_time(20)
    assert ONE in await said(world, "following"), "of the second answer alone"


async def test_nothing_by_name_shows_what_was_told_of_an_anonymous_post(
    forum_world: ForumWorld,
) -> None:
    world = forum_world
    await answered(world, "anonymous")
    before = [each.model_dump() for each in await rows(world, Notification)]
    assert ONE in await said(world)
    assert [each.model_dump() for each in await rows(world, Notification)] == before
    await press(world.alice, starter_of(world.thread), "More")
