"""What stops more of a DM about several things: two buttons, or a menu that says of what."""

from tests.acceptance.test_quiet_nights import OTHER, TITLE, morning, sleeps
from tests.acceptance.town import Town
from tests.support.people import press
from tests.support.reading import Shown, buttons_of, components_of, dm_texts, dms, private_text


def choices(message: Shown) -> dict[str, str]:
    """Return what a message's menu offers, and the values that stand for it."""
    return {
        str(option["label"]): str(option["value"])
        for each in components_of(message)
        for option in each.get("options", [])
    }


async def test_one_question_and_kind_has_buttons(town: Town) -> None:
    await sleeps(town, town.alice)
    question = await town.ask(TITLE, notify=True)
    await town.answer(question)
    await town.answer(question, "Another thing that helped me.")
    await morning(town)
    (message,) = dms(town.alice)
    assert buttons_of(message)[2:4] == ["Make these discreet", "Stop for this question"]
    assert buttons_of(message)[-1] == "Stop this kind"
    assert not choices(message)
    said = private_text(await press(town.alice, message, "Stop for this question"))
    assert said.startswith(f"You'll get no DMs about **{TITLE}** any more.")


async def test_several_have_a_menu(town: Town) -> None:
    await sleeps(town, town.alice)
    first = await town.ask(TITLE, notify=True)
    other = await town.ask(OTHER, notify=True)
    for each in (first, other):
        await town.answer(each, "A walk helped me, as I said before.")
    await morning(town)
    (message,) = dms(town.alice)
    offered = choices(message)
    assert list(offered) == [
        "Stop: answers to your questions",
        f"Stop for “{TITLE}”",
        f"Stop for “{OTHER}”",
    ]
    chosen = offered[f"Stop for “{OTHER}”"]
    said = private_text(await town.alice.user.select(message, [chosen], custom_id="stopone:0"))
    assert said.startswith(f"You'll get no DMs about **{OTHER}** any more.")
    await town.pass_time(700)
    await town.answer(other, "Another thing that helped me to rise.")
    assert "helped me to rise" not in "".join(dm_texts(town.alice))
    await town.answer(first, "Another thing that helped me to sleep.")
    assert "helped me to sleep" in dm_texts(town.alice)[-1]
    chosen = offered["Stop: answers to your questions"]
    said = private_text(await town.alice.user.select(message, [chosen], custom_id="stopone:0"))
    assert "no more DMs of this kind: answers to your questions" in said
    await town.pass_time(700)
    await town.answer(first, "The third thing that helped me.")
    assert "third thing" not in "".join(dm_texts(town.alice))
