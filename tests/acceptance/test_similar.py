"""Similar questions come before a new one is posted; nothing of it is lost."""

import pytest
from simcord.results import InteractionResult

from tests.acceptance.seen import at_once, public_button
from tests.support.calls import EDIT_REPLY
from tests.support.people import answer, ask, press, submit
from tests.support.reading import (
    button_ids,
    buttons_of,
    fields_of,
    links_of,
    private_text,
    reply_of,
    starter_of,
    text_of,
)
from tests.support.worlds import ForumWorld

FIRST = "How can I sleep before an exam?"
CLOSE = "I can't sleep before exams, what helps?"


async def send(
    world: ForumWorld, title: str = CLOSE, details: str = "", **over: list[str]
) -> InteractionResult:
    """Let Bob send the ask form, and stop there."""
    form = await world.bob.slash(world.lobby, "ask")
    return await submit(world.bob, form, title=title, details=details, **over)


@pytest.fixture
async def asked(forum_world: ForumWorld) -> ForumWorld:
    await ask(forum_world.alice, forum_world.lobby, FIRST)
    await answer(forum_world.carol, starter_of(forum_world.thread), "Warm milk, and no phone.")
    await forum_world.pass_time(2)
    return forum_world


async def test_close_questions_come_first_privately_with_their_links(asked: ForumWorld) -> None:
    shown = await send(asked)
    said = private_text(shown)
    assert f"**[{FIRST}](https://discord.com/channels/{asked.guild.id}/" in said
    assert buttons_of(reply_of(shown)) == ["Post my question", "This answered it"]
    assert len(asked.threads) == 1


async def test_the_best_answer_is_shown_with_it(asked: ForumWorld) -> None:
    card = asked.thread.history()[-1]
    await press(asked.alice, card, "Best answer")
    await asked.pass_time(2)
    shown = await send(asked)
    assert "✅ Best answer: Warm milk, and no phone." in private_text(shown)
    assert f"({card.jump_url})" in text_of(reply_of(shown))


async def test_what_only_an_answer_says_is_found_by_a_title_that_asks_for_help(
    asked: ForumWorld,
) -> None:
    said = "Lavender on the pillow, and magnesium tablets an hour before bed."
    await answer(asked.bob, starter_of(asked.thread), said)
    await asked.pass_time(2)
    shown = await send(asked, "Do lavender pillows and magnesium tablets help?")
    assert f"**[{FIRST}](" in private_text(shown)


async def test_it_is_posted_when_it_is_another_question(asked: ForumWorld) -> None:
    shown = await send(asked, details="None of the usual works.", options=["spoiler"])
    posted = await press(asked.bob, reply_of(shown), "Post my question")
    assert asked.thread.name == CLOSE
    assert "None of the usual works." in text_of(starter_of(asked.thread))
    assert "Your question is posted as [#3](" in private_text(posted)
    form = await asked.bob.slash(asked.lobby, "ask")
    assert not fields_of(form)["title"].get("value")


async def test_it_is_posted_also_after_a_restart(asked: ForumWorld) -> None:
    shown = await send(asked)
    await asked.restart()
    await press(asked.bob, reply_of(shown), "Post my question")
    assert asked.thread.name == CLOSE


async def test_it_is_posted_once_however_often_that_is_pressed(asked: ForumWorld) -> None:
    shown = reply_of(await send(asked))
    pressed = await at_once(asked, *(press(asked.bob, shown, "Post my question") for _ in range(2)))
    said = [private_text(each) for each in pressed]
    refused, posted = sorted(said, key=lambda each: "posted as [#3](" in each)
    assert "no longer kept" in refused or "You already posted this" in refused
    assert "posted as [#3](" in posted
    assert len(asked.threads) == 2
    assert "Post my question" not in buttons_of(asked.fresh(shown))


