"""Bursts of votes, slow cards, and what was missed while the bot was away."""

from pathlib import Path

import discord
import pytest

from data.tables import PostState
from tests.acceptance.facts import (
    ANSWER,
    answered,
    asked,
    cards,
    counts_are_right,
    post_of,
    votes_on,
    waiting,
)
from tests.acceptance.locks import locked, write_transactions
from tests.support.calls import EDIT
from tests.support.moderators import delete_thread, lock, new_post, rename
from tests.support.reading import buttons_of, text_of
from tests.support.worlds import ForumWorld

UP, DOWN = "👍", "👎"


async def burst(world: ForumWorld, card: discord.Message, people: int, emoji: str = UP) -> None:
    """Let many people react at once."""
    backend = world.env.backend
    for number in range(people):
        user = world.env.create_user(f"{emoji}{number}")
        world.guild.add_member(user)
        backend.set_reaction(card.channel.id, card.id, emoji, user.id, reacted=True)
    await world.env.settle()


async def test_hundreds_of_votes_are_a_handful_of_transactions_and_edits(
    forum_world: ForumWorld,
) -> None:
    world = forum_world
    card = await asked(world)
    world.gaps.forget()
    with write_transactions(world) as begun:
        await burst(world, card, 400)
        await world.pass_time(5)
    assert await votes_on(world) == [1] * 400
    assert "+400 votes" in text_of(world.fresh(card))
    assert len(begun) <= 12
    assert 1 <= world.gaps.count(EDIT) <= 3
    assert await counts_are_right(world)


async def test_an_old_card_follows_within_two_minutes_with_one_edit(
    forum_world: ForumWorld,
) -> None:
    world = forum_world
    card = await asked(world)
    await world.bot.close()
    world.env.backend.advance_clock(2 * 3600)
    await world.come_back()
    await world.pass_time(5)
    world.gaps.forget()
    for member in (world.bob, world.carol):
        await member.react(card, UP)
        await world.pass_time(10)
    assert world.gaps.count(EDIT) == 0
    await world.pass_time(100)
    assert "+2 votes" in text_of(world.fresh(card))
    assert world.gaps.count(EDIT) == 1


async def test_a_locked_database_loses_no_vote(
    forum_world: ForumWorld, database_file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    world = forum_world
    card = await asked(world)
    async with locked(world, database_file):
        await burst(world, card, 50)
    await world.pass_time(5)
    assert "votes wait" in caplog.text
    assert await votes_on(world) == [1] * 50
    assert "+50 votes" in text_of(world.fresh(card))


async def test_reactions_missed_while_the_bot_was_away_become_votes(
    text_world: ForumWorld,
) -> None:
    world = text_world
    question = await asked(world)
    card = await answered(world)
    await world.carol.react(question, UP)
    await world.mod.react(question, UP)
    await world.pass_time(3)
    await world.bot.close()
    await world.carol.unreact(question, UP)
    await world.mod.react(question, DOWN)
    await world.bob.react(question, UP)
    await world.bob.react(question, DOWN)
    await world.alice.react(card, UP)
    await world.come_back()
    await world.pass_time(10)
    # The moderator's new thumb is newer; two thumbs of Bob at once say nothing.
    assert await votes_on(world) == [-1]
    assert await votes_on(world, ANSWER) == [1]
    await world.bob.unreact(question, DOWN)
    await world.pass_time(5)
    assert await votes_on(world) == [-1, 1]
    assert await counts_are_right(world)


async def test_what_moderators_did_while_the_bot_was_away_is_taken_over(
    forum_world: ForumWorld,
) -> None:
    world = forum_world
    await asked(world, title="The first of three questions")
    first = world.thread
    await asked(world, title="The second of three questions")
    second = world.thread
    card = await asked(world, title="The third of three questions")
    third = world.thread
    await world.bob.react(card, UP)
    await world.pass_time(3)
    await world.bot.close()
    await delete_thread(world.mod, third)
    await rename(world.mod, second, "A much better title")
    await lock(world.mod, first)
    by_hand = await new_post(world.carol, world.channel, "By hand", "I used New Post.")
    await world.come_back()
    await world.pass_time(10)
    assert (await post_of(world, 1)).closed_at is not None
    assert (await post_of(world, 2)).title == "A much better title"
    assert (await post_of(world, 3)).state is PostState.HIDDEN
    assert await votes_on(world, 3) == [1]
    assert cards(world, 3) == []
    assert [buttons_of(m) for m in by_hand.history()[1:]] == [["Make it a question"]]
    assert await waiting(world) == []
    assert await counts_are_right(world)
