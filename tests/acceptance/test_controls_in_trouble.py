"""What people do with Discord's own controls is neither lost nor doubled by trouble."""

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from bot.forum.deliveries import offer_question
from data.tables import AuditEntry, PostState
from tests.acceptance.facts import answered, asked, edited, post_of, rows
from tests.acceptance.locks import locked, write_transactions
from tests.support.calls import EDIT_CHANNEL
from tests.support.moderators import (
    archive,
    clear_reactions,
    delete_thread,
    fall_asleep,
    lock,
    new_post,
    new_thread,
    rename,
    unarchive,
)
from tests.support.reading import buttons_of, starter_of
from tests.support.worlds import ForumWorld

MAKE = "Make it a question"
NAME = "A better title for this"


async def _lock(world: ForumWorld) -> None:
    await lock(world.mod, world.thread)


async def _rename(world: ForumWorld) -> None:
    await rename(world.mod, world.thread, NAME)


async def _delete(world: ForumWorld) -> None:
    await delete_thread(world.mod, world.thread)


async def _delete_card(world: ForumWorld) -> None:
    await world.mod.delete(starter_of(world.thread))


@pytest.mark.parametrize(
    ("act", "logged"),
    [(_lock, "close"), (_rename, "edit"), (_delete, "hide"), (_delete_card, "hide")],
)
async def test_an_act_while_the_database_is_locked_is_taken_over_afterwards(
    forum_world: ForumWorld,
    database_file: Path,
    act: Callable[[ForumWorld], Awaitable[None]],
    logged: str,
) -> None:
    world = forum_world
    await asked(world)
    async with locked(world, database_file):
        await act(world)
    await world.pass_time(5)
    entries = [e.action for e in await rows(world, AuditEntry) if e.post_id is not None]
    assert entries == [logged]


async def test_a_new_post_while_the_database_is_locked_gets_its_offer(
    forum_world: ForumWorld, database_file: Path
) -> None:
    world = forum_world
    async with locked(world, database_file):
        thread = await new_post(world.alice, world.channel, "I can't sleep at all", "Since March.")
    await world.pass_time(5)
    assert [buttons_of(each) for each in thread.history()[1:]] == [[MAKE]]


async def test_an_act_that_the_stopped_bot_could_not_write_is_taken_over_at_the_start(
    forum_world: ForumWorld, database_file: Path
) -> None:
    world = forum_world
    await asked(world)
    backend = world.env.backend
    async with locked(world, database_file, seconds=None):
        backend.edit_channel(world.thread.id, {}, thread_metadata={"locked": True})
        await world.bot.close()
    await world.come_back()
    await world.pass_time(5)
    assert (await post_of(world)).closed_at is not None


async def test_what_is_no_business_of_the_forum_writes_nothing(forum_world: ForumWorld) -> None:
    world = forum_world
    await asked(world)
    chat = await world.carol.send(world.thread, "Nice question!")
    thread = await new_thread(world.carol, world.lobby, "Chat")
    await world.pass_time(5)
    with write_transactions(world) as begun:
        await clear_reactions(world.mod, world.thread, chat)
        await world.mod.delete(chat)
        await rename(world.mod, thread, "Small talk")
        await delete_thread(world.mod, thread)
        await archive(world.mod, world.thread)
        await unarchive(world.mod, world.thread)
        await world.pass_time(2)
    assert begun == []


async def test_the_offer_is_made_once_however_late_the_bot_comes_back(
    forum_world: ForumWorld,
) -> None:
    world = forum_world
    thread = await new_post(world.alice, world.channel, "I can't sleep at all", "Since March.")
    await world.pass_time(5)
    for number in range(120):
        world.env.backend.create_message(thread.id, world.carol.id, f"message {number}")
    for hours in (1, 30):
        await world.bot.close()
        world.env.backend.advance_clock(hours * 3600)
        await world.come_back()
        await world.pass_time(10)
    assert [buttons_of(each) for each in thread.history() if buttons_of(each)] == [[MAKE]]


async def test_a_post_that_became_a_question_meanwhile_gets_no_offer(
    forum_world: ForumWorld,
) -> None:
    world = forum_world
    await asked(world)
    await answered(world)
    async with world.bot.database.write() as session:
        await offer_question(session, 1, world.thread.id, world.env.backend.clock.now())
    await world.pass_time(5)
    assert all(MAKE not in buttons_of(each) for each in world.thread.history())


async def test_a_title_that_discord_refuses_is_not_undone_by_the_name_it_shows(
    forum_world: ForumWorld,
) -> None:
    world = forum_world
    await asked(world)
    world.gaps.refuse(EDIT_CHANNEL, 400, 50035, times=None)
    await edited(world, NAME, "And a text.")
    await world.pass_time(5)
    await fall_asleep(world.thread)
    await world.pass_time(5)
    world.gaps.heal()
    await unarchive(world.alice, world.thread)
    await world.restart()
    await world.pass_time(30)
    post = await post_of(world)
    assert (post.title, post.revision, post.state) == (NAME, 2, PostState.VISIBLE)
    await rename(world.mod, world.thread, "The moderator's own title")
    await world.pass_time(5)
    assert (await post_of(world)).title == "The moderator's own title"
