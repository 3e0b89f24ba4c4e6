"""What an author edits out, and what is hidden after a digest told of it, is taken out of DMs."""

import pytest

from bot.forum.edits import edit
from tests.acceptance.test_digests import DAY, HOUR, TITLE, later, wants_digest
from tests.acceptance.test_gone_before_its_dm import hidden
from tests.acceptance.town import Town, actor
from tests.support.people import press
from tests.support.reading import dm_texts, dms, reply_of, starter_of

NUMBER = "Call me at 555-1234, I mean it really."
NAP = "How long does a nap take?"


async def edits(
    town: Town, post_id: int, *, title: str | None = None, body: str, is_spoiler: bool | None = None
) -> None:
    await edit(
        town.bot.database,
        forum_id=town.forum_id,
        post_id=post_id,
        revision=1,
        actor=actor(town.bob),
        title=title,
        body=body,
        is_spoiler=is_spoiler,
        now=town.bot.now(),
    )
    await town.carry_out()


async def test_a_text_that_its_author_edited_out(town: Town) -> None:
    question = await town.ask(TITLE, notify=True)
    await press(town.carol, starter_of(town.channel.threads[0]), "Notify me")
    post_id = await town.answer(question, NUMBER)
    await town.pass_time(15)
    await edits(town, post_id, body="Talk to somebody you trust about it.")
    for person in (town.alice, town.carol):
        (text,) = dm_texts(person)
        assert "555-1234" not in text
        assert "somebody you trust" in text


async def test_a_content_note_covers_it_there_too(town: Town) -> None:
    question = await town.ask(TITLE, notify=True)
    post_id = await town.answer(question, NUMBER)
    assert '"spoiler": true' not in str(dms(town.alice)[0].components)
    await edits(town, post_id, body=NUMBER, is_spoiler=True)
    (message,) = dms(town.alice)
    assert any(each.to_dict().get("spoiler") for each in message.components)


@pytest.mark.parametrize("becomes", ["hidden", "edited"])
async def test_a_digest_says_no_more_what_became_of_it(town: Town, becomes: str) -> None:
    await wants_digest(town, town.carol)
    await town.ask(NAP, tags=["sleep"])
    question = await town.ask("My phone is 555-1234", by=town.bob, tags=["sleep"])
    await later(town, 18.1 * HOUR)
    assert "555-1234" in dm_texts(town.carol)[0]
    if becomes == "hidden":
        await hidden(town, question)
    else:
        await edits(town, question, title="Whom do I call?", body="I lie awake for hours.")
    await town.carry_out()
    (text,) = dm_texts(town.carol)
    assert "555-1234" not in text
    assert NAP in text
    assert ("Whom do I call?" in text) == (becomes == "edited")


async def test_a_digest_of_nothing_else_says_that_it_is_gone(town: Town) -> None:
    await wants_digest(town, town.carol)
    question = await town.ask(TITLE, tags=["sleep"])
    await later(town, 18.1 * HOUR)
    await hidden(town, question)
    await town.carry_out()
    assert dm_texts(town.carol) == ["What this was about is gone."]


async def test_an_answer_that_is_hidden_is_not_counted_in_it(town: Town) -> None:
    question = await town.ask(TITLE)
    await press(town.carol, starter_of(town.channel.threads[0]), "Notify me")
    await wants_digest(town, town.carol)
    panel = reply_of(await town.carol.slash(town.lobby, "notifications"))
    await town.carol.select(panel, ["inbox"], custom_id="way-questions:0")
    first = await town.answer(question)
    await town.answer(question, "Another thing that helped me.")
    await later(town, 18.1 * HOUR)
    assert "2 new posts" in dm_texts(town.carol)[0]
    await hidden(town, first)
    await town.carry_out()
    assert "1 new post" in dm_texts(town.carol)[0]


async def test_nothing_is_added_to_a_digest(town: Town) -> None:
    question = await town.ask(TITLE)
    await press(town.carol, starter_of(town.channel.threads[0]), "Notify me")
    await wants_digest(town, town.carol)
    panel = reply_of(await town.carol.slash(town.lobby, "notifications"))
    await town.carol.select(panel, ["inbox"], custom_id="way-questions:0")
    await town.answer(question)
    await later(town, DAY)
    await town.carol.select(panel, ["asked"], custom_id="way-questions:0")
    await town.answer(question, "Another thing that helped me.")
    await town.pass_time(15)
    digest, later_one = dm_texts(town.carol)
    assert "Another thing" not in digest
    assert "Another thing" in later_one
