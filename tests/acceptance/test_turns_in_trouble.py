"""Turns at the end of quiet hours in trouble: outages, lost answers, channels that are gone."""

from datetime import timedelta

import pytest

from bot.forum.anonymous.turns import troubles_of_turns
from bot.forum.health import retry
from bot.forum.preferences import set_quiet_hours
from bot.publishing import mail
from data.deliveries import give_up
from data.tables import Delivery, DeliveryKind, DeliveryState
from tests.acceptance.facts import rows
from tests.acceptance.test_digests import DAY, HOUR, later, wants_digest
from tests.acceptance.test_quiet_nights import TITLE, morning, sleeps, turns
from tests.acceptance.town import Town
from tests.support.calls import SEND, on
from tests.support.reading import dm_texts, dms


async def test_what_waited_through_an_outage_does_not_come_in_the_next_night(town: Town) -> None:
    await sleeps(town, town.alice)
    await town.answer(await town.ask(TITLE, notify=True))
    await morning(town, 23)
    assert dms(town.alice) == []
    await morning(town, 9.1)
    assert len(dms(town.alice)) == 1


async def test_one_that_was_sent_is_found_however_long_the_next_look_takes(town: Town) -> None:
    """The answer of the send is lost, and Discord shows no history until the next night."""
    await sleeps(town, town.alice)
    await town.answer(await town.ask(TITLE, notify=True))
    town.gaps.lose_answer(SEND)
    town.gaps.break_server(on("GET", "/channels/*/messages"), times=None)
    await morning(town)
    assert len(dms(town.alice)) == 1
    await morning(town, 15)
    town.gaps.heal()
    await morning(town, 10)
    assert len(dms(town.alice)) == 1


async def test_a_channel_that_is_gone_at_the_look_is_opened_again(town: Town) -> None:
    await sleeps(town, town.alice)
    await town.answer(await town.ask(TITLE, notify=True))
    town.gaps.lose_answer(SEND)
    town.gaps.refuse(on("GET", "/channels/*/messages"), 404, 10003)
    await morning(town)
    await town.pass_time(30)
    assert [each.state for each in await turns(town)] == [DeliveryState.WAITING]
    await town.answer(1, "Another thing that helped me.")
    assert len(dms(town.alice)) == 2


async def test_one_that_was_given_up_though_it_was_sent_does_not_come_again(town: Town) -> None:
    await sleeps(town, town.alice)
    await town.answer(await town.ask(TITLE, notify=True))
    town.gaps.lose_answer(SEND)
    town.gaps.break_server(on("GET", "/channels/*/messages"), times=None)
    await morning(town)
    (turn,) = await turns(town)
    async with town.bot.database.write() as session:
        await give_up(session, turn, reason="ServerError")
    town.gaps.heal()
    await morning(town, 24)
    await town.pass_time(130)
    (turn,) = await turns(town)
    assert turn.state is DeliveryState.WAITING
    await morning(town, 24)
    assert len(dms(town.alice)) == 1


