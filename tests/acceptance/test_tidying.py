"""What is kept for a while goes by itself, whether or not anybody uses the bot."""

from datetime import timedelta

import pytest

from cogs.tidying import Tidying
from data.database import Database
from tests.acceptance.seen import drafts_in
from tests.support.people import ask
from tests.support.worlds import ForumWorld

DAY = timedelta(days=1).total_seconds()


async def refused(world: ForumWorld) -> None:
    """Submit a title that is too short, so that the text is kept as a draft."""
    await ask(world.alice, world.lobby, " " * 20 + ".", "Nobody else should read this.")
    assert len(await drafts_in(world)) == 1


async def test_what_aged_out_while_the_bot_was_away_goes_a_minute_after_the_start(
    forum_world: ForumWorld,
) -> None:
    await refused(forum_world)
    await forum_world.bot.close()
    forum_world.env.backend.advance_clock(DAY)
    await forum_world.come_back()
    assert len(await drafts_in(forum_world)) == 1, "whoever waits for the bot comes first"
    await forum_world.pass_time(61)
    assert await drafts_in(forum_world) == []


async def test_what_has_not_aged_out_stays(forum_world: ForumWorld) -> None:
    await refused(forum_world)
    await forum_world.restart()
    await forum_world.pass_time(61)
    assert len(await drafts_in(forum_world)) == 1


async def test_what_ages_out_later_goes_within_the_hour(forum_world: ForumWorld) -> None:
    await refused(forum_world)
    cog = Tidying(forum_world.bot)
    assert cog._tidy.hours == 1
    for seconds, left in ((DAY - 60, 1), (60, 0)):
        forum_world.env.backend.advance_clock(seconds)
        await cog._tidy()
        assert len(await drafts_in(forum_world)) == left


async def test_a_busy_database_does_not_end_it(
    forum_world: ForumWorld, caplog: pytest.LogCaptureFixture
) -> None:
    bot = forum_world.bot
    whole, bot.database = bot.database, Database("sqlite:////nowhere/forum.db")
    cog = Tidying(bot)
    await cog._tidy()
    assert "can't tidy up" in caplog.text
    bot.database = whole
