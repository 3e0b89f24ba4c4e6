"""Of what is hidden or deleted before its DM goes out there is none; the inbox says so."""

import pytest
from simcord.actors import MemberActor

from bot.forum import edits
from bot.forum.moderation import hide
from bot.forum.summaries import Actor
from tests.acceptance.test_quiet_nights import morning, sleeps
from tests.acceptance.town import Town, actor
from tests.support.people import submit
from tests.support.reading import dm_texts, dms, private_text

TITLE = "How can I sleep before an exam?"
ANSWER = "A walk in the evening helped me a lot."
HIDDEN, DELETED = "(hidden by a moderator)", "(deleted)"


async def hidden(town: Town, post_id: int) -> None:
    """Let a moderator hide a post."""
    await hide(
        town.bot.database,
        forum_id=town.forum_id,
        post_id=post_id,
        reason="spam",
        actor=Actor(town.carol.id, "Carol", is_moderator=True),
        now=town.bot.now(),
    )


async def deleted(town: Town, post_id: int, by: MemberActor) -> None:
    """Let its author delete a post."""
    await edits.delete(
        town.bot.database,
        forum_id=town.forum_id,
        post_id=post_id,
        actor=actor(by),
        now=town.bot.now(),
    )


@pytest.mark.parametrize("becomes", [HIDDEN, DELETED])
async def test_an_answer_is_not_told_of_any_more(town: Town, becomes: str) -> None:
    question = await town.ask(TITLE, notify=True)
    answer = await town.answer_at_once(question, ANSWER)
    if becomes == HIDDEN:
        await hidden(town, answer)
    else:
        await deleted(town, answer, town.bob)
    await town.pass_time(20)
    assert dms(town.alice) == []
    shown = private_text(await town.alice.slash(town.lobby, "inbox"))
    assert f"Bob answered your question **{TITLE}**\n> {becomes}" in shown
    assert ANSWER not in shown


@pytest.mark.parametrize("options", [["notify"], ["anonymous", "notify"]])
async def test_nor_what_waited_for_the_end_of_quiet_hours(town: Town, options: list[str]) -> None:
    await sleeps(town, town.alice)
    form = await town.alice.slash(town.lobby, "ask")
    await submit(town.alice, form, title=TITLE, details="", options=options)
    await town.pass_time(25)
    answer = await town.answer(1, ANSWER)
    await town.pass_time(15)
    await hidden(town, answer)
    await morning(town)
    assert dms(town.alice) == []
    assert HIDDEN in private_text(await town.alice.slash(town.lobby, "inbox"))


async def test_what_stands_in_a_hidden_question_is_not_told_of_and_not_quoted(town: Town) -> None:
    question = await town.ask(TITLE, notify=True)
    await town.answer_at_once(question, ANSWER)
    await hidden(town, question)
    await town.pass_time(20)
    (text,) = dm_texts(town.alice)
    assert text.startswith("A moderator hid your post")
    shown = private_text(await town.alice.slash(town.lobby, "inbox"))
    assert "Bob answered your question **(hidden question)**\n-# " in shown
    assert ANSWER not in shown


async def test_that_ones_own_post_was_hidden_is_told_by_dm(town: Town) -> None:
    answer = await town.answer(await town.ask(TITLE), ANSWER, notify=True)
    await hidden(town, answer)
    await town.pass_time(5)
    (text,) = dm_texts(town.bob)
    assert text.startswith(f"A moderator hid your post in **{TITLE}**")
    assert HIDDEN not in private_text(await town.bob.slash(town.lobby, "inbox"))
