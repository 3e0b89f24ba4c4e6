"""Who left a server, and which servers removed the bot: asked for in the background, each day."""

import logging
from datetime import datetime, timedelta

import discord
from discord.ext import commands, tasks

from bot.client import ForumBot
from bot.forum.forums import all_of
from bot.forum.privacy.asked import ROWS_AT_ONCE, people
from bot.forum.privacy.departures import (
    MEMBERS_AT_ONCE,
    members_to_ask,
    note_servers,
    note_who_is_there,
)
from bot.forum.privacy.followers_who_left import followers_to_ask, note_who_still_follows
from bot.forum.summaries import ForumSummary
from bot.retention import retention

log = logging.getLogger(__name__)

ROUND = timedelta(days=1)


class Leaving(commands.Cog):
    """Asks Discord for a hundred members a minute, until everybody was asked for that day."""

    def __init__(self, bot: ForumBot) -> None:
        """Ask for this bot's servers and members."""
        self.bot = bot
        self._began: datetime | None = None
        self._forums: list[ForumSummary] = []
        self._after = 0
        # Followers of questions come after the members; they need not be any.
        self._is_at_followers = False
        self._after_mark: bytes | None = None

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
        """Ask for the next part of today's round; begin one when the last is a day old."""
        now, keep = self.bot.now(), retention(self.bot.settings)
        if self._began is None or now - self._began >= ROUND:
            there = {guild.id for guild in self.bot.guilds}
            await note_servers(self.bot.database, there=there, keep=keep.removed_servers, now=now)
            self._forums, self._after = list(await all_of(self.bot.database)), 0
            self._is_at_followers, self._after_mark = False, None
            self._began = now
        if not self._forums:
            return
        ask = self._ask_followers if self._is_at_followers else self._ask_some
        if await ask(self._forums[-1], keep.members_who_left, now):
            return
        if self._is_at_followers:
            self._forums.pop()
        self._is_at_followers = not self._is_at_followers
        self._after, self._after_mark = 0, None

    async def _ask_some(self, forum: ForumSummary, keep: timedelta, now: datetime) -> bool:
        """Ask for the next hundred members of a forum; tell whether there may be more."""
        guild = self.bot.get_guild(forum.guild_id)
        if guild is None or guild.unavailable:
            return False
        asked = await members_to_ask(self.bot.database, forum_id=forum.id, after=self._after)
        if not asked:
            return False
        there = await self._who_is_there(guild, list(asked))
        await note_who_is_there(
            self.bot.database, forum_id=forum.id, asked=asked, there=there, keep=keep, now=now
        )
        self.bot.outbox.kick()
        self._after = max(asked.values())
        return len(asked) == MEMBERS_AT_ONCE

    async def _ask_followers(self, forum: ForumSummary, keep: timedelta, now: datetime) -> bool:
        """Ask for the owners of the next hundred sealed rows; tell whether there may be more."""
        guild, database, after = (
            self.bot.get_guild(forum.guild_id),
            self.bot.database,
            self._after_mark,
        )
        if guild is None or guild.unavailable:
            return False
        asked = await followers_to_ask(database, forum_id=forum.id, after=after)
        if not asked:
            return False
        there = await self._who_is_there(guild, people(asked))
        await note_who_still_follows(
            database, forum_id=forum.id, after=after, asked=asked, there=there, keep=keep, now=now
        )
        self._after_mark = max(asked)
        return len(asked) == ROWS_AT_ONCE

    async def _who_is_there(self, guild: discord.Guild, user_ids: list[int]) -> set[int]:
        if not user_ids:
            return set()
        found = await guild.query_members(user_ids=user_ids, limit=MEMBERS_AT_ONCE, cache=False)
        return {member.id for member in found}


async def setup(bot: ForumBot) -> None:
    """Add the one who asks."""
    await bot.add_cog(Leaving(bot))
