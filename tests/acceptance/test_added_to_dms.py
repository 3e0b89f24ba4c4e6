"""What happens in a question soon after the last DM about it is added to that DM, once."""

import pytest

from bot.settings import Settings
from data.tables import Delivery, DeliveryKind
from tests.acceptance.facts import rows
from tests.acceptance.town import Town
from tests.support.calls import EDIT, SEND, When, in_channel
from tests.support.people import press, submit
from tests.support.reading import (
    button_ids,
    buttons_of,
    dm_texts,
    dms,
    private_text,
    reply_of,
    starter_of,
    text_of,
)

TITLE = "How can I sleep before an exam?"
OTHER = "How can I wake up early?"
ANSWERS = ("Breathe slowly, and count.", "Another thing that helped me.", "Or read a dull book.")
MINUTE = 60


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Add to DMs as it is by default."""
    usual = Settings.model_fields["add_to_dm_minutes"].default
    return settings.model_copy(update={"add_to_dm_minutes": usual})


def in_dms(town: Town, when: When) -> When:
    """Return whether a call is about Alice's DMs."""
    return in_channel(when, town.alice.user.dm_channel.id)


async def told_of_one(town: Town) -> int:
    """Let Alice be told of an answer; return the question's number."""
    question = await town.ask(TITLE, notify=True)
    await town.answer(question, ANSWERS[0])
    assert len(dms(town.alice)) == 1
    return question


async def is_told_once_of_each(town: Town, count: int) -> bool:
    """Tell whether as many answers stand once each in what Alice was sent, and nothing waits."""
    said = "\n".join(dm_texts(town.alice))
    mail = [each for each in await rows(town, Delivery) if each.kind is DeliveryKind.DIRECT_MESSAGE]
    return said.count("answered your question") == count and not mail


async def test_it_is_added_while_ten_minutes_last(town: Town) -> None:
    question = await told_of_one(town)
    await town.answer(question, ANSWERS[1], by=town.carol)
    (text,) = dm_texts(town.alice)
    assert text.index("Bob answered") < text.index("Carol answered")
    assert f"> {ANSWERS[1]}" in text
    await town.pass_time(10 * MINUTE)
    await town.answer(question, ANSWERS[2])
    assert len(dms(town.alice)) == 2
    assert ANSWERS[2] in dm_texts(town.alice)[-1]


async def test_what_they_did_themselves_is_not_added(town: Town) -> None:
    await told_of_one(town)
    before = dm_texts(town.alice)
    form = await press(town.alice, starter_of(town.channel.threads[0]), "Answer")
    await submit(town.alice, form, body=ANSWERS[1], options=["anonymous"])
    await town.pass_time(MINUTE)
    assert dm_texts(town.alice) == before
    assert await is_told_once_of_each(town, 1)


async def test_each_keeps_its_quote_and_the_answer_can_be_chosen(town: Town) -> None:
    question = await told_of_one(town)
    form = await press(town.carol, starter_of(town.channel.threads[0]), "Comment")
    await submit(town.carol, form, body="How late is it now?")
    await town.pass_time(3)
    (message,) = dms(town.alice)
    said = text_of(message)
    assert f"Bob answered your question **{TITLE}** · [Open](https://" in said
    assert f"> {ANSWERS[0]}" in said
    assert "> How late is it now?" in said
    assert buttons_of(message) == [
        "Open",
        "Best answer",
        "Reply",
        "Stop for this question",
        "Stop: comments on your posts, or after yours",
        "Stop: answers to your questions",
        "Make these discreet",
    ]
    said = private_text(await press(town.alice, message, "Stop: answers to your questions"))
    assert "of this kind: answers to your questions." in said
    said = private_text(await press(town.alice, message, "Best answer"))
    assert "best answer" in said
    await town.answer(question, ANSWERS[1])
    assert ANSWERS[1] not in "\n".join(dm_texts(town.alice))


