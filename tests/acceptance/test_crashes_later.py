"""Kills in the middle of edits and deletions, and kills that are noticed only days later."""

from datetime import timedelta

import pytest

from data.tables import PostState
from tests.acceptance.facts import (
    ANSWER,
    QUESTION,
    answered,
    asked,
    cards,
    counts_are_right,
    deleted,
    dm_count,
    edited,
    post_of,
    waiting,
)
from tests.support.calls import (
    DELETE,
    EDIT,
    EDIT_CHANNEL,
    FORUM_POST,
    NEW_THREAD,
    REACT,
    SEND,
    THREAD_FROM_MESSAGE,
    When,
    in_channel,
    on,
)
from tests.support.moderators import fall_asleep
from tests.support.people import answer, ask
from tests.support.reading import reactions_of, starter_of, text_of
from tests.support.worlds import ForumWorld

DELETE_CHANNEL = on("DELETE", "/channels/*")
MOMENTS = pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
TITLE = "How can I sleep before a great exam?"


async def days_later(world: ForumWorld, days: int) -> None:
    """Let time pass while the bot is dead, then start it again."""
    assert world.gaps.is_dead
    world.env.backend.advance_clock(timedelta(days=days).total_seconds())
    await world.come_back()
    await world.pass_time(5)


async def chatter(world: ForumWorld, place: str) -> None:
    """Let people write more than one page of messages in the channel or the thread."""
    where = world.channel if place == "channel" else world.thread
    for number in range(120):
        world.env.backend.create_message(where.id, world.carol.id, f"message {number}")
    await world.env.settle()


@MOMENTS
@pytest.mark.parametrize("when", [EDIT, EDIT_CHANNEL], ids=["card", "thread"])
async def test_a_kill_during_an_edit(either_world: ForumWorld, when: When, *, after: bool) -> None:
    world = either_world
    await asked(world)
    world.gaps.crash(when, after=after)
    await edited(world, TITLE, "Nothing helped so far, not even milk.")
    await world.pass_time(2)
    assert world.gaps.is_dead
    await world.come_back()
    await world.pass_time(5)
    assert "not even milk" in text_of(starter_of(world.thread))
    assert world.env.backend.get_channel(world.thread.id).name == TITLE
    assert (await post_of(world)).revision == 2
    assert await waiting(world) == []


@MOMENTS
@pytest.mark.parametrize("when", [DELETE, EDIT], ids=["message", "question's card"])
async def test_a_kill_while_an_answer_is_deleted(
    either_world: ForumWorld, when: When, *, after: bool
) -> None:
    world = either_world
    await asked(world)
    card = await answered(world)
    world.gaps.crash(when, after=after)
    await deleted(world, world.bob, card)
    await world.pass_time(2)
    assert world.gaps.is_dead
    await world.come_back()
    await world.pass_time(5)
    assert cards(world, ANSWER) == []
    assert "0 answers" in text_of(starter_of(world.thread))
    assert (await post_of(world, ANSWER)).state is PostState.DELETED
    assert await waiting(world) == []
    assert await counts_are_right(world)


@MOMENTS
async def test_a_kill_while_a_lone_question_is_deleted(
    either_world: ForumWorld, *, after: bool
) -> None:
    world = either_world
    card = await asked(world)
    world.gaps.crash(DELETE_CHANNEL, after=after)
    await deleted(world, world.alice, card)
    await world.pass_time(2)
    assert world.gaps.is_dead
    await world.come_back()
    await world.pass_time(5)
    assert world.threads == []
    assert cards(world, QUESTION) == []
    assert (await post_of(world)).state is PostState.DELETED
    assert await waiting(world) == []


@MOMENTS
@pytest.mark.parametrize("when", [EDIT, EDIT_CHANNEL], ids=["card", "thread"])
async def test_a_kill_while_an_answered_question_is_deleted(
    either_world: ForumWorld, when: When, *, after: bool
) -> None:
    world = either_world
    card = await asked(world)
    await answered(world)
    world.gaps.crash(when, after=after)
    await deleted(world, world.alice, card)
    await world.pass_time(2)
    assert world.gaps.is_dead
    await world.come_back()
    await world.pass_time(5)
    kept = world.env.backend.get_channel(world.thread.id)
    assert kept.name == "Removed question"
    assert kept.thread_metadata is not None
    assert kept.thread_metadata.archived
    assert "Removed by its author" in text_of(starter_of(world.thread))
    assert len(cards(world, ANSWER)) == 1
    assert await waiting(world) == []


@MOMENTS
async def test_a_post_killed_days_ago_is_still_found_in_a_forum(
    forum_world: ForumWorld, *, after: bool
) -> None:
    world = forum_world
    world.gaps.crash(FORUM_POST, after=after)
    await ask(world.alice, world.lobby)
    if after:
        await chatter(world, "thread")
        await fall_asleep(world.thread)
    await days_later(world, 3)
    assert len(world.threads) == 1
    assert len(cards(world, QUESTION)) == 1
    assert await waiting(world) == []


@MOMENTS
@pytest.mark.parametrize("when", [SEND, THREAD_FROM_MESSAGE], ids=["card", "thread"])
async def test_a_post_killed_days_ago_is_still_found_under_a_text_channel(
    text_world: ForumWorld, when: When, *, after: bool
) -> None:
    world = text_world
    world.gaps.crash(when, after=after)
    await ask(world.alice, world.lobby)
    await chatter(world, "channel")
    await days_later(world, 3)
    assert len(world.threads) == 1
    assert len(cards(world, QUESTION)) == 1
    assert reactions_of(world.env, starter_of(world.thread)) == {"👍": 1, "👎": 1}
    assert await waiting(world) == []


@MOMENTS
async def test_an_answer_and_a_dm_killed_days_ago_come_once(
    either_world: ForumWorld, *, after: bool
) -> None:
    world = either_world
    card = await asked(world, "notify")
    world.gaps.crash(in_channel(SEND, world.thread.id), after=after)
    await answer(world.bob, card)
    await chatter(world, "thread")
    await days_later(world, 3)
    assert len(cards(world, ANSWER)) == 1
    assert dm_count(world) == 1
    assert reactions_of(world.env, cards(world, ANSWER)[0]) == {"👍": 1, "👎": 1}
    assert await waiting(world) == []


async def test_deaths_at_every_start_end_in_one_of_everything(either_world: ForumWorld) -> None:
    world = either_world
    world.gaps.crash(NEW_THREAD, after=True)
    await ask(world.alice, world.lobby)
    for when, after in ((REACT, False), (REACT, True), (REACT, True)):
        world.gaps.crash(when, after=after)
        await world.come_back()
        await world.pass_time(5)
        assert world.gaps.is_dead
    await world.come_back()
    await world.pass_time(5)
    assert len(world.threads) == 1
    assert reactions_of(world.env, starter_of(world.thread)) == {"👍": 1, "👎": 1}
    assert await waiting(world) == []
