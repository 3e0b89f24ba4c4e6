"""A thread is renamed just as its state is looked up: what is heard of by then is taken over."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Timer
from unittest import mock

import discord
import pytest

from bot.publishing import arranging
from bot.publishing.context import Context
from data.tables import AuditEntry
from tests.acceptance.facts import asked, edited, post_of, rows, waiting
from tests.acceptance.test_changed_and_back import close, name_of
from tests.acceptance.test_hiding import TITLE
from tests.support.moderators import rename
from tests.support.news import news_held_back
from tests.support.worlds import ForumWorld

NEW = "How can I sleep before an exam, says the moderator?"
# So long another process, such as a backup, lets nobody write.
BUSY = [0.0, 0.3]


@contextmanager
def as_it_is_asked_for(
    world: ForumWorld, thread_id: int, act: Callable[[], object], *, busy: float
) -> Iterator[list[object]]:
    """Have Discord do and tell something as it answers for a thread; give the bot's new names."""
    done, names, edit = list[str](), list[object](), arranging._edit

    def when(method: str, path: str) -> bool:
        if not done and (method, path) == ("GET", f"/channels/{thread_id}"):
            done.append(path)
            if busy:
                other = sqlite3.connect(
                    world.bot.database.file, check_same_thread=False, isolation_level=None
                )
                other.execute("BEGIN IMMEDIATE")
                Timer(busy, other.close).start()
            act()
        return False

    async def noted(context: Context, thread: discord.Thread, what: dict[str, object]) -> None:
        names.append(what.get("name"))
        await edit(context, thread, what)

    world.gaps.fail(when, RuntimeError)
    with mock.patch.object(arranging, "_edit", noted):
        yield names
    assert done


@pytest.mark.parametrize("busy", BUSY)
async def test_its_new_name_is_the_title(either_world: ForumWorld, busy: float) -> None:
    world = either_world
    await asked(world)
    thread_id = world.thread.id

    def renamed() -> None:
        world.env.backend.edit_channel(thread_id, {"name": NEW})

    with as_it_is_asked_for(world, thread_id, renamed, busy=busy) as names:
        await close(world)
        await world.pass_time(120)
    assert name_of(world) == (await post_of(world)).title == NEW
    assert TITLE not in names
    assert await waiting(world) == []


@pytest.mark.parametrize("busy", BUSY)
async def test_its_new_name_is_the_title_also_when_others_come_first(
    forum_world: ForumWorld, busy: float
) -> None:
    world = forum_world
    await asked(world)
    await asked(world, title="Something else that somebody asks here?")
    first, second = world.threads

    def renamed() -> None:
        world.env.backend.edit_channel(first.id, {"name": "Another name of the first one"})
        world.env.backend.edit_channel(second.id, {"name": NEW})

    with as_it_is_asked_for(world, second.id, renamed, busy=busy):
        await world.mod.slash(world.lobby, "mod close", question="2", reason="Solved")
        await world.pass_time(120)
    assert name_of(world) == (await post_of(world, 2)).title == NEW
    assert await waiting(world) == []


async def test_a_title_that_was_taken_out_unheard_does_not_come_back(
    either_world: ForumWorld,
) -> None:
    world = either_world
    await asked(world)
    last = "How can I sleep before the exam?"
    with news_held_back(world):
        await edited(world, "How can I sleep before Anna Smith's exam?", "I lie awake for hours.")
        await world.pass_time(75)
        await edited(world, last, "I lie awake for hours.")
        await world.pass_time(10)
    await world.pass_time(120)
    assert name_of(world) == (await post_of(world)).title == last
    assert "renamed in Discord" not in [each.detail for each in await rows(world, AuditEntry)]


async def test_a_former_title_that_somebody_gives_it_again_is_the_title(
    either_world: ForumWorld,
) -> None:
    world = either_world
    await asked(world)
    await edited(world, "How can I sleep before the exam?", "I lie awake for hours.")
    await world.pass_time(130)
    with news_held_back(world):
        await rename(world.mod, world.thread, TITLE)
        await close(world)
        await world.pass_time(2)
    await world.pass_time(120)
    assert name_of(world) == (await post_of(world)).title == TITLE
