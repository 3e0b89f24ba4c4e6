"""**Stop for this question**: none of its DMs comes any more, for whatever reason it would."""

import pytest
from simcord.actors import MemberActor

from bot.forum.privacy.exporting import export
from bot.forum.topics import MOST_STOPPED, Preferences
from tests.acceptance.town import Town
from tests.support.people import press, submit
from tests.support.reading import (
    buttons_of,
    dm_texts,
    dms,
    private_text,
    reply_of,
    starter_of,
)

TITLE = "How can I sleep before an exam?"
FIRST, LATER, LAST = (
    "Breathe slowly, and count.",
    "Another one slept by day.",
    "Or read a dull book.",
)
STOPPED = f"You'll get no DMs about **{TITLE}** any more."


async def always_told_of_answers(town: Town) -> int:
    """Let Alice ask, who chose DMs about every answer."""
    panel = reply_of(await town.alice.slash(town.lobby, "notifications"))
    await town.alice.select(panel, ["dm"], custom_id="way-answers:0")
    return await town.ask(TITLE)


async def follows_bob(town: Town) -> int:
    """Let Carol get a DM of each post of Bob's, and Alice ask."""
    await town.ask("How do I stay awake at noon?", by=town.bob)
    await town.carol.slash(town.lobby, "follow", member=town.bob)
    shown = reply_of(await town.carol.slash(town.lobby, "following"))
    await press(town.carol, shown, "DM me each one")
    return await town.ask(TITLE)


def was_told(person: MemberActor, answer: str) -> bool:
    return answer in "".join(dm_texts(person))


async def stops(person: MemberActor) -> str:
    """Press the button on the last DM; return what it says."""
    return private_text(await press(person, dms(person)[-1], "Stop for this question"))


async def test_it_holds_for_whoever_always_wants_dms(town: Town) -> None:
    question = await always_told_of_answers(town)
    await town.answer(question, FIRST)
    assert (await stops(town.alice)).startswith(STOPPED)
    await town.answer(question, LATER)
    assert not was_told(town.alice, LATER)
    assert LATER in private_text(await town.alice.slash(town.lobby, "inbox"))
    await town.answer(await town.ask("How long does a nap take?"), LAST)
    assert was_told(town.alice, LAST), "other questions go on"


async def test_it_holds_for_whoever_follows_the_answerer(town: Town) -> None:
    question = await follows_bob(town)
    await press(town.carol, starter_of(town.channel.threads[-1]), "Notify me")
    await town.answer(question, FIRST, by=town.alice)
    assert (await stops(town.carol)).startswith(STOPPED)
    await town.answer(question, LATER)
    assert not was_told(town.carol, LATER)


async def test_a_dm_of_whom_one_follows_has_it_too(town: Town) -> None:
    question = await follows_bob(town)
    await town.answer(question, FIRST)
    assert "Stop for this question" in buttons_of(dms(town.carol)[-1])
    assert (await stops(town.carol)).startswith(STOPPED)
    await town.answer(question, LATER)
    assert not was_told(town.carol, LATER)
    assert LATER in private_text(await town.carol.slash(town.lobby, "inbox"))
    await town.answer(await town.ask("How long does a nap take?"), LAST)
    assert was_told(town.carol, LAST)


async def test_pressing_notify_me_again_stops_as_much(town: Town) -> None:
    question = await follows_bob(town)
    card = starter_of(town.channel.threads[-1])
    await press(town.carol, card, "Notify me")
    assert private_text(await press(town.carol, card, "Notify me")).startswith(STOPPED)
    await town.answer(question, FIRST)
    assert dms(town.carol) == []


async def test_notify_me_takes_it_back(town: Town) -> None:
    question = await always_told_of_answers(town)
    await town.answer(question, FIRST)
    await stops(town.alice)
    await press(town.alice, starter_of(town.channel.threads[-1]), "Notify me")
    await town.answer(question, LATER)
    assert was_told(town.alice, LATER)


@pytest.mark.parametrize("options", [["notify"], ["anonymous", "notify"]])
async def test_ticking_dms_there_takes_it_back(town: Town, options: list[str]) -> None:
    question = await follows_bob(town)
    await town.answer(question, FIRST)
    await stops(town.carol)
    form = await press(town.carol, starter_of(town.channel.threads[-1]), "Answer")
    await submit(town.carol, form, body="I got up and read.", options=options)
    await town.pass_time(30)
    await town.answer(question, LATER)
    assert was_told(town.carol, LATER)


async def test_it_stands_in_the_export(town: Town) -> None:
    question = await always_told_of_answers(town)
    await town.answer(question, FIRST)
    await stops(town.alice)
    exported = await export(town.bot.database, user_id=town.alice.id, now=town.bot.now())
    preference = exported["preference"]
    assert isinstance(preference, dict)
    assert preference["stopped"] == [question]


def test_what_was_stopped_first_is_forgotten_of_too_many() -> None:
    chosen = Preferences(1)
    for number in range(MOST_STOPPED + 2):
        chosen = chosen.without_dms_of(number)
    assert chosen.without_dms_of(2).stopped == (*range(3, MOST_STOPPED + 2), 2)
