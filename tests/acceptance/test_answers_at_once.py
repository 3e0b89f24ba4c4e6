"""Whoever answers while others do, or where a thread is made first, hears where their answer is."""

import pytest

from tests.acceptance.seen import at_once, brought_in
from tests.support.calls import NEW_THREAD, SEND, When
from tests.support.people import answer, ask, press, submit
from tests.support.reading import private_text, starter_of
from tests.support.worlds import ForumWorld

TEXTS = ("A walk in the evening helped.", "Warm milk with honey it is.", "Reading on paper.")
SAVED = "Discord is slow right now; it will appear by itself."


async def test_answers_at_the_same_moment_are_all_linked(forum_world: ForumWorld) -> None:
    world = forum_world
    await ask(world.alice, world.lobby)
    card = starter_of(world.thread)
    people = (world.bob, world.carol, world.alice)
    forms = [await press(each, card, "Answer") for each in people]
    given = zip(people, forms, TEXTS, strict=True)
    told = await at_once(world, *(submit(each, form, body=text) for each, form, text in given))
    said = [private_text(each) for each in told]
    assert len(world.thread.history()) == 1 + len(TEXTS)
    assert [SAVED in each for each in said] == [False] * len(TEXTS), said
    assert all("/channels/" in each for each in said), said


async def test_the_first_answer_on_the_website_s_question_is_linked(
    either_world: ForumWorld,
) -> None:
    world = either_world
    told = await answer(world.bob, world.lobby, TEXTS[0], question=str(await brought_in(world)))
    assert "/channels/" in private_text(told)
    assert SAVED not in private_text(told)


@pytest.mark.parametrize("fault", [NEW_THREAD, SEND], ids=["the thread", "the answer"])
async def test_what_waits_for_discord_is_said_to_be_saved(
    forum_world: ForumWorld, fault: When
) -> None:
    world = forum_world
    number = await brought_in(world)
    world.gaps.break_server(fault, times=2)
    told = await answer(world.bob, world.lobby, TEXTS[0], question=str(number))
    assert SAVED in private_text(told)
    world.gaps.heal()
    await world.pass_time(60)
    assert len(world.thread.history()) == 2
