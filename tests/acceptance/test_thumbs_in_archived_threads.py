"""Thumbs that could not be put, or taken off, while a thread was archived: done when it opens."""

import discord
import pytest

from tests.acceptance.facts import ANSWER, QUESTION, answered, asked, cards, waiting
from tests.acceptance.test_hiding import hide, unhide
from tests.acceptance.test_lost_cards import lost_answer, settled, turned
from tests.support.calls import REACT, Outcome, on
from tests.support.moderators import fall_asleep, unarchive
from tests.support.people import answer
from tests.support.reading import reactions_of, starter_of
from tests.support.rules import is_archived
from tests.support.worlds import ForumWorld

BOTH = {"👍": 1, "👎": 1}
UNREACT = on("DELETE", "/channels/*/messages/*/reactions/*/@me")


async def fallen_asleep(world: ForumWorld) -> None:
    """Let the thread be archived before what failed is tried again, and nothing be left to do."""
    await fall_asleep(world.thread)
    world.gaps.heal()
    await world.pass_time(30)
    assert await waiting(world) == []
    assert is_archived(world.env.backend.get_channel(world.thread.id))


def thumbs(world: ForumWorld, message: discord.Message) -> dict[str, int]:
    return reactions_of(world.env, message)


@pytest.mark.parametrize("is_half", [False, True], ids=["both", "the second"])
async def test_an_answer_gets_them_when_its_thread_opens(
    either_world: ForumWorld, *, is_half: bool
) -> None:
    world = either_world
    await asked(world)
    await world.pass_time(5)
    path = "/channels/*/messages/*/reactions/%F0%9F%91%8E/@me"
    world.gaps.break_server(on("PUT", path) if is_half else REACT, times=None)
    card = await answered(world)
    await fallen_asleep(world)
    assert thumbs(world, card) == ({"👍": 1} if is_half else {})
    await unarchive(world.carol, world.thread)
    await world.pass_time(5)
    assert thumbs(world, card) == BOTH
    assert await waiting(world) == []


async def test_a_question_gets_them_with_its_next_answer(forum_world: ForumWorld) -> None:
    world = forum_world
    world.gaps.break_server(REACT, times=None)
    card = await asked(world)
    await fallen_asleep(world)
    assert thumbs(world, card) == {}
    await answer(world.bob, world.lobby, question=str(QUESTION))
    await world.pass_time(5)
    assert thumbs(world, card) == BOTH


async def test_a_lost_card_that_was_found_hidden_gets_them_once_it_is_shown(
    either_world: ForumWorld,
) -> None:
    world = either_world
    await lost_answer(world)
    await fall_asleep(world.thread)
    await hide(world, str(ANSWER))
    await world.pass_time(30)
    await settled(world)
    (card,) = cards(world, ANSWER)
    await unhide(world, str(ANSWER))
    await settled(world)
    assert thumbs(world, card) == BOTH


async def test_a_thread_that_opened_meanwhile_is_not_waited_for(forum_world: ForumWorld) -> None:
    world = forum_world
    world.gaps.refuse(REACT, 400, 50083)
    await asked(world)
    await world.pass_time(10)
    assert world.gaps.tried(REACT)[0].outcome is Outcome.REFUSED
    assert thumbs(world, starter_of(world.thread)) == BOTH


async def test_an_answer_that_became_a_comment_loses_them_when_its_thread_opens(
    either_world: ForumWorld,
) -> None:
    world = either_world
    await asked(world)
    card = await answered(world)
    await world.pass_time(5)
    await fall_asleep(world.thread)
    await turned(world, ANSWER)
    await world.pass_time(5)
    assert is_archived(world.env.backend.get_channel(world.thread.id))
    assert thumbs(world, card) == BOTH
    await unarchive(world.carol, world.thread)
    await world.pass_time(5)
    assert thumbs(world, card) == {}


async def test_the_second_is_taken_off_also_where_the_first_is_not_there(
    forum_world: ForumWorld,
) -> None:
    world = forum_world
    await asked(world)
    card = await answered(world)
    await world.pass_time(5)
    await world.fresh(card).remove_reaction("👍", discord.Object(world.env.backend.bot_user.id))
    world.gaps.refuse(UNREACT, 404, 10014)
    await turned(world, ANSWER)
    await world.pass_time(5)
    assert thumbs(world, card) == {}