async def test_of_several_answers_the_newest_is_offered(town: Town) -> None:
    question = await told_of_one(town)
    newest = await town.answer(question, ANSWERS[1], by=town.carol)
    (message,) = dms(town.alice)
    assert buttons_of(message)[:2] == ["Open", "Best answer: the newest"]
    assert f"best:{newest}" in button_ids(message)
    assert "Stop this kind" in buttons_of(message)
    assert all(f"> {each}" in text_of(message) for each in ANSWERS[:2])


async def test_the_fullest_one_is_one_that_discord_takes(town: Town) -> None:
    await town.ask("How *can* _I_ [sleep] ~so~? " * 3, notify=True)
    people = [
        town.guild.add_member(town.env.create_user(f"p{number}", global_name="_*" * 16))
        for number in range(8)
    ]
    for number, person in enumerate(people):
        form = await press(person, starter_of(town.channel.threads[0]), "Answer")
        await submit(person, form, body=f"{number} " + "a_b " * 100, options=[])
        await town.pass_time(2)
    (message,) = dms(town.alice)
    assert text_of(message).count("answered your question") == 8
    assert f"> {len(people) - 1} a" in text_of(message)


async def test_the_offer_to_be_discreet_stays_and_holds_for_all(town: Town) -> None:
    question = await told_of_one(town)
    await town.answer(question, ANSWERS[1])
    (message,) = dms(town.alice)
    assert "Make these discreet" in buttons_of(message)
    await press(town.alice, message, "Make these discreet")
    assert dm_texts(town.alice)[0] == "There are 2 new things for you."
    shown = private_text(await press(town.alice, town.fresh(message), "Show"))
    assert shown.count("answered your question") == 2


async def test_after_a_press_the_next_one_is_new(town: Town) -> None:
    question = await told_of_one(town)
    await press(town.alice, dms(town.alice)[0], "Reply")
    await town.answer(question, ANSWERS[1])
    first, second = dm_texts(town.alice)
    assert ANSWERS[1] not in first
    assert ANSWERS[1] in second
    await town.answer(question, ANSWERS[2])
    assert len(dms(town.alice)) == 2
    assert await is_told_once_of_each(town, 3)


async def test_another_question_has_a_message_of_its_own(town: Town) -> None:
    await told_of_one(town)
    await town.answer(await town.ask(OTHER, notify=True), ANSWERS[1])
    assert len(dms(town.alice)) == 2


async def test_what_stops_on_it_stops_after_a_restart_too(town: Town) -> None:
    question = await told_of_one(town)
    await town.answer(question, ANSWERS[1])
    (message,) = dms(town.alice)
    await town.restart()
    said = private_text(await press(town.alice, message, "Stop for this question"))
    assert said.startswith("You'll get no DMs about")
    await press(town.alice, message, "Stop this kind")
    await town.answer(question, ANSWERS[2])
    assert await is_told_once_of_each(town, 2)


async def test_a_full_message_is_followed_by_a_new_one(town: Town) -> None:
    question = await town.ask(TITLE, notify=True)
    people = [
        town.guild.add_member(town.env.create_user(f"p{number}", global_name=f"P{number}"))
        for number in range(9)
    ]
    for person in people:
        await town.answer(question, f"What helped me was a walk, says {person.name}.", by=person)
    assert len(dms(town.alice)) == 2
    assert await is_told_once_of_each(town, 9)


@pytest.mark.parametrize("is_after", [False, True], ids=["before", "after"])
async def test_a_kill_at_the_edit_neither_loses_nor_doubles(town: Town, *, is_after: bool) -> None:
    question = await told_of_one(town)
    town.gaps.crash(in_dms(town, EDIT), after=is_after)
    await town.answer(question, ANSWERS[1])
    assert town.gaps.is_dead
    await town.come_back()
    await town.pass_time(5)
    assert await is_told_once_of_each(town, 2)
    await town.answer(question, ANSWERS[2])
    assert await is_told_once_of_each(town, 3)


async def test_an_edit_whose_answer_was_lost_is_not_made_twice(town: Town) -> None:
    question = await told_of_one(town)
    town.gaps.lose_answer(in_dms(town, EDIT))
    await town.answer(question, ANSWERS[1])
    await town.pass_time(5)
    assert await is_told_once_of_each(town, 2)
    await town.answer(question, ANSWERS[2])
    assert await is_told_once_of_each(town, 3)


