"""Who is in no server with this bot any more, of those who chose how to be told."""

import logging
from datetime import datetime, timedelta

from discord.ext import commands, tasks

from bot.client import ForumBot
from bot.forum.privacy.asked import ROWS_AT_ONCE, Asked, people
from bot.forum.privacy.choosers_who_left import choosers_to_ask, note_choosers
from bot.retention import retention

log = logging.getLogger(__name__)

ROUND = timedelta(days=1)


class LeavingChoosers(commands.Cog):
    """Asks one server a minute for a hundred people, who may be members of no forum."""

    def __init__(self, bot: ForumBot) -> None:
        """Ask for those who chose something in this bot."""
        self.bot = bot
        self._began: datetime | None = None
        self._after: bytes | None = None
        self._asked: Asked = {}
        self._found: set[int] = set()
        self._guilds: list[int] = []

    async def cog_load(self) -> None:
        """Begin."""
        self._ask.start()

    async def cog_unload(self) -> None:
        """End."""
        self._ask.cancel()

    @tasks.loop(minutes=1)
    async def _ask(self) -> None:
        try:
            await self._go_on()
        except Exception as error:  # noqa: BLE001  # a loop ends for ever on what it doesn't know
            log.warning("can't ask who is there, trying again: %s", type(error).__name__)

    @_ask.before_loop
    async def _wait(self) -> None:
        await self.bot.wait_until_ready()

    async def _go_on(self) -> None:
        """Ask the next server; with the last one, take over who is in none."""
        now = self.bot.now()
        if not self._asked:
            if self._after is None and self._began is not None and now - self._began < ROUND:
                return
            self._began = self._began if self._after is not None else now
            self._asked = await choosers_to_ask(self.bot.database, after=self._after)
            self._found, self._guilds = set(), [guild.id for guild in self.bot.guilds]
        if not self._asked:
            self._after = None
            return
        if await self._ask_next_server():
            return
        await note_choosers(
            self.bot.database,
            after=self._after,
            asked=self._asked,
            there=self._found,
            keep=retention(self.bot.settings).members_who_left,
            now=now,
        )
        is_last = len(self._asked) < ROWS_AT_ONCE
        self._after, self._asked = None if is_last else max(self._asked), {}

    async def _ask_next_server(self) -> bool:
        """Ask a server who of them is there; tell whether others are left to be asked."""
        wanted = [each for each in people(self._asked) if each not in self._found]
        guild = self.bot.get_guild(self._guilds[-1]) if self._guilds and wanted else None
        if guild is not None and not guild.unavailable:
            found = await guild.query_members(user_ids=wanted, limit=ROWS_AT_ONCE, cache=False)
            self._found |= {member.id for member in found}
        elif guild is not None:
            # Who is there can't be told during an outage: nobody is taken for gone.
            self._found |= set(wanted)
        self._guilds = self._guilds[:-1]
        return bool(self._guilds) and len(wanted) > len(self._found & set(wanted))


async def setup(bot: ForumBot) -> None:
    """Add the one who asks."""
    await bot.add_cog(LeavingChoosers(bot))
