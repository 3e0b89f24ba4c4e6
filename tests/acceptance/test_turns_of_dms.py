"""Everything sealed takes a turn; only what opens a channel counts towards the hour."""

import pytest
from simcord.actors import MemberActor

from bot.settings import Settings
from tests.acceptance.test_dms_before_their_turn import (
    FIRST,
    follow,
    new_ones,
    nothing_waits,
    people,
    told,
)
from tests.acceptance.test_pace_of_dms import MINUTE, answer_all, askers
from tests.acceptance.test_quiet_nights import TITLE
from tests.acceptance.town import Town
from tests.support.calls import OPEN_DM
from tests.support.reading import dms

MANY = 60
AN_HOUR = 3
HOUR = 60 * MINUTE


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Let turns be a second apart: simulated time is not free."""
    return settings.model_copy(update={"new_dm_channel_seconds": 1})


async def known(town: Town, count: int) -> list[MemberActor]:
    """Have people who were written to before."""
    found = await people(town, count)
    for each in found:
        channel = town.env.backend.get_dm_channel(each.id)
        town.bot.context.channels.met.meet(each.id, channel.id)
    return found


async def test_somebody_new_waits_for_no_hour_behind_many_who_are_known(town: Town) -> None:
    town.env.settle_timeout = 60.0
    question, followers = await town.ask(TITLE), await known(town, MANY)
    (new,) = await new_ones(town)
    await follow(town, question, *followers, new)
    await town.answer(question, FIRST)
    await town.pass_time(MANY + 30)
    assert told(followers) == MANY
    assert told([new]) == 1, "turns as many as there are messages, and not an hour for fifty"
    assert len(town.gaps.tried(OPEN_DM)) <= 5
    await nothing_waits(town)


async def later(town: Town) -> None:
    """Let the hour be over, without what the bot would do in it."""
    await town.bot.close()
    town.env.backend.advance_clock(1.2 * HOUR)
    await town.come_back()
    await town.pass_time(MINUTE)


class TestFewAnHour:
    """Three channels are opened in an hour, whatever happens."""

    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        """Write to three new people an hour."""
        return settings.model_copy(update={"new_dm_channels_an_hour": AN_HOUR})

    async def test_by_name_and_sealed_count_alike(self, town: Town) -> None:
        named = await askers(town, 2)
        question, followers = await town.ask(TITLE), await people(town, 3)
        await follow(town, question, *followers)
        await town.answer_at_once(question, FIRST)
        await answer_all(town, 2)
        await town.pass_time(MINUTE)
        assert told([*named, *followers]) == AN_HOUR
        assert len(town.gaps.tried(OPEN_DM)) == AN_HOUR
        await later(town)
        assert told([*named, *followers]) == 5
        await nothing_waits(town)

    async def test_who_is_known_is_told_while_it_is_full(self, town: Town) -> None:
        await askers(town, AN_HOUR)
        await answer_all(town, AN_HOUR)
        await town.pass_time(MINUTE)
        question, followers = await town.ask(TITLE), await known(town, 2)
        await follow(town, question, *followers)
        await town.answer(question, FIRST)
        await town.pass_time(5)
        assert told(followers) == 2
        assert len(town.gaps.tried(OPEN_DM)) == AN_HOUR

    async def test_a_kill_each_time_that_one_is_opened(self, town: Town) -> None:
        (person,) = await askers(town, 1)
        await town.answer_at_once(1, FIRST)
        for _ in range(2 * AN_HOUR):
            town.gaps.crash(OPEN_DM, after=True)
            await town.pass_time(MINUTE)
            await town.come_back()
        town.gaps.heal()
        await town.pass_time(MINUTE)
        assert len(town.gaps.tried(OPEN_DM)) == AN_HOUR
        await later(town)
        assert len(dms(person)) == 1