async def test_a_refused_edit_is_a_message_of_its_own_or_tried_again(town: Town) -> None:
    question = await told_of_one(town)
    town.gaps.refuse(in_dms(town, EDIT), 404, 10008)
    await town.answer(question, ANSWERS[1])
    assert len(dms(town.alice)) == 2
    town.gaps.rate_limit(in_dms(town, EDIT))
    await town.answer(question, ANSWERS[2])
    await town.pass_time(10)
    assert await is_told_once_of_each(town, 3)


async def test_two_at_once_both_stand_in_it(town: Town) -> None:
    question = await told_of_one(town)
    for text in ANSWERS[1:]:
        await town.answer_at_once(question, text)
    await town.carry_out()
    assert len(dms(town.alice)) == 1
    assert await is_told_once_of_each(town, 3)


async def test_discreet_ones_count(town: Town) -> None:
    panel = reply_of(await town.alice.slash(town.lobby, "notifications"))
    await press(town.alice, panel, "Make DMs discreet")
    question = await told_of_one(town)
    await town.answer(question, ANSWERS[1])
    (message,) = dms(town.alice)
    assert text_of(message) == "There are 2 new things for you."
    shown = private_text(await press(town.alice, message, "Show"))
    assert shown.count("answered your question") == 2
    await town.answer(question, ANSWERS[2])
    assert dm_texts(town.alice)[-1] == "There is something new for you."


async def test_what_one_is_told_anonymously_is_added_too(town: Town) -> None:
    form = await town.alice.slash(town.lobby, "ask")
    options = ["anonymous", "notify"]
    await submit(town.alice, form, title=TITLE, details="", options=options)
    await town.pass_time(25)
    await town.answer(1, ANSWERS[0])
    await town.answer(1, ANSWERS[1], by=town.carol)
    await town.pass_time(5)
    (text,) = dm_texts(town.alice)
    assert text.index("Bob answered") < text.index("Carol answered")


async def test_what_was_sent_before_the_edit_is_found_by_its_message(town: Town) -> None:
    """A send whose answer was lost, then something that is added: each stands there once."""
    question = await told_of_one(town)
    await press(town.alice, dms(town.alice)[0], "Reply")
    town.gaps.lose_answer(in_dms(town, SEND))
    await town.answer(question, ANSWERS[1])
    await town.answer(question, ANSWERS[2])
    await town.pass_time(5)
    assert await is_told_once_of_each(town, 3)


async def told_by_name_and_following(town: Town) -> tuple[int, str]:
    """Let Bob, who answered by name, follow the question; return it, and what he is told."""
    question = await town.ask(TITLE)
    await town.answer(question, ANSWERS[0], notify=True)
    card = town.channel.threads[0].history()[-1]
    await press(town.bob, starter_of(town.channel.threads[0]), "Notify me")
    form = await press(town.carol, card, "Comment")
    await submit(town.carol, form, body="That helped me as well, thank you.")
    await town.pass_time(30)
    (text,) = dm_texts(town.bob)
    return question, text


async def test_what_a_follower_is_told_is_added_to_what_came_by_name(town: Town) -> None:
    question, earlier = await told_by_name_and_following(town)
    await town.answer(question, ANSWERS[1], by=town.carol)
    await town.pass_time(30)
    (text,) = dm_texts(town.bob)
    assert "Carol commented on your post" in earlier
    assert text.index("Carol commented on your post") < text.index(ANSWERS[1])


async def test_what_comes_by_name_is_added_to_nothing_that_a_follower_was_told(town: Town) -> None:
    question = await town.ask(TITLE)
    await town.answer(question, ANSWERS[0], notify=True)
    card = town.channel.threads[0].history()[-1]
    await press(town.bob, starter_of(town.channel.threads[0]), "Notify me")
    await town.answer(question, ANSWERS[1], by=town.carol)
    await town.pass_time(30)
    form = await press(town.carol, card, "Comment")
    await submit(town.carol, form, body="That helped me as well, thank you.")
    await town.pass_time(30)
    assert ["commented" in each for each in dm_texts(town.bob)] == [False, True]
