"""What fails before its turn is tried again before it: a turn may be a day away."""

import pytest

from bot.forum import notifying
from bot.outcomes import Outcomes
from bot.publishing.dm_channels import NotItsTurn
from bot.settings import Settings
from data.tables import Delivery
from tests.acceptance.test_dms_before_their_turn import (
    FIRST,
    SECOND,
    THIRD,
    follow,
    met,
    nothing_waits,
    people,
    said,
    to,
    trips,
    waiting,
)
from tests.acceptance.test_quiet_nights import TITLE
from tests.acceptance.town import Town
from tests.support.calls import CALLBACK
from tests.support.reading import dms

FOURTH = "A fourth one, later."


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Keep to the pace that is the default."""
    usual = Settings.model_fields["new_dm_channel_seconds"].default
    return settings.model_copy(update={"new_dm_channel_seconds": usual})


async def after_the_pause(town: Town) -> None:
    await town.bot.close()
    town.env.backend.advance_clock(3600)
    await town.come_back()
    await town.pass_time(120)
    await nothing_waits(town)


@pytest.mark.parametrize("fails", ["break_server", "lose_answer", "disconnect", "rate_limit"])
async def test_in_a_pause_one_failure_holds_nothing_up(town: Town, fails: str) -> None:
    question, (dora,) = await met(town, 1)
    await trips(town)
    getattr(town.gaps, fails)(to(dora), times=2)
    await town.answer(question, SECOND, by=town.carol)
    await town.pass_time(4)
    await town.answer(question, THIRD, by=town.carol)
    await town.pass_time(60)
    assert said(dora) == [FIRST, SECOND, THIRD]
    told = {(each.attempts, each.reason, each.is_uncertain) for each in await waiting(town)}
    assert told == {(0, None, False)}, "nothing of it stands in clear"
    await after_the_pause(town)
    assert said(dora) == [FIRST, SECOND, THIRD]


@pytest.mark.parametrize("fails", ["break_server", "lose_answer"])
@pytest.mark.parametrize("is_killed", [False, True])
async def test_a_restart_in_a_pause_holds_nothing_up(
    town: Town, fails: str, *, is_killed: bool
) -> None:
    question, (dora,) = await met(town, 1)
    await trips(town)
    getattr(town.gaps, fails)(to(dora), times=None)
    await town.answer(question, SECOND, by=town.carol)
    await town.pass_time(4)
    if is_killed:
        town.gaps.crash(CALLBACK)
        await town.carol.slash(town.lobby, "help")
        await town.come_back()
    else:
        await town.restart()
    town.gaps.heal()
    await town.pass_time(10)
    assert said(dora) == [FIRST, SECOND]
    await town.answer(question, THIRD, by=town.carol)
    await town.pass_time(10)
    assert said(dora) == [FIRST, SECOND, THIRD]
    told = {(each.attempts, each.reason, each.is_uncertain) for each in await waiting(town)}
    assert told == {(0, None, False)}, "nothing of it stands in clear"
    await after_the_pause(town)
    assert said(dora) == [FIRST, SECOND, THIRD]


@pytest.mark.parametrize("at", [1, 3])
async def test_a_kill_in_a_pause_holds_nothing_up(
    town: Town, monkeypatch: pytest.MonkeyPatch, at: int
) -> None:
    question, followers = await met(town, 3)
    await trips(town)
    postponed, postpone = [], Outcomes.postpone

    async def killed(self: Outcomes, delivery: Delivery, wait: NotItsTurn) -> None:
        postponed.append(delivery.id)
        if len(postponed) == at:
            raise town.gaps.kill()
        await postpone(self, delivery, wait)

    with monkeypatch.context() as patched:
        patched.setattr(Outcomes, "postpone", killed)
        await town.answer_at_once(question, SECOND, by=town.carol)
        await town.pass_time(5)
    assert town.gaps.is_dead
    await town.come_back()
    await town.pass_time(20)
    told = {(each.attempts, each.reason, each.is_uncertain) for each in await waiting(town)}
    assert told == {(0, None, False)}
    await town.answer(question, THIRD, by=town.carol)
    await town.pass_time(20)
    assert [said(each) for each in followers] == [[FIRST, SECOND, THIRD]] * 3
    await after_the_pause(town)
    assert [said(each) for each in followers] == [[FIRST, SECOND, THIRD]] * 3


async def test_whoever_is_met_just_before_a_pause_is_told_in_it(town: Town) -> None:
    question, (dora, ed) = await town.ask(TITLE), await people(town, 2)
    await follow(town, question, ed, dora)
    await town.answer(question, FIRST)
    await town.answer(question, SECOND, by=town.carol)
    await town.pass_time(15)
    assert [len(said(each)) for each in (ed, dora)] == [2, 1]
    await trips(town)
    await town.pass_time(10)
    await town.answer(question, THIRD)
    await town.pass_time(10)
    assert [said(each) for each in (ed, dora)] == [[FIRST, SECOND, THIRD]] * 2
    await after_the_pause(town)
    assert [said(each) for each in (ed, dora)] == [[FIRST, SECOND, THIRD]] * 2


async def test_whoever_stops_it_meanwhile_is_told_nothing(town: Town) -> None:
    question, (dora,) = await met(town, 1)
    await trips(town)
    town.gaps.break_server(to(dora), times=2)
    await town.answer(question, SECOND, by=town.carol)
    await town.pass_time(3)
    await notifying.stop_question(
        town.bot.database, question_id=question, discord_id=dora.id, now=town.bot.now()
    )
    await town.pass_time(120)
    await after_the_pause(town)
    assert said(dora) == [FIRST]


async def test_its_turn_comes_while_it_waits(town: Town) -> None:
    """All sends fail until the pause is over, then its turn finds whatever an early try sent."""
    question, (dora,) = await met(town, 1)
    await trips(town)
    town.gaps.lose_answer(to(dora))
    town.gaps.break_server(to(dora), times=None)
    await town.answer(question, SECOND, by=town.carol)
    await town.pass_time(3900)
    town.gaps.heal()
    await town.pass_time(900)
    assert said(dora) == [FIRST, SECOND]
    await nothing_waits(town)


async def test_a_kill_while_it_waits(town: Town) -> None:
    question, (dora,) = await met(town, 1)
    await trips(town)
    town.gaps.lose_answer(to(dora))
    await town.answer(question, SECOND, by=town.carol)
    await town.pass_time(3)
    await town.restart()
    await town.answer(question, FOURTH)
    await town.pass_time(30)
    assert len(dms(dora)) == 3
    await after_the_pause(town)
    assert len(dms(dora)) == 3
