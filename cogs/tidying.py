"""In the background, soon after the start: forget what was only kept for a while, and who asked."""

import logging
from collections.abc import Awaitable

from discord.ext import commands, tasks

from bot.client import ForumBot
from bot.forum.anonymous.early_mail import write_not_early
from bot.forum.privacy.erasing import carry_out
from bot.forum.privacy.tidying import forget_what_aged_out
from bot.retention import retention

log = logging.getLogger(__name__)

HOURS_A_DAY = 24


class Tidying(commands.Cog):
    """Forgets in the background."""

    def __init__(self, bot: ForumBot) -> None:
        """Tidy up after this bot."""
        self.bot = bot

    async def cog_load(self) -> None:
        """Erase what is due, and tidy up in a minute: who waits at the start comes first."""
        self._begin.start()
        self._erase.start()
        self._write.start()

    async def cog_unload(self) -> None:
        """End."""
        self._begin.cancel()
        self._tidy.cancel()
        self._erase.cancel()
        self._write.cancel()

    @tasks.loop(minutes=1, count=2)
    async def _begin(self) -> None:
        """Do nothing at the start; the next time, begin with what aged out meanwhile."""
        if self._begin.current_loop:
            self._tidy.start()

    @tasks.loop(hours=1)
    async def _tidy(self) -> None:
        bot, is_daily = self.bot, self._tidy.current_loop % HOURS_A_DAY == 0
        bot.name_checks.forget(bot.now())
        work = forget_what_aged_out(
            bot.database, keep=retention(bot.settings), now=bot.now(), is_daily=is_daily
        )
        await _try(work, "tidy up")

    @tasks.loop(minutes=5)
    async def _erase(self) -> None:
        await _try(carry_out(self.bot.database, now=self.bot.now()), "erase what is due")

    @tasks.loop(minutes=1)
    async def _write(self) -> None:
        # For a kill, which lets nothing be written at the end.
        await _try(write_not_early(self.bot.database), "write what did not come early")


async def _try(work: Awaitable[None], what: str) -> None:
    try:
        await work
    except Exception as error:  # noqa: BLE001  # a loop ends for ever on what it doesn't know
        log.warning("can't %s, trying again later: %s", what, type(error).__name__)


async def setup(bot: ForumBot) -> None:
    """Add the one who tidies up."""
    await bot.add_cog(Tidying(bot))
