"""After a gap: what Discord shows now is compared with what was last known.

Counts only give the order; the users behind every thumb are read, in threads that were active
since the gap began, the newest first, paced, in the background.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from datetime import datetime

import discord

from bot.forum import controls, gaps
from bot.forum.forums import all_of
from bot.forum.reactions import reconcile_message
from bot.forum.summaries import ForumSummary
from bot.intake import VoteIntake
from bot.publishing.context import Context
from data.tables import ChannelKind

log = logging.getLogger(__name__)

PACE_SECONDS = 0.05
READINGS = 3
UP, DOWN = "👍", "👎"


class Reconciler:
    """Reads threads and reactions again after a gap."""

    def __init__(self, context: Context, intake: VoteIntake) -> None:
        """Work with these hands; reactions heard meanwhile come through the intake."""
        self._context = context
        self._intake = intake

    async def reconcile(self, since: datetime) -> None:
        """Make the database what Discord shows, for every forum."""
        for forum in await all_of(self._context.database):
            guild = self._context.client.get_guild(forum.guild_id)
            if guild is not None and not guild.unavailable:
                await self._reconcile_forum(guild, forum, since)

    async def _reconcile_forum(
        self, guild: discord.Guild, forum: ForumSummary, since: datetime
    ) -> None:
        channel = guild.get_channel(forum.channel_id)
        if not isinstance(channel, discord.ForumChannel | discord.TextChannel):
            return
        seen = set()
        async for thread in _threads(channel, since):
            seen.add(thread.id)
            await self._reconcile_thread(thread, forum, since)
            await asyncio.sleep(PACE_SECONDS)
        database, now = self._context.database, self._context.clock()
        for thread_id in await gaps.possibly_deleted(database, forum_id=forum.id, now=now):
            if thread_id not in seen:
                await self._look_for_deleted(thread_id)
                await asyncio.sleep(PACE_SECONDS)

    async def _look_for_deleted(self, thread_id: int) -> None:
        try:
            await self._context.client.fetch_channel(thread_id)
        except discord.NotFound:
            now = self._context.clock()
            await controls.thread_deleted(self._context.database, thread_id=thread_id, now=now)
        except discord.HTTPException as error:
            log.info("can't look at thread %s: %s", thread_id, error.status)

    async def _reconcile_thread(
        self, thread: discord.Thread, forum: ForumSummary, since: datetime
    ) -> None:
        database, now = self._context.database, self._context.clock()
        if not await gaps.is_question(database, thread_id=thread.id):
            is_by_hand = thread.owner_id != thread.guild.me.id
            in_forum = forum.channel_kind is ChannelKind.FORUM
            if in_forum and is_by_hand and _made(thread) >= since:
                await controls.post_made_by_hand(
                    database, channel_id=forum.channel_id, thread_id=thread.id, now=now
                )
            return
        await controls.thread_changed(
            database,
            thread_id=thread.id,
            name=thread.name,
            is_locked=thread.locked,
            is_archived=thread.archived,
            tag_ids=[tag.id for tag in thread.applied_tags],
            now=now,
        )
        for channel_id, message_id in await gaps.messages_in(database, thread_id=thread.id):
            await self._reconcile_message(channel_id, message_id)

    async def _reconcile_message(self, channel_id: int, message_id: int) -> None:
        """Read a message's thumbs; again when someone reacted while they were being read."""
        channel = self._context.client.get_partial_messageable(channel_id)
        for _ in range(READINGS):
            await self._intake.settled()
            self._intake.watch(message_id)
            try:
                ups, downs = await _thumbs(await channel.fetch_message(message_id))
                await self._intake.settled()
            except discord.NotFound:
                await controls.messages_deleted(
                    self._context.database, message_ids=[message_id], now=self._context.clock()
                )
                return
            finally:
                heard = self._intake.unwatch(message_id)
            if not heard:
                await reconcile_message(
                    self._context.database,
                    message_id=message_id,
                    ups=ups,
                    downs=downs,
                    now=self._context.clock(),
                )
                return


async def _threads(
    channel: discord.ForumChannel | discord.TextChannel, since: datetime
) -> AsyncIterator[discord.Thread]:
    """Yield a channel's threads that were active since then, the newest first."""
    for thread in sorted(channel.threads, key=lambda t: t.last_message_id or t.id, reverse=True):
        yield thread
    async for thread in channel.archived_threads(limit=None):
        if thread.archive_timestamp < since:
            return
        yield thread


async def _thumbs(message: discord.Message) -> tuple[set[int], set[int]]:
    """Return who put 👍 and who put 👎 on a message, bots left out."""
    found: dict[str, set[int]] = {UP: set(), DOWN: set()}
    for reaction in message.reactions:
        users = found.get(str(reaction.emoji))
        # One reaction that is ours is the seed: nobody else is behind it.
        if users is None or (reaction.count == 1 and reaction.me):
            continue
        async for user in reaction.users(limit=None):
            if not user.bot:
                users.add(user.id)
    return found[UP], found[DOWN]


def _made(thread: discord.Thread) -> datetime:
    return discord.utils.snowflake_time(thread.id)
