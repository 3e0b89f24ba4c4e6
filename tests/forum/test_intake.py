"""What is heard of reactions and what is observed of them, in one order."""

from collections.abc import Collection

import pytest

from bot.forum.reactions import Change, ReactionEvent
from bot.forum.summaries import Actor
from bot.intake import Clearing, Observation, VoteIntake
from tests.forum.world import BEN, CLEO, MESSAGES, World

DANA = Actor(30, "Dana")


@pytest.fixture
def intake(world: World) -> VoteIntake:
    return VoteIntake(world.database, lambda: world.now, lambda: None)


def added(question: int, actor: Actor) -> ReactionEvent:
    return ReactionEvent(MESSAGES + question, actor.discord_id, is_up=True, change=Change.ADDED)


def observed(
    question: int, *, ups: Collection[Actor], except_for: Collection[int] = ()
) -> Observation:
    users = frozenset(actor.discord_id for actor in ups)
    return Observation(MESSAGES + question, users, frozenset(), frozenset(except_for))


async def test_what_is_heard_before_and_after_an_observation_keeps_its_place(
    world: World, intake: VoteIntake
) -> None:
    question = await world.ask()
    intake.put(added(question, BEN))
    intake.put(observed(question, ups=[CLEO]))
    intake.put(added(question, DANA))
    await intake.settled()
    assert await world.votes(question) == {
        await world.member_id(CLEO): 1,
        await world.member_id(DANA): 1,
    }


async def test_whoever_is_heard_while_a_message_is_read_is_left_as_heard(
    world: World, intake: VoteIntake
) -> None:
    question, other = await world.ask(), await world.ask()
    with intake.listening(MESSAGES + question) as heard:
        intake.put(added(question, BEN))
        intake.put(added(other, DANA))
    intake.put(observed(question, ups=[CLEO], except_for=heard.users))
    await intake.settled()
    assert (heard.users, heard.was_cleared) == ({BEN.discord_id}, False)
    assert await world.score(question) == (2, 0)
    with intake.listening(MESSAGES + question) as heard:
        intake.put(Clearing(MESSAGES + question, frozenset({True})))
    await intake.settled()
    assert heard.was_cleared
    assert await world.score(question) == (0, 0)
    await world.check_counts()
