"""Counting who opened which question, a minute's worth at a time."""

import logging

from discord.ext import commands, tasks

from bot.client import ForumBot

log = logging.getLogger(__name__)


class Viewing(commands.Cog):
    """Counts views in the background."""

    def __init__(self, bot: ForumBot) -> None:
        """Count what this bot showed."""
        self.bot = bot

    async def cog_load(self) -> None:
        """Begin."""
        self._count.start()

    async def cog_unload(self) -> None:
        """End, with what was seen in the last minute."""
        self._count.cancel()
        await self._flush()

    @tasks.loop(minutes=1)
    async def _count(self) -> None:
        await self._flush()

    async def _flush(self) -> None:
        try:
            await self.bot.views.flush()
        except Exception as error:  # noqa: BLE001  # a loop ends for ever on what it doesn't know
            log.warning("can't count views, trying again later: %s", type(error).__name__)


async def setup(bot: ForumBot) -> None:
    """Add the one who counts."""
    await bot.add_cog(Viewing(bot))
