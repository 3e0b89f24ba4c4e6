"""A sleeping thread's cards say what is so: whatever opens it, and when; and a vote doesn't."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

import discord
import pytest

from bot.publishing.codes import THREAD_ARCHIVED
from tests.acceptance.facts import asked, link_of, tags_of, waiting
from tests.support.calls import ANY_CALL, EDIT, When, in_channel, on
from tests.support.moderators import fall_asleep, unarchive
from tests.support.news import news_held_back
from tests.support.people import press
from tests.support.reading import reply_of, starter_of, text_of
from tests.support.rules import is_archived, wake
from tests.support.worlds import ForumWorld

Act = Callable[[ForumWorld], Awaitable[None]]
LOOK = on("GET", "/channels/*")


async def mod(world: ForumWorld, command: str, **options: str) -> None:
    await world.mod.slash(world.lobby, f"mod {command}", question="1", **options)


async def vote(world: ForumWorld) -> None:
    shown = reply_of(await world.carol.slash(world.lobby, "show", question="1"))
    menu = reply_of(await press(world.carol, shown, "More"))
    await press(world.carol, menu, "Vote up")


def is_asleep(world: ForumWorld) -> bool:
    return is_archived(world.env.backend.get_channel(world.thread.id))


def card(world: ForumWorld) -> str:
    return text_of(starter_of(world.thread))


async def asleep(world: ForumWorld) -> None:
    """Have a question in the category Sleep, beside Family, whose thread is archived."""
    for name in ("Sleep", "Family"):
        await world.owner.slash(world.lobby, "forum category add", name=name)
    await asked(world)
    await mod(world, "category", category="Sleep")
    await world.pass_time(5)
    assert tags_of(world) == ["Sleep"]
    await fall_asleep(world.thread)
    await world.pass_time(5)
    world.gaps.forget()


@contextmanager
def before_it_is_noted(world: ForumWorld, act: Act) -> Iterator[None]:
    """Have something done, and heard, once a card was refused and before that is noted.

    Nothing is noted as long as something else is being written. The thread's own changes wait for
    the refusal.
    """
    edit, change = discord.PartialMessage.edit, discord.Thread.edit
    done: list[asyncio.Task[None]] = []

    async def hold(is_held: asyncio.Event) -> None:
        async with world.bot.database.write():
            is_held.set()
            await moments()
            await act(world)
            await moments()
            await world.bot.acts.settled()

    async def refused(message: discord.PartialMessage, *, view: discord.ui.LayoutView) -> object:
        try:
            return await edit(message, view=view)
        except discord.HTTPException as error:
            if error.code == THREAD_ARCHIVED and not done:
                is_held = asyncio.Event()
                done.append(asyncio.create_task(hold(is_held)))
                await is_held.wait()
            raise

    async def later(thread: discord.Thread, **what: Any) -> object:  # noqa: ANN401  # the library's
        while not done:
            await moments(1)
        return await change(thread, **what)

    with (
        mock.patch.object(discord.PartialMessage, "edit", refused),
        mock.patch.object(discord.Thread, "edit", later),
    ):
        yield
    assert done or world.gaps.is_dead, "nothing was refused"


async def moments(count: int = 50) -> None:
    """Let everything go on that needs no time."""
    for _ in range(count):
        await asyncio.sleep(0)


async def opened(world: ForumWorld) -> None:
    """Let somebody open the thread."""
    wake(world.env.backend, world.env.backend.get_channel(world.thread.id))


async def opened_for_its_tags(world: ForumWorld) -> None:
    """Wait until the bot has opened the thread."""
    while is_asleep(world):
        await moments(1)


async def opened_and_archived_again(world: ForumWorld) -> None:
    await opened(world)
    world.env.backend.edit_channel(world.thread.id, {}, thread_metadata={"archived": True})


async def test_a_vote_shows_where_the_thread_was_opened_before_it_was_noted(
    forum_world: ForumWorld,
) -> None:
    world = forum_world
    await asleep(world)
    with before_it_is_noted(world, opened):
        await vote(world)
        await world.pass_time(70)
    assert "+1 vote" in card(world)
    assert not (await link_of(world)).is_stale
    assert await waiting(world) == []


async def test_a_category_shows_where_its_tag_came_before_the_card_was_noted(
    forum_world: ForumWorld,
) -> None:
    world = forum_world
    await asleep(world)
    with before_it_is_noted(world, opened_for_its_tags):
        await mod(world, "category", category="Family")
        await world.pass_time(20)
    assert "in Family" in card(world)
    assert tags_of(world) == ["Family"]
    assert await waiting(world) == []


async def test_a_category_shows_where_the_opening_is_heard_after_the_card_was_noted(
    forum_world: ForumWorld,
) -> None:
    world = forum_world
    await asleep(world)
    with news_held_back(world):
        await mod(world, "category", category="Family")
        await world.pass_time(10)
    await world.pass_time(10)
    assert "in Family" in card(world)
    assert tags_of(world) == ["Family"]
    assert await waiting(world) == []


@pytest.mark.parametrize("as_it_is_looked_at", [False, True])
async def test_a_vote_waits_where_the_thread_was_opened_and_archived_again(
    forum_world: ForumWorld, *, as_it_is_looked_at: bool
) -> None:
    world = forum_world
    await asleep(world)
    with before_it_is_noted(world, opened if as_it_is_looked_at else opened_and_archived_again):
        await vote(world)
        if as_it_is_looked_at:
            world.gaps.fail(in_channel(LOOK, world.thread.id), lambda: _archives(world))
        await world.pass_time(70)
    assert is_asleep(world)
    assert "0 votes" in card(world)
    assert (await link_of(world)).is_stale
    assert await waiting(world) == []
    await unarchive(world.carol, world.thread)
    await world.pass_time(5)
    assert "+1 vote" in card(world)


def _archives(world: ForumWorld) -> BaseException:
    """Archive the thread as the bot looks at it, and let that look be lost."""
    world.env.backend.edit_channel(world.thread.id, {}, thread_metadata={"archived": True})
    return ConnectionResetError()


@pytest.mark.parametrize("status", [403, 429, 500])
async def test_what_discord_refuses_to_be_looked_at_is_drawn_later(
    forum_world: ForumWorld, status: int
) -> None:
    world = forum_world
    await asleep(world)
    with before_it_is_noted(world, opened):
        await vote(world)
        world.gaps.refuse(in_channel(LOOK, world.thread.id), status)
        await world.pass_time(70)
    await world.pass_time(700)
    assert "+1 vote" in card(world)
    assert await waiting(world) == []


async def test_a_vote_in_a_sleeping_thread_costs_one_request(forum_world: ForumWorld) -> None:
    world = forum_world
    await asleep(world)
    await vote(world)
    world.gaps.forget()
    await world.pass_time(130)
    assert [call.method for call in world.gaps.tried(in_channel(ANY_CALL, world.thread.id))] == [
        "PATCH"
    ]
    assert is_asleep(world)


def _nth(count: int) -> When:
    """Return what is so of every call about a channel but the first so many."""
    left = [count]

    def when(_method: str, path: str) -> bool:
        if not path.startswith("/channels/"):
            return False
        left[0] -= 1
        return left[0] < 0

    return when


@pytest.mark.parametrize("is_done", [True, False])
@pytest.mark.parametrize("count", range(8))
@pytest.mark.parametrize("is_opened_first", [True, False])
async def test_a_category_shows_after_a_kill(
    forum_world: ForumWorld, *, count: int, is_done: bool, is_opened_first: bool
) -> None:
    world = forum_world
    await asleep(world)
    world.gaps.crash(_nth(count), after=is_done)
    if is_opened_first:
        with before_it_is_noted(world, opened_for_its_tags):
            await mod(world, "category", category="Family")
    else:
        await mod(world, "category", category="Family")
    if not world.gaps.is_dead:
        await world.pass_time(20)
    world.gaps.heal()
    await world.come_back()
    await world.pass_time(60)
    assert "in Family" in card(world)
    assert tags_of(world) == ["Family"]
    assert await waiting(world) == []


async def test_a_vote_does_not_open_what_was_archived_as_the_bot_looked(
    forum_world: ForumWorld,
) -> None:
    world = forum_world
    await asked(world)
    fetch = discord.Client.fetch_channel

    async def archived_since(client: discord.Client, channel_id: int) -> object:
        found = await fetch(client, channel_id)
        world.env.backend.edit_channel(channel_id, {}, thread_metadata={"archived": True})
        await moments()
        return found

    await vote(world)
    world.gaps.refuse(in_channel(EDIT, world.thread.id), 400, 50083)
    with mock.patch.object(discord.Client, "fetch_channel", archived_since):
        await world.pass_time(10)
    await world.pass_time(130)
    assert is_asleep(world)
    assert (await link_of(world)).is_stale
    assert await waiting(world) == []
