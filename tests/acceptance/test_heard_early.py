"""What people do to a card before it is written down where it stands is not lost."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

import discord
import pytest

from data.tables import PostKind, PostState
from tests.acceptance.facts import (
    ANSWER,
    QUESTION,
    asked,
    counts_are_right,
    post_of,
    votes_on,
    waiting,
)
from tests.support.calls import FORUM_POST, SEND, THREAD_FROM_MESSAGE, in_channel, on
from tests.support.moderators import delete_thread, lock
from tests.support.people import answer, ask, vote
from tests.support.reading import starter_of, text_of
from tests.support.worlds import ForumWorld

Act = Callable[[ForumWorld, int, int], object]
"""What somebody does, in a channel, to a message."""


def thumb(world: ForumWorld, channel_id: int, message_id: int) -> None:
    world.env.backend.set_reaction(channel_id, message_id, "👍", world.carol.id, reacted=True)


def thumb_and_back(world: ForumWorld, channel_id: int, message_id: int) -> None:
    thumb(world, channel_id, message_id)
    world.env.backend.set_reaction(channel_id, message_id, "👍", world.carol.id, reacted=False)


def delete(world: ForumWorld, channel_id: int, message_id: int) -> None:
    world.env.backend.delete_message(channel_id, message_id)


def locked(world: ForumWorld, channel_id: int, _: int) -> None:
    world.env.backend.edit_channel(channel_id, {}, thread_metadata={"locked": True})


def thread_deleted(world: ForumWorld, channel_id: int, _: int) -> None:
    world.env.backend.delete_channel(channel_id)


@contextmanager
def as_it_appears(world: ForumWorld, act: Act, *, in_thread: bool = False) -> Iterator[None]:
    """Have something done to the next card, and heard, before it is written down where it is."""
    owner: Any = discord.Thread if in_thread else discord.ForumChannel
    name = "send" if in_thread else "create_thread"
    make = getattr(owner, name)
    done: list[discord.Message] = []

    async def made(place: object, **what: object) -> object:
        answered = await make(place, **what)
        if not done:
            message = answered if in_thread else answered.message
            done.append(message)
            act(world, message.channel.id, message.id)
            # Heard, and taken by the intakes.
            await asyncio.sleep(0.05)
            await world.bot.intake.settled()
            await world.bot.acts.settled()
        return answered

    with mock.patch.object(owner, name, made):
        yield
    assert done, "nothing appeared"


async def test_a_thumb_as_a_question_appears(forum_world: ForumWorld) -> None:
    world = forum_world
    with as_it_appears(world, thumb):
        await ask(world.alice, world.lobby)
    await world.pass_time(10)
    assert await votes_on(world) == [1]
    assert "+1 vote" in text_of(starter_of(world.thread))
    assert await counts_are_right(world)


async def test_a_thumb_as_an_answer_appears(forum_world: ForumWorld) -> None:
    world = forum_world
    card = await asked(world)
    with as_it_appears(world, thumb, in_thread=True):
        await answer(world.bob, card)
    await world.pass_time(10)
    assert await votes_on(world, ANSWER) == [1]


async def test_a_thumb_taken_back_as_a_question_appears(forum_world: ForumWorld) -> None:
    world = forum_world
    with as_it_appears(world, thumb_and_back):
        await ask(world.alice, world.lobby)
    await world.pass_time(10)
    assert await votes_on(world) == []


async def test_a_lock_as_a_question_appears(forum_world: ForumWorld) -> None:
    world = forum_world
    with as_it_appears(world, locked):
        await ask(world.alice, world.lobby)
    await world.pass_time(10)
    assert (await post_of(world)).close_reason == "locked in Discord"
    assert "closed" in text_of(starter_of(world.thread))


@pytest.mark.parametrize("act", [delete, thread_deleted])
async def test_a_deletion_as_a_question_appears(forum_world: ForumWorld, act: Act) -> None:
    world = forum_world
    with as_it_appears(world, act):
        await ask(world.alice, world.lobby)
    await world.pass_time(10)
    assert (await post_of(world)).state is PostState.HIDDEN
    assert await waiting(world) == []


async def test_a_deletion_as_an_answer_appears(forum_world: ForumWorld) -> None:
    world = forum_world
    card = await asked(world)
    with as_it_appears(world, delete, in_thread=True):
        await answer(world.bob, card)
    await world.pass_time(10)
    post = await post_of(world, ANSWER)
    assert (post.kind, post.state) == (PostKind.ANSWER, PostState.HIDDEN)
    assert "0 answers" in text_of(starter_of(world.thread))


async def test_what_appears_undisturbed_is_not_read_again(forum_world: ForumWorld) -> None:
    world = forum_world
    card = await asked(world)
    await answer(world.bob, card)
    await world.pass_time(10)
    assert world.gaps.tried(on("GET", "/channels/*")) == []
    assert world.gaps.tried(on("GET", "/channels/*/messages/*")) == []


async def _lock(world: ForumWorld) -> None:
    await lock(world.mod, world.thread)


async def _vote(world: ForumWorld) -> None:
    await vote(world.carol, starter_of(world.thread))


async def _delete(world: ForumWorld) -> None:
    await delete_thread(world.mod, world.thread)


@pytest.mark.parametrize("restarts", [False, True])
@pytest.mark.parametrize("act", [_vote, _lock, _delete])
async def test_what_is_done_while_its_answer_is_lost(
    forum_world: ForumWorld, act: Callable[[ForumWorld], Awaitable[None]], *, restarts: bool
) -> None:
    """For minutes nobody can look where it stands; the bot may have been restarted meanwhile."""
    world = forum_world
    world.gaps.lose_answer(FORUM_POST)
    world.gaps.break_server(on("GET", "/guilds/*/threads/active"), times=None)
    await ask(world.alice, world.lobby)
    await act(world)
    if restarts:
        await world.restart()
    await world.pass_time(100)
    world.gaps.heal()
    await world.pass_time(130)
    post = await post_of(world)
    if act is _vote:
        assert await votes_on(world) == [1]
    elif act is _lock:
        assert post.close_reason == "locked in Discord"
    else:
        # Nothing stands there to be found: it is published, once.
        assert (post.state, len(world.threads)) == (PostState.VISIBLE, 1)
    assert await waiting(world) == []


async def test_a_thumb_on_an_answer_whose_sending_was_lost(text_world: ForumWorld) -> None:
    world = text_world
    world.gaps.lose_answer(THREAD_FROM_MESSAGE)
    card = await asked(world)
    await vote(world.carol, card)
    world.gaps.lose_answer(in_channel(SEND, world.thread.id))
    await answer(world.bob, card)
    await vote(world.carol, world.thread.history()[-1])
    await world.pass_time(60)
    assert (await votes_on(world, QUESTION), await votes_on(world, ANSWER)) == ([1], [1])
    assert await counts_are_right(world)
