"""How many answers somebody may give to a question, as `/forum settings` says."""

import pytest

from tests.acceptance.facts import asked
from tests.acceptance.masked import WHILE
from tests.acceptance.seen import at_once, posts_in, refusal
from tests.acceptance.test_forum_settings import choose, panel
from tests.acceptance.test_hiding import hide
from tests.support.people import answer, press, submit
from tests.support.reading import (
    Shown,
    buttons_of,
    fields_of,
    private_text,
    reply_of,
    starter_of,
)
from tests.support.worlds import ForumWorld

BEFORE = "You have answered this question: [#2](https://discord.com/channels/"
ANOTHER = "Something else that helped me, too."


@pytest.fixture
async def one_each(forum_world: ForumWorld) -> ForumWorld:
    """Give a forum where each may answer once, with a question by Alice."""
    await choose(forum_world, await panel(forum_world), "most_answers", "1")
    await asked(forum_world)
    return forum_world


def card(world: ForumWorld) -> Shown:
    return starter_of(world.thread)


async def answers(world: ForumWorld) -> int:
    return len(await posts_in(world)) - 1


async def test_usually_everybody_answers_as_often_as_they_like(forum_world: ForumWorld) -> None:
    await asked(forum_world)
    for body in ("A walk in the evening helps.", ANOTHER):
        await answer(forum_world.bob, card(forum_world), body)
    assert await answers(forum_world) == 2


async def test_a_second_answer_is_refused_before_it_is_written(one_each: ForumWorld) -> None:
    world = one_each
    await answer(world.bob, card(world))
    await world.pass_time(2)
    said = private_text(await press(world.bob, card(world), "Answer"))
    assert said.startswith(BEFORE)
    assert said.endswith("Here everybody gives it one answer; you can edit yours.")
    command = await world.bob.slash(world.lobby, "answer", question="1")
    assert refusal(world, command) == said
    await world.bob.send(world.thread, ANOTHER)
    message = world.thread.history()[-1]
    menu = await world.bob.context_menu(world.thread, "Post as answer", message)
    assert refusal(world, menu) == said
    await answer(world.carol, card(world))
    await answer(world.alice, card(world), "What I found out myself meanwhile.")
    assert await answers(world) == 3


async def test_a_form_that_was_open_keeps_its_text(one_each: ForumWorld) -> None:
    world = one_each
    forms = [await press(world.bob, card(world), "Answer") for _ in range(2)]
    first, second = await at_once(
        world,
        submit(world.bob, forms[0], body="A walk in the evening helps."),
        submit(world.bob, forms[1], body=ANOTHER),
    )
    posted, refused = sorted(
        (first, second), key=lambda each: private_text(each).startswith("You have")
    )
    assert "You have answered this question: #2" in private_text(refused)
    assert buttons_of(reply_of(refused)) == ["Open again with my text"]
    assert "Your answer is posted" in private_text(posted)
    assert await answers(world) == 1


async def test_who_deleted_theirs_answers_again_and_whose_is_hidden_does_not(
    one_each: ForumWorld,
) -> None:
    world = one_each
    await answer(world.bob, card(world))
    await world.pass_time(2)
    menu = reply_of(await press(world.bob, world.thread.history()[-1], "More"))
    await press(world.bob, reply_of(await press(world.bob, menu, "Delete")), "Delete")
    await world.pass_time(2)
    await answer(world.bob, card(world), ANOTHER)
    await world.pass_time(2)
    await hide(world, "3")
    said = private_text(await press(world.bob, card(world), "Answer"))
    assert said.startswith("You have answered this question: [#3](")
    assert said.endswith("one answer, and yours is hidden. A moderator can show it again.")


async def test_what_has_not_appeared_yet_can_be_edited_later(one_each: ForumWorld) -> None:
    world = one_each
    forms = [await press(world.bob, card(world), "Answer") for _ in range(2)]
    for form, body in zip(forms, ("A walk in the evening helps.", ANOTHER), strict=True):
        shown = await submit(world.bob, form, body=body, options=["anonymous"])
    said = private_text(shown)
    assert "You have answered this question: #2 (`/show 2`)." in said
    assert "you can edit yours once it has appeared." in said
    await world.pass_time(WHILE)
    assert await answers(world) == 1


async def test_of_several_answers_one_that_can_be_edited_is_told(forum_world: ForumWorld) -> None:
    world = forum_world
    await asked(world)
    for body in ("A walk in the evening helps.", ANOTHER):
        await answer(world.bob, card(world), body)
        await world.pass_time(2)
    await hide(world, "2")
    await choose(world, await panel(world), "most_answers", "1")
    said = private_text(await press(world.bob, card(world), "Answer"))
    assert said.startswith("You have answered this question: [#3](")
    assert said.endswith("you can edit yours.")


async def test_who_is_anonymous_is_not_asked_what_is_refused_anyway(one_each: ForumWorld) -> None:
    world = one_each
    late, form = [await press(world.bob, card(world), "Answer") for _ in range(2)]
    await submit(world.bob, form, body="A walk in the evening helps.", options=["anonymous"])
    await world.pass_time(WHILE)
    shown = await submit(world.bob, late, body=ANOTHER, options=[])
    assert private_text(shown).startswith(BEFORE)
    assert buttons_of(reply_of(shown)) == ["Open again with my text"]
    given = reply_of(await press(world.bob, reply_of(shown), "Open again with my text"))
    assert [each.filename for each in given.attachments] == ["your-text.txt"]


@pytest.mark.parametrize("is_first_by_name", [True, False])
async def test_by_name_and_anonymously_is_one_person_for_themselves_alone(
    one_each: ForumWorld, *, is_first_by_name: bool
) -> None:
    world = one_each
    form = await press(world.bob, card(world), "Answer")
    options = [] if is_first_by_name else ["anonymous"]
    await submit(world.bob, form, body="A walk in the evening helps.", options=options)
    await world.pass_time(WHILE)
    said = private_text(await press(world.bob, card(world), "Answer"))
    assert said.startswith(BEFORE)
    others = await press(world.carol, card(world), "Answer")
    assert "body" in fields_of(others)


async def test_it_can_be_allowed_again(one_each: ForumWorld) -> None:
    world = one_each
    await answer(world.bob, card(world))
    await choose(world, await panel(world), "most_answers", "never")
    await answer(world.bob, card(world), ANOTHER)
    assert await answers(world) == 2
