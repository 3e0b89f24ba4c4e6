"""Votes by reaction while the bot listens: one a person, the newest act wins."""

import discord
import pytest
from simcord.actors import MemberActor

from data.tables import Reaction
from tests.acceptance.facts import (
    ANSWER,
    answered,
    asked,
    counts_are_right,
    post_of,
    rows,
    votes_on,
    waiting,
)
from tests.support.moderators import clear_reactions
from tests.support.people import press
from tests.support.reading import reactions_of, reply_of, text_of
from tests.support.worlds import ForumWorld

UP, DOWN = "👍", "👎"


async def privately(world: ForumWorld, card: discord.Message, label: str) -> None:
    """Let Carol vote with the buttons under More."""
    menu = await press(world.carol, card, "More")
    await press(world.carol, reply_of(menu), label)


# What Carol does one after another, and what her vote is then.
ACTS = [
    pytest.param(["+👍"], [1], id="react"),
    pytest.param(["+👍", "-👍"], [], id="unreact"),
    pytest.param(["+👍", "-👍", "+👎"], [-1], id="switch"),
    pytest.param(["+👍", "+👎"], [-1], id="both: the newer one"),
    pytest.param(["+👍", "+👎", "-👎"], [1], id="both, the newer one taken: the other stands"),
    pytest.param(["+👍", "+👎", "-👍"], [-1], id="both, the older one taken"),
    pytest.param(["+👍", "Vote down"], [-1], id="a later private vote wins"),
    pytest.param(["Vote down", "+👍"], [1], id="a later reaction wins"),
    pytest.param(["+👍", "Vote down", "-👍"], [-1], id="taking away what is no vote"),
    pytest.param(["+👍", "Vote up"], [], id="the same by button takes it back"),
    pytest.param(["+👍", "Vote down", "restart"], [-1], id="unchanged reactions after a start"),
    pytest.param(["+👍", "Vote up", "restart"], [], id="a vote taken back stays back"),
    pytest.param(["+🎉"], [], id="other emojis are no votes"),
]


@pytest.mark.parametrize(("acts", "expected"), ACTS)
async def test_the_newest_act_wins(
    forum_world: ForumWorld, acts: list[str], expected: list[int]
) -> None:
    world = forum_world
    card = await asked(world)
    for act in acts:
        await _do(world, card, act)
        await world.pass_time(3)
    assert await votes_on(world) == expected
    assert await counts_are_right(world)


async def _do(world: ForumWorld, card: discord.Message, act: str) -> None:
    if act == "restart":
        await world.restart()
        await world.pass_time(10)
    elif act[0] == "+":
        await world.carol.react(card, act[1:])
    elif act[0] == "-":
        await world.carol.unreact(card, act[1:])
    else:
        await privately(world, card, act)


async def test_nobody_votes_on_their_own_post(text_world: ForumWorld) -> None:
    world = text_world
    card = await asked(world)
    await world.alice.react(card, UP)
    await world.pass_time(3)
    assert await votes_on(world) == []
    assert "0 votes" in text_of(world.fresh(card))


async def test_bots_do_not_vote(forum_world: ForumWorld) -> None:
    world = forum_world
    card = await asked(world)
    robot: MemberActor = world.guild.add_member(world.env.create_user("robot", bot=True))
    await robot.react(card, UP)
    await world.pass_time(3)
    await world.restart()
    await world.pass_time(10)
    assert await votes_on(world) == []


@pytest.mark.parametrize(
    ("emoji", "left", "shown"),
    [(None, [-1], {UP: 1, DOWN: 1}), (UP, [-1, -1], {UP: 1, DOWN: 2})],
    ids=["all", "one emoji"],
)
async def test_clearing_reactions_takes_the_votes_made_by_them(
    forum_world: ForumWorld, emoji: str | None, left: list[int], shown: dict[str, int]
) -> None:
    world = forum_world
    card = await asked(world)
    dave = world.join("dave")
    await world.bob.react(card, UP)
    await dave.react(card, DOWN)
    await privately(world, card, "Vote down")
    await world.pass_time(3)
    await clear_reactions(world.mod, world.thread, card, emoji)
    await world.pass_time(5)
    assert await votes_on(world) == left
    assert reactions_of(world.env, card) == shown
    assert len(await rows(world, Reaction)) == (0 if emoji is None else 1)
    assert await waiting(world) == []
    assert await counts_are_right(world)


async def test_a_vote_on_an_answer_shows_on_both_cards(text_world: ForumWorld) -> None:
    world = text_world
    question = await asked(world)
    card = await answered(world)
    await world.carol.react(card, UP)
    await world.pass_time(3)
    assert "+1 vote" in text_of(world.fresh(card))
    assert "[+1](" in text_of(world.fresh(question))
    assert (await post_of(world, ANSWER)).up == 1