async def test_one_that_is_about_to_wait_while_quiet_hours_end_for_good_comes(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They are switched off, and what waited is sent, after it was found that it has to wait."""
    await sleeps(town, town.alice)
    question = await town.ask(TITLE, notify=True)
    once = mail.wanted

    async def wanted(*given: object) -> object:
        monkeypatch.setattr("bot.publishing.mailing.wanted", once)
        found = await once(*given)  # type: ignore[arg-type]  # handed on as it is
        await set_quiet_hours(town.bot.database, user_id=town.alice.id, now=town.bot.now())
        (turn,) = await turns(town)
        assert await town.bot.outbox.carry_out(turn.id or 0)
        return found

    monkeypatch.setattr("bot.publishing.mailing.wanted", wanted)
    await town.answer(question)
    await town.carry_out()
    assert await turns(town) == []
    assert len(dms(town.alice)) == 1


async def test_one_for_which_something_waits_fails_like_one_for_which_nothing_does(
    town: Town,
) -> None:
    """What the file says of both is the same but for their times, and soon these are too."""
    for person in (town.alice, town.carol):
        await sleeps(town, person)
    await town.answer(await town.ask(TITLE, notify=True))
    town.gaps.break_server(SEND, times=4)
    await morning(town, 8.001)
    seen = set()
    for _ in range(8):
        found = await turns(town)
        assert len(found) == 2
        seen |= {(each.attempts, each.is_uncertain, each.reason) for each in found}
        await town.pass_time(4)
    assert seen == {(0, False, None)}
    await town.pass_time(60)
    assert len(dms(town.alice)) == 1
    assert dms(town.carol) == []
    assert len({each.due_at.date() for each in await turns(town)}) == 1


async def test_one_that_finds_nothing_waits_with_one_that_fails(town: Town) -> None:
    for person in (town.alice, town.carol):
        await sleeps(town, person)
    await town.answer(await town.ask(TITLE, notify=True))
    await morning(town)
    await town.pass_time(15)
    await morning(town, 15)
    await town.answer(1, "One more thing, at night.")
    town.gaps.break_server(SEND, times=None)
    await morning(town, 9)
    for _ in range(6):
        await town.pass_time(5)
    # Whoever of them has nothing is to be looked at again within minutes, too.
    now = town.bot.now()
    assert all(each.due_at - now < timedelta(minutes=20) for each in await turns(town))
    town.gaps.heal()
    await morning(town, 0.4)
    for _ in range(6):
        await town.pass_time(5)
    assert len(dms(town.alice)) == 2
    assert all(each.due_at - now > timedelta(hours=1) for each in await turns(town))


def in_clear(turn: Delivery) -> tuple[object, ...]:
    """Return what the file says of a turn, but for its mark and to the second."""
    moments = (turn.created_at.replace(microsecond=0), turn.due_at)
    return (turn.state, turn.attempts, turn.is_uncertain, turn.reason, *moments)


@pytest.mark.parametrize(("status", "code"), [(400, 50035), (404, 10003)])
async def test_one_that_can_not_succeed_lapses_like_one_that_is_over(
    town: Town, status: int, code: int
) -> None:
    for person in (town.alice, town.carol):
        await sleeps(town, person)
    question = await town.ask(TITLE, notify=True)
    await town.answer(question)
    town.gaps.refuse(SEND, status, code, times=None)
    seen = set()
    await morning(town, 8.001)
    for _ in range(60):
        found = await turns(town)
        assert len(found) == 2
        seen |= {in_clear(each)[:4] for each in found}
        await town.pass_time(4)
    assert seen == {(DeliveryState.WAITING, 0, False, None)}
    one, other = await turns(town)
    assert one.due_at == other.due_at > town.bot.now() + timedelta(hours=20)
    (trouble,) = await troubles_of_turns(town.bot.database)
    assert (trouble.is_final, trouble.user_id) == (True, town.alice.id)
    # By day it holds nothing up.
    town.gaps.heal()
    await town.answer(question, "Another thing that helped me.")
    assert len(dms(town.alice)) == 1
    await morning(town, 24)
    (_, gathered) = dm_texts(town.alice)
    assert "While it was quiet" not in gathered
    assert f"answered your question **{TITLE}**" in gathered
    assert await troubles_of_turns(town.bot.database) == []
    await morning(town, 24)
    assert len(dms(town.alice)) == 2


async def test_one_that_was_given_up_is_tried_again_at_once_by_health(town: Town) -> None:
    await sleeps(town, town.alice)
    await town.answer(await town.ask(TITLE, notify=True))
    town.gaps.refuse(SEND, 400, 50035)
    await morning(town)
    (trouble,) = await troubles_of_turns(town.bot.database)
    count = await retry(town.bot.database, town.forum_id, town.bot.now(), turns=[trouble.number])
    assert count == 1
    await town.carry_out()
    assert len(dms(town.alice)) == 1
    assert await troubles_of_turns(town.bot.database) == []


async def test_one_without_quiet_hours_any_more_is_given_up_after_a_week(town: Town) -> None:
    await sleeps(town, town.alice)
    await town.answer(await town.ask(TITLE, notify=True))
    town.gaps.refuse(SEND, 400, 50035, times=None)
    await set_quiet_hours(town.bot.database, user_id=town.alice.id, now=town.bot.now())
    await town.carry_out()
    for _ in range(6):
        await morning(town, 24.1)
        assert len(await turns(town)) == 1
    for _ in range(2):
        await morning(town, 24.1)
    assert await turns(town) == []


async def test_a_digest_that_can_not_succeed_lapses_and_says_all_the_next_time(town: Town) -> None:
    await wants_digest(town, town.carol)
    await town.ask(TITLE, tags=["sleep"])
    town.gaps.refuse(SEND, 400, 50035)
    await later(town, 18.1 * HOUR)
    assert dms(town.carol) == []
    (digest,) = [each for each in await rows(town, Delivery) if each.kind is DeliveryKind.DIGEST]
    assert in_clear(digest)[:4] == (DeliveryState.WAITING, 0, False, None)
    assert digest.created_at > town.bot.now() - timedelta(hours=1)
    await later(town, DAY)
    (said,) = dm_texts(town.carol)
    assert TITLE in said


@pytest.mark.parametrize("is_after", [True, False])
async def test_after_a_kill_turns_look_alike_and_go_on(town: Town, *, is_after: bool) -> None:
    for person in (town.alice, town.carol):
        await sleeps(town, person)
    await town.answer(await town.ask(TITLE, notify=True))
    town.gaps.crash(SEND, after=is_after)
    await morning(town, 8.001)
    await town.pass_time(30)
    assert town.gaps.is_dead
    town.gaps.break_server(on("GET", "/channels/*/messages"), times=None)
    town.gaps.break_server(SEND, times=None)
    await town.come_back()
    for _ in range(10):
        assert {in_clear(each)[1:4] for each in await turns(town)} == {(0, False, None)}
        await town.pass_time(10)
    town.gaps.heal()
    await town.pass_time(20 * 60)
    assert len(dms(town.alice)) == 1
    assert dms(town.carol) == []
