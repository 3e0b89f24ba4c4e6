import pytest
from simcord import SetupError

from tests.support.bench import Bench
from tests.support.people import answer, ask, filled, press, submit
from tests.support.reading import (
    button_ids,
    buttons_of,
    choice,
    dm_texts,
    dms,
    fields_of,
    is_spoiler,
    links_of,
    private_text,
    replies_of,
    reply_of,
    starter_of,
    text_of,
)


async def test_a_message_is_read_through_its_containers(bench: Bench) -> None:
    message = starter_of(await bench.post())
    assert text_of(message) == "the text"
    assert buttons_of(message) == ["Answer", "Site"]
    assert button_ids(message) == ["answer:1"]
    assert links_of(message) == {"Site": "https://example.org"}
    assert is_spoiler(message)


async def test_private_replies_are_read_together(bench: Bench) -> None:
    result = await bench.alice.slash(bench.text, "told")
    assert private_text(result) == "one\ntwo\nthree"
    assert text_of(reply_of(result)) == "one"
    assert [file.filename for file in replies_of(result)[2].attachments] == ["data.json"]


async def test_direct_messages_are_read_and_pressed(bench: Bench) -> None:
    assert dm_texts(bench.alice) == []
    await bench.alice.slash(bench.text, "told")
    assert dm_texts(bench.alice) == ["a message"]
    shown = await press(bench.alice, dms(bench.alice.user)[0], "Answer")
    assert fields_of(shown).keys() == {"title", "category", "options"}


# ---------------------------------------------------------------- forms


async def test_a_form_is_filled_in_and_sent(bench: Bench) -> None:
    shown = await bench.alice.slash(bench.text, "ask")
    assert filled(shown) == {}
    result = await submit(
        bench.alice, shown, title="T", category=[choice(shown, "category", "Work")]
    )
    assert bench.bot.heard[-1] == ("form", {"title": "T", "category": ["W"], "options": []})
    assert private_text(result) == "Posted."


async def test_what_a_form_shows_is_sent_back_unless_changed(bench: Bench) -> None:
    shown = await press(bench.alice, starter_of(await bench.post()), "Answer")
    await submit(bench.alice, shown, options=[])
    kept = {"title": "A title kept", "category": ["W"], "options": []}
    assert bench.bot.heard[-1] == ("form", kept)


async def test_a_form_that_did_not_open_tells_why(bench: Bench) -> None:
    with pytest.raises(AssertionError, match="Not here"):
        await answer(bench.alice, bench.text)


async def test_asking_chooses_the_first_category_unless_one_is_named(bench: Bench) -> None:
    with pytest.raises(SetupError, match="details"):  # the tiny bot's form has no such field
        await ask(bench.alice, bench.text)
