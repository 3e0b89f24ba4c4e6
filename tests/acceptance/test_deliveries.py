"""Trouble of every class at every call: tried again until it is done, or given up visibly."""

from collections.abc import Callable

import pytest

from data.tables import Delivery, DeliveryState
from tests.acceptance.facts import (
    ANSWER,
    QUESTION,
    answered,
    asked,
    cards,
    counts_are_right,
    dm_count,
    edited,
    post_of,
    rows,
    waiting,
)
from tests.support.calls import (
    EDIT,
    EDIT_CHANNEL,
    NEW_THREAD,
    OPEN_DM,
    REACT,
    SEND,
    When,
    in_channel,
    on,
)
from tests.support.gaps import Gaps
from tests.support.moderators import fall_asleep
from tests.support.people import answer, ask, submit
from tests.support.reading import private_text, reactions_of, starter_of, text_of
from tests.support.rules import is_archived
from tests.support.worlds import ForumWorld

Trouble = Callable[[Gaps, When], None]
CALLS = (NEW_THREAD, REACT, EDIT, EDIT_CHANNEL, OPEN_DM)
A_WHILE = 20.0
PERMISSION_WAIT = 700.0
PATIENT = 120.0

PASSING: list[tuple[str, Trouble, float]] = [
    ("429", lambda gaps, when: gaps.rate_limit(when), A_WHILE),
    ("429 for 90 s", lambda gaps, when: gaps.rate_limit(when, seconds=90), 120.0),
    ("500 not done", lambda gaps, when: gaps.break_server(when, status=500), A_WHILE),
    ("502 not done", lambda gaps, when: gaps.break_server(when, status=502), A_WHILE),
    ("500 done", lambda gaps, when: gaps.lose_answer(when, status=500), A_WHILE),
    ("502 done", lambda gaps, when: gaps.lose_answer(when, status=502), A_WHILE),
    ("connection lost before", lambda gaps, when: gaps.disconnect(when), A_WHILE),
    ("connection lost after", lambda gaps, when: gaps.disconnect(when, after=True), A_WHILE),
    ("403 50013", lambda gaps, when: gaps.refuse(when, 403, 50013), PERMISSION_WAIT),
    ("403 50001", lambda gaps, when: gaps.refuse(when, 403, 50001), PERMISSION_WAIT),
]
PASSING_TROUBLE = pytest.mark.parametrize(
    ("trouble", "wait"), [pytest.param(t, w, id=name) for name, t, w in PASSING]
)


async def later(world: ForumWorld, wait: float) -> None:
    """Let time pass; a long one while the bot is away, which takes the test less time."""
    if wait <= PATIENT:
        await world.pass_time(wait)
        return
    await world.bot.close()
    world.env.backend.advance_clock(wait)
    await world.come_back()
    await world.pass_time(5)


async def through(world: ForumWorld, trouble: Trouble, wait: float) -> None:
    """Ask, answer, edit, with this trouble at the first call of every kind."""
    for when in CALLS:
        trouble(world.gaps, when)
    if not world.is_forum_channel:
        trouble(world.gaps, in_channel(SEND, world.channel.id))
    said = private_text(await ask(world.alice, world.lobby, options=["notify"]))
    assert "saved as #1" in said
    await later(world, wait)
    await later(world, wait)
    thread = in_channel(SEND, world.thread.id)
    trouble(world.gaps, thread)
    said = private_text(await answer(world.bob, starter_of(world.thread)))
    assert "saved as #2" in said
    await later(world, wait)
    await later(world, wait)
    await edited(world, "How can I sleep after an exam?", "I tried walking.")
    await later(world, wait)


async def all_is_done_once(world: ForumWorld) -> None:
    """Look at the threads, the direct messages and the database."""
    assert len(world.threads) == 1
    for number in (QUESTION, ANSWER):
        (card,) = cards(world, number)
        assert reactions_of(world.env, card) == {"👍": 1, "👎": 1}
    assert "I tried walking." in text_of(starter_of(world.thread))
    name = world.env.backend.get_channel(world.thread.id).name
    assert name == "How can I sleep after an exam?"
    assert dm_count(world) == 1
    assert await waiting(world) == []
    assert await counts_are_right(world)


@PASSING_TROUBLE
async def test_trouble_that_passes_leaves_one_of_everything_in_a_forum(
    forum_world: ForumWorld, trouble: Trouble, wait: float
) -> None:
    await through(forum_world, trouble, wait)
    await all_is_done_once(forum_world)


