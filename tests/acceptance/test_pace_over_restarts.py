"""What a restart must not forget of writing to new people: the hour's budget, and a pause."""

import json
from datetime import timedelta

import pytest

from bot.publishing.dm_channels import Addressee, NotItsTurn
from bot.settings import Settings
from data.tables import AppState
from tests.acceptance.facts import rows
from tests.acceptance.test_pace_of_dms import MINUTE, answer_all, askers, told
from tests.acceptance.town import Town
from tests.support.calls import OPEN_DM
from tests.support.people import press, submit
from tests.support.reading import reply_of, starter_of

HOUR = timedelta(hours=1).total_seconds()


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Write to three new people an hour."""
    return settings.model_copy(update={"new_dm_channels_an_hour": 3})


async def test_an_hour_s_budget(town: Town) -> None:
    people = await askers(town, 6)
    await answer_all(town, 6)
    await town.pass_time(MINUTE)
    assert told(people) == 3
    for _ in range(2):
        await town.restart()
        await town.pass_time(MINUTE)
    assert told(people) == 3
    assert len(town.gaps.tried(OPEN_DM)) == 3
    await town.bot.close()
    town.env.backend.advance_clock(1.1 * HOUR)
    await town.come_back()
    await town.pass_time(MINUTE)
    assert told(people) > 3


@pytest.mark.parametrize(("code", "hours"), [(40003, 1), (20026, 24)])
async def test_a_pause(town: Town, code: int, hours: int) -> None:
    await askers(town, 2)
    town.gaps.refuse(OPEN_DM, 403, code)
    await town.answer_at_once(1, "A walk helped me a lot.")
    await town.pass_time(MINUTE)
    until = town.bot.context.channels.paused_until(town.bot.now())
    assert until is not None
    assert until - town.bot.now() > timedelta(hours=hours - 0.1)
    await town.restart()
    await town.answer_at_once(2, "A walk helped me even more.")
    await town.pass_time(MINUTE)
    assert len(town.gaps.tried(OPEN_DM)) == 1
    assert town.bot.context.channels.paused_until(town.bot.now()) == until


async def test_a_second_pause_is_longer_also_after_a_restart(town: Town) -> None:
    await askers(town, 1)
    town.gaps.refuse(OPEN_DM, 403, 40003, times=2)
    await town.answer_at_once(1, "A walk helped me a lot.")
    await town.pass_time(MINUTE)
    await town.bot.close()
    town.env.backend.advance_clock(1.1 * HOUR)
    await town.come_back()
    await town.pass_time(MINUTE)
    assert len(town.gaps.tried(OPEN_DM)) == 2
    until = town.bot.context.channels.paused_until(town.bot.now())
    assert until is not None
    assert until - town.bot.now() > timedelta(hours=1.9)


async def test_a_pause_is_as_long_whether_or_not_somebody_was_reached_since_the_last(
    town: Town,
) -> None:
    """It stands in the file, and sealed messages that nobody wants are done without a request."""
    channels, now = town.bot.context.channels, town.bot.now()
    to, pauses = Addressee(town.alice.id, None, is_anonymous=True), []
    for hours in (0, 1, 2, 30):
        now += timedelta(hours=hours)
        await channels.open(town.bot, to, 1, now)
        town.gaps.refuse(OPEN_DM, 403, 40003)
        with pytest.raises(NotItsTurn) as paused:
            await channels.open(town.bot, to, 2, now)
        pauses.append((paused.value.until - now).total_seconds() / HOUR)
        now = paused.value.until
    assert pauses == [1, 2, 4, 1]


@pytest.mark.parametrize("is_wanted", [True, False])
async def test_what_is_kept_doesn_t_say_whether_something_sealed_was_sent(
    town: Town, *, is_wanted: bool
) -> None:
    await town.ask()
    await press(town.carol, starter_of(town.channel.threads[-1]), "Notify me")
    if not is_wanted:
        panel = reply_of(await town.carol.slash(town.lobby, "notifications"))
        await town.carol.select(panel, ["off"], custom_id="way-questions:0")
    form = await town.bob.slash(town.lobby, "answer", question="1")
    await submit(town.bob, form, body="A walk helped me a lot.", options=["anonymous"])
    await town.pass_time(MINUTE)
    assert len(town.gaps.tried(OPEN_DM)) == int(is_wanted)
    (kept,) = [json.loads(each.value) for each in await rows(town, AppState) if "dm" in each.key]
    assert list(kept["slots"].values()) == [1]
    assert (kept["until"], kept["trips"]) == (None, 0)
