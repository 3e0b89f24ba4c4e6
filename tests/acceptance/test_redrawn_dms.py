"""What is hidden or deleted is taken out of DMs that told of it, as long as they are known."""

import json
import logging
from collections.abc import Callable
from datetime import timedelta

import pytest

from bot.forum.health import health
from bot.forum.moderation import unhide
from bot.forum.summaries import Actor
from bot.publishing import redrawing
from bot.publishing.recent import Recent, RecentMail
from bot.settings import Settings
from data.tables import Delivery, DeliveryKind, DeliveryState
from tests.acceptance.facts import rows
from tests.acceptance.test_gone_before_its_dm import DELETED, HIDDEN, deleted, hidden
from tests.acceptance.test_quiet_nights import morning, sleeps
from tests.acceptance.town import Town
from tests.support.calls import EDIT, SEND, When, in_channel
from tests.support.gaps import Gaps
from tests.support.people import press, submit
from tests.support.reading import buttons_of, dm_texts, dms, reply_of, starter_of

A_MINUTE = 60.0
TITLE = "How can I sleep before an exam?"
ANSWERS = ("Breathe slowly, and count.", "Another thing that helped me.", "Or read a dull book.")


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Add to DMs as it is by default."""
    usual = Settings.model_fields["add_to_dm_minutes"].default
    return settings.model_copy(update={"add_to_dm_minutes": usual})


@pytest.mark.parametrize("becomes", [HIDDEN, DELETED])
@pytest.mark.parametrize("options", [["notify"], ["anonymous", "notify"]])
async def test_its_text_goes_and_what_became_of_it_is_said(
    town: Town, options: list[str], becomes: str
) -> None:
    form = await town.alice.slash(town.lobby, "ask")
    await submit(town.alice, form, title=TITLE, details="", options=options)
    await town.pass_time(25)
    await press(town.carol, starter_of(town.channel.threads[0]), "Notify me")
    answer = await town.answer(1, ANSWERS[0])
    await town.pass_time(30)
    (of_alice,), (of_carol,) = dms(town.alice), dms(town.carol)
    await press(town.alice, of_alice, "Reply")
    if becomes == HIDDEN:
        await hidden(town, answer)
    else:
        await deleted(town, answer, town.bob)
    await town.pass_time(5)
    for person, message in ((town.alice, of_alice), (town.carol, of_carol)):
        (text,) = dm_texts(person)
        assert f"**{TITLE}**\n> {becomes}" in text
        assert ANSWERS[0] not in text
        assert not {"Reply", "Best answer"} & set(buttons_of(town.fresh(message)))
    if becomes == HIDDEN:
        moderator = Actor(town.carol.id, "Carol", is_moderator=True)
        await unhide(
            town.bot.database,
            forum_id=town.forum_id,
            post_id=answer,
            actor=moderator,
            now=town.bot.now(),
        )
        await town.pass_time(5)
        assert f"> {ANSWERS[0]}" in dm_texts(town.alice)[0]


async def test_of_several_in_a_dm_only_that_one_goes(town: Town) -> None:
    question = await town.ask(TITLE, notify=True)
    await town.answer(question, ANSWERS[0])
    second = await town.answer(question, ANSWERS[1], by=town.carol)
    await hidden(town, second)
    await town.pass_time(5)
    (text,) = dm_texts(town.alice)
    assert f"> {ANSWERS[0]}" in text
    assert ANSWERS[1] not in text
    await town.answer(question, ANSWERS[2])
    (text,) = dm_texts(town.alice)
    assert ANSWERS[1] not in text
    assert f"> {ANSWERS[2]}" in text


async def test_with_a_question_its_title_and_all_that_is_in_it_goes(town: Town) -> None:
    question = await town.ask(TITLE)
    await press(town.carol, starter_of(town.channel.threads[0]), "Notify me")
    await town.answer(question, ANSWERS[0])
    await town.pass_time(15)
    await hidden(town, question)
    await town.pass_time(5)
    (text,) = dm_texts(town.carol)
    assert TITLE not in text
    assert ANSWERS[0] not in text
    assert "(hidden question)" in text
    assert "(hidden by a moderator)" not in text


async def test_what_waited_for_quiet_hours_goes_too(town: Town) -> None:
    await sleeps(town, town.alice)
    question = await town.ask(TITLE, notify=True)
    await town.answer(question, ANSWERS[0])
    other = await town.ask("How can I wake up early?", notify=True)
    await town.answer(other, ANSWERS[1])
    await morning(town)
    await deleted(town, other, town.alice)
    await town.pass_time(5)
    (text,) = dm_texts(town.alice)
    assert text.startswith("### While it was quiet")
    assert TITLE in text
    assert "wake up early" not in text


async def test_what_was_on_its_way_meanwhile_goes_too(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    question = await town.ask(TITLE, notify=True)
    await town.answer(question, ANSWERS[0])
    await town.pass_time(700)
    sent = RecentMail.note

    def note(self: RecentMail, recent: Recent) -> None:
        # It is hidden after the DM was read, and before anybody knows that the DM is there.
        self.changing(answer, question, town.bot.now())
        sent(self, recent)

    answer = await town.answer_at_once(question, ANSWERS[1])
    monkeypatch.setattr(RecentMail, "note", note)
    await town.pass_time(10)
    edits = town.gaps.done(in_channel(EDIT, town.alice.user.dm_channel.id))
    assert ANSWERS[1] in json.dumps([call.json for call in edits])


async def test_a_discreet_one_says_nothing_and_stays_as_it_is(town: Town) -> None:
    panel = reply_of(await town.alice.slash(town.lobby, "notifications"))
    await press(town.alice, panel, "Make DMs discreet")
    answer = await town.answer(await town.ask(TITLE, notify=True), ANSWERS[0])
    await hidden(town, answer)
    await town.pass_time(5)
    assert dm_texts(town.alice) == ["There is something new for you."]
    assert not town.gaps.tried(in_channel(EDIT, town.alice.user.dm_channel.id))


async def test_one_that_somebody_deleted_holds_nothing_up(town: Town) -> None:
    answer = await town.answer(await town.ask(TITLE, notify=True), ANSWERS[0])
    town.gaps.refuse(in_channel(EDIT, town.alice.user.dm_channel.id), 404, 10008)
    await hidden(town, answer)
    await town.pass_time(5)
    kinds = {each.kind for each in await rows(town, Delivery)}
    assert DeliveryKind.REDRAW_MESSAGES not in kinds


def broken(gaps: Gaps, when: When) -> None:
    """Answer 503, and nothing was done."""
    gaps.break_server(when, times=None)


def unheard(gaps: Gaps, when: When) -> None:
    """Have nobody know what was done: nothing was."""
    gaps.disconnect(when, times=None)


def limited(gaps: Gaps, when: When) -> None:
    """Have it wait for longer than a request does."""
    gaps.rate_limit(when, seconds=40, times=None)


def forbidden(gaps: Gaps, when: When) -> None:
    """Refuse it for a reason that may pass."""
    gaps.refuse(when, 403, 40001, times=None)


async def left(town: Town) -> set[DeliveryKind]:
    """Return what is still to be delivered to people."""
    kinds = {each.kind for each in await rows(town, Delivery)}
    return kinds & {DeliveryKind.DIRECT_MESSAGE, DeliveryKind.REDRAW_MESSAGES}


@pytest.mark.parametrize("trouble", [broken, unheard, limited, forbidden])
async def test_what_discord_fails_at_is_tried_again_and_nothing_says_so(
    town: Town,
    trouble: Callable[[Gaps, When], None],
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(redrawing, "FORBIDDEN_WAIT", timedelta(seconds=40))
    answer = await town.answer(await town.ask(TITLE, notify=True), ANSWERS[0])
    when = in_channel(EDIT, town.alice.user.dm_channel.id)
    trouble(town.gaps, when)
    caplog.clear()
    with caplog.at_level(logging.DEBUG):
        await hidden(town, answer)
        await town.pass_time(15)
        assert town.gaps.tried(when)
        assert ANSWERS[0] in dm_texts(town.alice)[0]
        assert await left(town) == set()
        town.gaps.heal()
        await town.pass_time(A_MINUTE)
    assert ANSWERS[0] not in dm_texts(town.alice)[0]
    assert [each for each in caplog.records if each.levelno >= logging.WARNING] == []


async def test_one_that_is_tried_is_drawn_at_once_when_it_changes_again(town: Town) -> None:
    question = await town.ask(TITLE, notify=True)
    first = await town.answer(question, ANSWERS[0])
    second = await town.answer(question, ANSWERS[1], by=town.carol)
    broken(town.gaps, in_channel(EDIT, town.alice.user.dm_channel.id))
    await hidden(town, second)
    await town.pass_time(100)
    town.gaps.heal()
    await hidden(town, first)
    await town.pass_time(5)
    (text,) = dm_texts(town.alice)
    assert ANSWERS[0] not in text
    assert ANSWERS[1] not in text


async def test_one_that_fails_ends_no_delivery_of_the_dm_either(town: Town) -> None:
    """It changed while it was on its way."""
    question = await town.ask(TITLE, notify=True)
    answer = await town.answer_at_once(question, ANSWERS[0])
    town.bot.context.recent.changing(answer, question, town.bot.now())
    when = in_channel(EDIT, town.alice.user.dm_channel.id)
    broken(town.gaps, when)
    await town.pass_time(10)
    assert town.gaps.tried(when)
    assert await left(town) == set()
    assert len(dms(town.alice)) == 1


async def test_what_an_earlier_version_gave_up_goes_with_the_next_start(town: Town) -> None:
    answer = await town.answer(await town.ask(TITLE, notify=True), ANSWERS[0])
    async with town.bot.database.write() as session:
        for state in (DeliveryState.WAITING, DeliveryState.FAILED):
            session.add(
                Delivery(
                    forum_id=town.forum_id,
                    kind=DeliveryKind.REDRAW_MESSAGES,
                    lane=f"dms:{answer}",
                    payload={"post": answer},
                    state=state,
                    attempts=9,
                    reason="ServerError",
                    created_at=town.bot.now(),
                    due_at=town.bot.now() + timedelta(hours=1),
                )
            )
    shown = (await health(town.bot.database, town.forum_id)).troubles
    assert shown == ()
    await town.bot.close()
    await town.come_back()
    assert await left(town) == set()


async def test_a_kill_while_it_is_drawn_holds_nothing_up(town: Town) -> None:
    answer = await town.answer(await town.ask(TITLE, notify=True), ANSWERS[0])
    town.gaps.crash(in_channel(EDIT, town.alice.user.dm_channel.id), after=True)
    await hidden(town, answer)
    await town.pass_time(5)
    assert town.gaps.is_dead
    await town.come_back()
    await town.pass_time(5)
    assert ANSWERS[0] not in dm_texts(town.alice)[0]
    assert len(town.gaps.done(in_channel(SEND, town.alice.user.dm_channel.id))) <= 1
    kinds = {each.kind for each in await rows(town, Delivery)}
    assert DeliveryKind.REDRAW_MESSAGES not in kinds
