"""Answering: with the button, with the command, again and again."""

import pytest

from tests.acceptance.seen import at_once, posts_in, refusal, submit_twice
from tests.support.moderators import lock
from tests.support.people import answer, ask, press, submit
from tests.support.reading import (
    buttons_of,
    dm_texts,
    fields_of,
    is_spoiler,
    links_of,
    private_text,
    reactions_of,
    reply_of,
    starter_of,
    text_of,
)
from tests.support.worlds import ForumWorld

TITLE = "How can I sleep before an exam?"
BODY = "A walk in the evening helped me a lot."


async def asked(world: ForumWorld) -> None:
    await ask(world.alice, world.lobby, TITLE)
    await world.pass_time(2)


async def test_an_answer_stands_in_the_thread_as_a_card(forum_world: ForumWorld) -> None:
    await asked(forum_world)
    shown = await answer(forum_world.bob, starter_of(forum_world.thread), BODY)
    await forum_world.pass_time(2)
    card = forum_world.thread.history()[-1]
    lines = text_of(card).splitlines()
    assert lines[0] == BODY
    assert lines[1].startswith(f"-# #2 · 0 votes · by <@{forum_world.bob.id}> (")
    assert buttons_of(card) == ["Best answer", "Comment", "More"]
    assert reactions_of(forum_world.env, card) == {"👍": 1, "👎": 1}
    said = private_text(shown)
    assert links_of(reply_of(shown)) == {"Open": card.jump_url}
    assert said == f"Your answer is posted as [#2]({card.jump_url})."
    heading, *rest = text_of(starter_of(forum_world.thread)).splitlines()
    assert heading == "**0 votes** · 1 answer"
    assert any(line.startswith("Best: [0](https://") for line in rest)


async def test_under_a_text_channel_it_is_the_same(text_world: ForumWorld) -> None:
    await asked(text_world)
    await answer(text_world.bob, starter_of(text_world.thread), BODY)
    assert BODY in text_of(text_world.thread.history()[-1])


async def test_the_form_names_the_question(forum_world: ForumWorld) -> None:
    await asked(forum_world)
    shown = await press(forum_world.bob, starter_of(forum_world.thread), "Answer")
    assert shown.modal is not None
    assert shown.modal["title"] == "Answer #1"
    assert TITLE in str(shown.modal)
    assert list(fields_of(shown)) == ["body", "display_name", "options"]


async def test_the_command_knows_the_question_of_its_thread(forum_world: ForumWorld) -> None:
    await asked(forum_world)
    said = private_text(await answer(forum_world.bob, forum_world.thread, BODY))
    assert "Your answer is posted" in said


async def test_the_command_takes_a_number_a_link_or_a_title(forum_world: ForumWorld) -> None:
    await asked(forum_world)
    link = starter_of(forum_world.thread).jump_url
    for number, named in enumerate(("1", "#1", link)):
        said = await answer(forum_world.bob, forum_world.lobby, f"{BODY} {number}", question=named)
        assert "Your answer is posted" in private_text(said)
    found = await forum_world.bob.autocomplete(forum_world.lobby, "answer", "question", "EXAM")
    assert [(each["name"], each["value"]) for each in found] == [(f"#1 {TITLE}", "1")]


async def test_elsewhere_the_command_asks_which_question(forum_world: ForumWorld) -> None:
    await asked(forum_world)
    shown = await forum_world.bob.slash(forum_world.lobby, "answer")
    assert "say which question" in refusal(forum_world, shown)
    shown = await forum_world.bob.slash(forum_world.lobby, "answer", question="999")
    assert "I can't find that post" in refusal(forum_world, shown)


async def test_ones_own_question_may_be_answered_without_a_dm(forum_world: ForumWorld) -> None:
    await ask(forum_world.alice, forum_world.lobby, options=["notify"])
    said = private_text(await answer(forum_world.alice, starter_of(forum_world.thread), BODY))
    assert "Your answer is posted" in said
    await forum_world.pass_time(3)
    assert dm_texts(forum_world.alice) == []


