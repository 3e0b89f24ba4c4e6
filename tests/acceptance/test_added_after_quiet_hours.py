"""What happens soon after the one DM that gathers what quiet hours held is added to that DM."""

import pytest

from bot.settings import Settings
from tests.acceptance.test_added_to_dms import ANSWERS, OTHER, TITLE, in_dms, is_told_once_of_each
from tests.acceptance.test_quiet_nights import morning, sleeps
from tests.acceptance.town import Town
from tests.support.calls import EDIT
from tests.support.people import press
from tests.support.reading import buttons_of, dm_texts, dms, private_text, text_of


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Add to DMs as it is by default."""
    usual = Settings.model_fields["add_to_dm_minutes"].default
    return settings.model_copy(update={"add_to_dm_minutes": usual})


async def test_what_comes_after_a_quiet_night_is_added_to_its_one_dm(town: Town) -> None:
    await sleeps(town, town.alice)
    first, second = await town.ask(TITLE, notify=True), await town.ask(OTHER, notify=True)
    await town.answer(first, ANSWERS[0])
    await town.answer(second, ANSWERS[1])
    await morning(town)
    await town.answer(second, ANSWERS[2], by=town.carol)
    (message,) = dms(town.alice)
    said = text_of(message)
    assert said.startswith("### While it was quiet")
    assert f"Carol answered your question **{OTHER}** · [Open](https://" in said
    assert said.count("answered your question") == 3
    await town.answer(first, ANSWERS[2])
    assert await is_told_once_of_each(town, 4)
    await press(town.alice, dms(town.alice)[0], "Open inbox")
    await town.answer(first, "Or count sheep.")
    assert "Or count sheep." in dm_texts(town.alice)[-1]
    assert "Or count sheep." not in dm_texts(town.alice)[0]


async def test_also_when_one_alone_waited(town: Town) -> None:
    await sleeps(town, town.alice)
    question = await town.ask(TITLE, notify=True)
    await town.answer(question, ANSWERS[0])
    await morning(town)
    await town.answer(question, ANSWERS[1])
    (text,) = dm_texts(town.alice)
    assert all(f"> {each}" in text for each in ANSWERS[:2])


@pytest.mark.parametrize("is_after", [False, True], ids=["before", "after"])
async def test_a_kill_while_it_is_added_neither_loses_nor_doubles(
    town: Town, *, is_after: bool
) -> None:
    await sleeps(town, town.alice)
    question = await town.ask(TITLE, notify=True)
    await town.answer(question, ANSWERS[0])
    await town.answer(question, ANSWERS[1])
    await morning(town)
    town.gaps.crash(in_dms(town, EDIT), after=is_after)
    await town.answer(question, ANSWERS[2])
    assert town.gaps.is_dead
    await town.come_back()
    await town.pass_time(5)
    assert await is_told_once_of_each(town, 3)


@pytest.mark.parametrize("count", [1, 2])
async def test_the_first_dm_after_a_quiet_night_offers_to_be_discreet(
    town: Town, count: int
) -> None:
    await sleeps(town, town.alice)
    question = await town.ask(TITLE, notify=True)
    for text in ANSWERS[:count]:
        await town.answer(question, text)
    await morning(town)
    (message,) = dms(town.alice)
    await town.answer(question, ANSWERS[2])
    message = town.fresh(message)
    assert "Make these discreet" in buttons_of(message)
    await press(town.alice, message, "Make these discreet")
    text, _ = dm_texts(town.alice)
    assert text.startswith("There ")
    assert "answered" not in text
    shown = private_text(await press(town.alice, town.fresh(message), "Show"))
    assert shown.count("answered your question") == count + 1
    await town.answer(question, "Or count sheep.")
    assert dm_texts(town.alice)[-1] == "There is something new for you."
    assert "Make these discreet" not in buttons_of(dms(town.alice)[-1])