async def test_a_refusal_stands_where_it_was_said_to_be_on_its_way(asked: ForumWorld) -> None:
    """Its category went while it waited; the text is kept, and so is what to do."""
    for name in ("Sleep", "Family"):
        await asked.owner.slash(asked.lobby, "forum category add", name=name)
    form = await asked.bob.slash(asked.lobby, "ask")
    sleep = str(fields_of(form)["category"]["options"][0]["value"])
    shown = reply_of(await submit(asked.bob, form, title=CLOSE, category=[sleep]))
    await asked.owner.slash(asked.lobby, "forum category remove", category=sleep)
    pressed = await press(asked.bob, shown, "Post my question")
    assert pressed.followups == []
    page = asked.fresh(shown)
    assert text_of(page).startswith("That category no longer exists. Your text is kept")
    again = await press(asked.bob, page, "Open again with my text")
    assert fields_of(again)["title"]["value"] == CLOSE


async def test_a_refusal_is_said_beneath_what_can_not_be_changed(asked: ForumWorld) -> None:
    shown = reply_of(await send(asked))
    await ask(asked.alice, asked.lobby, CLOSE)
    asked.gaps.refuse(EDIT_REPLY, 404, 10008, times=2)
    pressed = await press(asked.bob, shown, "Post my question")
    assert "This very question is here already" in private_text(pressed)


async def test_it_is_forgotten_when_it_was_answered(asked: ForumWorld) -> None:
    shown = await send(asked)
    await press(asked.bob, reply_of(shown), "This answered it")
    assert "not posted" in text_of(asked.fresh(reply_of(shown)))
    form = await asked.bob.slash(asked.lobby, "ask")
    assert not fields_of(form)["title"].get("value")
    assert len(asked.threads) == 1


async def test_nothing_is_lost_by_turning_away(asked: ForumWorld) -> None:
    await send(asked, details="None of the usual works.")
    form = await asked.bob.slash(asked.lobby, "ask")
    fields = fields_of(form)
    assert fields["title"]["value"] == CLOSE
    assert fields["details"]["value"] == "None of the usual works."


async def test_what_somebody_else_wrote_is_not_theirs_to_post(asked: ForumWorld) -> None:
    shown = reply_of(await send(asked))
    for custom_id in button_ids(shown):
        button = await public_button(asked, "Press", custom_id)
        (said,) = (await press(asked.carol, button, "Press")).followups
        assert said.ephemeral
        assert "no longer kept" in text_of(said)
    await press(asked.bob, shown, "Post my question")
    assert asked.thread.name == CLOSE


async def test_what_is_like_nothing_is_posted_at_once(asked: ForumWorld) -> None:
    shown = await send(asked, title="Which bicycle is best for winter roads?")
    assert "Your question is posted as [#3](" in private_text(shown)
    assert links_of(reply_of(shown))["Open"]


async def test_the_very_same_question_is_refused_with_its_link(asked: ForumWorld) -> None:
    shown = await send(asked, title="How CAN I sleep, before an exam?!")
    said = private_text(shown)
    assert "This very question is here already: [#1](https://discord.com/channels/" in said
    assert "Open again with my text" in buttons_of(reply_of(shown))
    assert len(asked.threads) == 1


async def test_problems_of_the_form_come_before_similar_questions(asked: ForumWorld) -> None:
    shown = await send(asked, title="sleep     exam")
    assert "at least 12" in private_text(shown)


async def test_more_shows_related_questions(asked: ForumWorld) -> None:
    await ask(asked.bob, asked.lobby, CLOSE)
    await ask(asked.bob, asked.lobby, "Which bicycle is best for winter roads?")
    await asked.pass_time(2)
    card = starter_of(asked.threads[0])
    menu = reply_of(await press(asked.carol, card, "More"))
    shown = private_text(await press(asked.carol, menu, "Related questions"))
    assert "I can't sleep before exams" in shown
    assert FIRST not in shown
    assert "bicycle" not in shown
    lonely = starter_of(asked.threads[-1])
    menu = reply_of(await press(asked.carol, lonely, "More"))
    nothing = private_text(await press(asked.carol, menu, "Related questions"))
    assert "Nothing here is close" in nothing