async def test_the_same_answer_twice_is_posted_once(forum_world: ForumWorld) -> None:
    await asked(forum_world)
    shown = await press(forum_world.bob, starter_of(forum_world.thread), "Answer")
    said = await submit_twice(forum_world, forum_world.bob, shown, body=BODY)
    assert [each[:12] for each in said] == ["You already ", "Your answer "]
    assert len(await posts_in(forum_world)) == 2
    assert len(forum_world.thread.history()) == 2


async def test_what_somebody_answered_already_is_not_posted_again(forum_world: ForumWorld) -> None:
    world = forum_world
    await ask(world.alice, world.lobby)
    card = starter_of(world.thread)
    await answer(world.bob, card)
    body = "a walk, in the evening: helped me A LOT!"
    for options in ([], ["anonymous"]):
        form = await press(world.carol, card, "Answer")
        said = private_text(await submit(world.carol, form, body=body, options=options))
        assert "This very answer is here already: [#2](https://" in said
    await world.pass_time(30)
    assert len(world.thread.history()) == 2
    comment = await press(world.bob, card, "Comment")
    await submit(world.bob, comment, body="Thank you for asking this!")
    comment = await press(world.carol, card, "Comment")
    said = private_text(await submit(world.carol, comment, body="Thank you for asking this!"))
    assert "Your comment is posted" in said


async def test_answers_of_signs_alone_are_told_apart(forum_world: ForumWorld) -> None:
    world = forum_world
    await ask(world.alice, world.lobby)
    said = (
        "🌊" * 13,
        "💙" * 13,
        "It went well 🌊",
        "It went well 💙",
        ":-) +1 800 55",
        ":-( -1 [800] 55",
    )
    for number, body in enumerate(said):
        await answer((world.bob, world.carol)[number % 2], starter_of(world.thread), body)
    assert len(world.thread.history()) == 1 + len(said)


async def test_two_people_answer_at_once(forum_world: ForumWorld) -> None:
    await asked(forum_world)
    card = starter_of(forum_world.thread)
    bobs, carols = [
        await press(each, card, "Answer") for each in (forum_world.bob, forum_world.carol)
    ]
    await at_once(
        forum_world,
        submit(forum_world.bob, bobs, body="Warm milk, and no screens."),
        submit(forum_world.carol, carols, body="Get up and read for a while."),
    )
    await forum_world.pass_time(2)
    assert len(forum_world.thread.history()) == 3
    assert "· 2 answers" in text_of(starter_of(forum_world.thread))


async def test_a_content_note_hides_the_answer(forum_world: ForumWorld) -> None:
    await asked(forum_world)
    await answer(forum_world.bob, starter_of(forum_world.thread), BODY, options=["spoiler"])
    assert is_spoiler(forum_world.thread.history()[-1])


async def test_a_closed_question_takes_no_answer_and_the_text_is_kept(
    forum_world: ForumWorld,
) -> None:
    await asked(forum_world)
    shown = await press(forum_world.bob, starter_of(forum_world.thread), "Answer")
    await lock(forum_world.mod, forum_world.thread)
    refused = await submit(forum_world.bob, shown, body=BODY)
    assert "This question is closed" in private_text(refused)
    assert buttons_of(reply_of(refused)) == ["Open again with my text"]
    command = await forum_world.bob.slash(forum_world.lobby, "answer", question="1")
    assert "This question is closed" in refusal(forum_world, command)


async def test_a_question_hidden_while_the_form_was_open(forum_world: ForumWorld) -> None:
    await asked(forum_world)
    shown = await forum_world.bob.slash(forum_world.lobby, "answer", question="1")
    await forum_world.mod.delete(starter_of(forum_world.thread))
    refused = await submit(forum_world.bob, shown, body=BODY)
    assert "That post is hidden" in private_text(refused)
    assert len(await posts_in(forum_world)) == 1


@pytest.mark.parametrize("named", ["2", "How can I sleep before an EXAM?", "<#{thread}>"])
async def test_a_question_is_named_by_what_people_have_at_hand(
    forum_world: ForumWorld, named: str
) -> None:
    world = forum_world
    await ask(world.alice, world.lobby)
    await answer(world.bob, starter_of(world.thread))
    place = named.format(thread=world.thread.id)
    said = private_text(
        await answer(world.carol, world.lobby, "Reading something dull helps me.", question=place)
    )
    assert said.startswith("Your answer is posted")