@PASSING_TROUBLE
async def test_trouble_that_passes_leaves_one_of_everything_under_a_text_channel(
    text_world: ForumWorld, trouble: Trouble, wait: float
) -> None:
    await through(text_world, trouble, wait)
    await all_is_done_once(text_world)


@pytest.mark.parametrize(
    ("when", "kind", "what", "status", "code", "reason"),
    [
        (*acted, *refused)
        for acted in (
            (NEW_THREAD, "publish_question", "Publishing question #1"),
            (SEND, "publish_answer", "Publishing answer #2"),
            (EDIT_CHANNEL, "arrange_thread", "Updating the thread of #1"),
            (OPEN_DM, "direct_message", "A direct message"),
        )
        for refused in ((400, 50035, "Refused:50035"), (404, 10003, "NotFound:10003"))
        # Of a thread that is gone nothing is left to arrange.
        if (acted[0], refused[0]) != (EDIT_CHANNEL, 404)
    ],
)
async def test_what_cannot_succeed_is_given_up_and_shown_with_its_reason(  # a table
    forum_world: ForumWorld, when: When, kind: str, what: str, status: int, code: int, reason: str
) -> None:
    world = forum_world
    # The direct message is sent like an answer, and is not to be refused with it.
    world.gaps.refuse(when, status, code, times=1 if when is SEND else None)
    await ask(world.alice, world.lobby, options=["notify"])
    await world.pass_time(2)
    if when is not NEW_THREAD:
        await answer(world.bob, starter_of(world.thread))
        await world.pass_time(2)
    if when is EDIT_CHANNEL:
        await edited(world, "How can I sleep after an exam?", "I tried walking.")
    await world.pass_time(60)
    (left,) = await rows(world, Delivery)
    assert (left.kind.value, left.state, left.reason) == (kind, DeliveryState.FAILED, reason)
    assert len(world.gaps.tried(when)) <= 2
    panel = private_text(await world.owner.slash(world.lobby, "forum health"))
    assert what in panel
    assert reason in panel


async def test_a_lasting_fault_is_tried_less_and_less_often(forum_world: ForumWorld) -> None:
    world = forum_world
    world.gaps.break_server(NEW_THREAD, times=None)
    await ask(world.alice, world.lobby)
    await world.pass_time(120)
    tried = len(world.gaps.tried(NEW_THREAD))
    assert 4 <= tried <= 9
    assert await waiting(world) == [("publish_question", "ServerError")]
    panel = private_text(await world.owner.slash(world.lobby, "forum health"))
    assert "Discord had a fault" in panel
    world.gaps.heal()
    await world.pass_time(300)
    assert len(world.threads) == 1
    assert await waiting(world) == []


async def test_a_card_that_was_deleted_unheard_is_hidden(forum_world: ForumWorld) -> None:
    world = forum_world
    await asked(world)
    world.gaps.refuse(EDIT, 404, 10008)
    await answered(world)
    # The answer's card may be drawn after its thread was archived, which opens it for a while.
    await world.pass_time(A_WHILE)
    assert (await post_of(world)).state.value == "hidden"
    assert await waiting(world) == []
    assert is_archived(world.env.backend.get_channel(world.thread.id))


async def test_a_card_drawn_late_doesnt_leave_a_hidden_questions_thread_open(
    forum_world: ForumWorld,
) -> None:
    world = forum_world
    question = await asked(world)
    late = await answered(world)
    world.gaps.refuse(on("PATCH", f"/channels/*/messages/{question.id}"), 404, 10008)
    world.gaps.break_server(on("PATCH", f"/channels/*/messages/{late.id}"))
    await answer(world.carol, starter_of(world.thread))
    await world.pass_time(A_WHILE)
    assert (await post_of(world)).state.value == "hidden"
    assert await waiting(world) == []
    assert is_archived(world.env.backend.get_channel(world.thread.id))


async def test_an_answer_to_a_thread_that_is_gone_is_not_promised(forum_world: ForumWorld) -> None:
    world = forum_world
    await asked(world)
    await fall_asleep(world.thread)
    world.gaps.refuse(on("GET", f"/channels/{world.thread.id}"), 404, 10003, times=None)
    form = await world.bob.slash(world.lobby, "answer", question="1")
    said = private_text(await submit(world.bob, form, body="Walk for ten minutes first."))
    assert "Discord doesn't let me show it" in said
    assert ("publish_answer", "UnknownThread") in await waiting(world)
    health = private_text(await world.owner.slash(world.lobby, "forum health"))
    assert "Its thread was deleted in Discord" in health
