"""Discreet DMs say only that there is something new; a button shows it, privately."""

import json

from tests.acceptance.town import Town
from tests.support.calls import SEND, in_channel
from tests.support.people import press, submit
from tests.support.reading import (
    buttons_of,
    dm_texts,
    dms,
    private_text,
    replies_of,
    reply_of,
    text_of,
)

TITLE = "How can I sleep before an exam?"
SAID = "There is something new for you."


async def made_discreet(town: Town) -> int:
    """Let Alice ask and make her DMs discreet; return the question's number."""
    question = await town.ask(TITLE, notify=True)
    panel = reply_of(await town.alice.slash(town.lobby, "notifications"))
    await press(town.alice, panel, "Make DMs discreet")
    assert "DMs are discreet" in text_of(panel)
    return question


async def test_the_first_dm_offers_it_and_becomes_discreet_itself(town: Town) -> None:
    question = await town.ask(TITLE, notify=True)
    await town.answer(question)
    (message,) = dms(town.alice)
    said = text_of((await press(town.alice, message, "Make these discreet")).followups[-1])
    assert said.startswith("From now on my DMs say only that there is something new")
    now = town.fresh(message)
    assert text_of(now) == SAID
    assert buttons_of(now) == ["Show"]
    await town.answer(question, "Another thing that helped me.")
    assert dm_texts(town.alice)[-1] == SAID


async def test_it_is_offered_once(town: Town) -> None:
    question = await town.ask(TITLE, notify=True)
    await town.answer(question)
    await town.restart()
    await town.pass_time(700)
    await town.answer(question, "Another thing that helped me.")
    first, second = dms(town.alice)
    assert "Make these discreet" in buttons_of(first)
    assert "Make these discreet" not in buttons_of(second)


async def test_nothing_but_numbers_goes_out_in_it(town: Town) -> None:
    question = await made_discreet(town)
    town.gaps.forget()
    await town.answer(question, "Breathe slowly, and count.")
    sent = [
        call
        for call in town.gaps.done(in_channel(SEND, town.alice.user.dm_channel.id))
        if call.json
    ]
    (body,) = [json.dumps(call.json) for call in sent]
    for word in ("Bob", "sleep", "Calm", "Breathe", "answer", "question", "https"):
        assert word not in body, word
    assert SAID in body


async def test_show_shows_all_of_it_to_its_reader_with_its_buttons(town: Town) -> None:
    question = await made_discreet(town)
    await town.answer(question, "Breathe slowly, and count.")
    await town.restart()
    (message,) = dms(town.alice)
    result = await press(town.alice, message, "Show")
    said = private_text(result)
    assert f"Bob answered your question **{TITLE}**" in said
    assert "> Breathe slowly, and count." in said
    assert "because you ticked" in said
    shown = reply_of(result)
    assert "Make these discreet" not in buttons_of(shown)
    form = await town.alice.user.click(shown, label="Reply")
    await submit(town.alice.user, form, body="That helped me as well, thank you.")
    await town.alice.user.click(shown, label="Stop this kind")
    assert text_of(town.fresh(message)) == SAID


async def test_whoever_left_sees_nothing(town: Town) -> None:
    question = await made_discreet(town)
    await town.answer(question)
    (message,) = dms(town.alice)
    town.env.backend.remove_member(town.guild.id, town.alice.id)
    town.bot.context.members.forget(town.guild.id, town.alice.id)
    said = private_text(await press(town.alice, message, "Show"))
    assert said.startswith("You can't do that any more: you left that server")


async def test_nobody_else_is_shown_it(town: Town) -> None:
    question = await made_discreet(town)
    await town.answer(question)
    for action, label in (("reveal:1", "Show"), ("discreet:1", "Make these discreet")):
        copied = await town.post_button(label, action)
        pressed = await press(town.bob, copied, label)
        said = [text_of(each) for each in replies_of(pressed)]
        assert said
        assert not any(TITLE in each for each in said)
    asked = await town.ask("What helps against noise?", by=town.bob, notify=True)
    await town.answer(asked, by=town.carol)
    assert "What helps against noise?" in dm_texts(town.bob)[-1]


async def test_an_answer_that_was_lost_sends_it_no_second_time(town: Town) -> None:
    question = await made_discreet(town)
    town.gaps.lose_answer(in_channel(SEND, town.alice.user.dm_channel.id))
    await town.answer(question)
    await town.pass_time(5)
    assert dm_texts(town.alice) == [SAID]


async def test_dms_in_full_again(town: Town) -> None:
    question = await made_discreet(town)
    panel = reply_of(await town.alice.slash(town.lobby, "notifications"))
    await press(town.alice, panel, "Show them in full")
    await town.answer(question)
    assert "answered your question" in dm_texts(town.alice)[-1]
