"""After a gap: what Discord shows now is compared with what was last known.

What moderators did comes first, then the people behind the thumbs on every post in a thread that
was active since the gap began, the newest threads first, paced, in the background. What is
observed goes through the same intakes as what is heard meanwhile, so that the newest wins.
"""

import logging
from collections.abc import Sequence
from datetime import datetime
from functools import partial

import discord

from bot.acts import ActIntake
from bot.backlog import Backlog, NotYet, Reading
from bot.forum import gaps
from bot.forum.forums import all_of
from bot.forum.summaries import ForumSummary
from bot.intake import Observation, VoteIntake
from bot.publishing.codes import UNKNOWN_CHANNEL, is_gone
from bot.publishing.context import Context
from bot.publishing.permissions import Channel
from bot.publishing.thread_states import state_of
from bot.thumbs import thumbs_on
from data.tables import ChannelKind

log = logging.getLogger(__name__)

READINGS = 3
PAGE = 100  # Discord's page of archived threads


class Reconciler:
    """Reads again what may have been missed, and keeps what is still to be read."""

    def __init__(self, context: Context, votes: VoteIntake, acts: ActIntake) -> None:
        """Work with these hands; what is observed goes into the intakes."""
        self._context = context
        self._votes = votes
        self._acts = acts
        self._backlog = Backlog()
        self._away: set[int] = set()

    @property
    def is_done(self) -> bool:
        """Whether everything was read that may have been missed."""
        return self._backlog.is_empty and not self._away

    def start_over(self) -> None:
        """Have everything read again that may have been missed since Discord was surely heard."""
        self._away.clear()
        self._backlog = Backlog([Reading("the forums", self._forums)])

    def miss(self, guild_id: int) -> None:
        """Note that nothing is heard of a server: Discord has trouble with it."""
        self._away.add(guild_id)

    def forget(self, guild_id: int) -> None:
        """Note that the bot is no longer in a server."""
        self._away.discard(guild_id)

    def find(self, guild_id: int) -> bool:
        """Have a server read that is heard of again; return whether it had been missed."""
        if guild_id not in self._away:
            return False
        self._backlog.add(Reading(f"server {guild_id}", partial(self._forums, guild_id)))
        self._away.discard(guild_id)
        return True

    def read_message(self, channel_id: int, message_id: int) -> None:
        """Have the thumbs on a post's message read, and whether it is still there."""
        self._backlog.add(
            Reading(f"message {message_id}", partial(self._message, channel_id, message_id))
        )

    def read_thread(self, thread_id: int) -> None:
        """Have what a question's thread shows read, and whether it is still there."""
        self._backlog.add(Reading(f"thread {thread_id}", partial(self._thread, thread_id)))

    async def work(self) -> None:
        """Read until nothing is left; what can't be read now is waited for.

        Cancelled, it can be called again and loses nothing. Servers that are away are left.
        """
        await self._backlog.work()
        await self._acts.settled()
        await self._votes.settled()

    async def _forums(self, guild_id: int | None = None) -> Sequence[Reading]:
        since = await gaps.gap_began(self._context.database)
        if since is None:
            return ()
        return [
            Reading(f"forum {forum.id}", partial(self._forum, forum, since))
            for forum in await all_of(self._context.database)
            if guild_id in {None, forum.guild_id}
        ]

    async def _forum(self, forum: ForumSummary, since: datetime) -> Sequence[Reading]:
        """Take over what the active threads show, which is cached; the rest is read in turn."""
        guild = self._context.client.get_guild(forum.guild_id)
        if guild is not None and guild.unavailable:
            self.miss(guild.id)
            return ()
        channel = guild.get_channel(forum.channel_id) if guild is not None else None
        if not isinstance(channel, discord.ForumChannel | discord.TextChannel):
            log.warning("forum %s has no channel to read", forum.id)
            return ()
        may = channel.permissions_for(channel.guild.me)
        if not (may.view_channel and may.read_message_history):
            # Every single message would be refused; Discord bans for too many refusals.
            raise NotYet("Forbidden", passes=False)
        active = sorted(channel.threads, key=lambda t: t.last_message_id or t.id, reverse=True)
        for thread in active:
            self._take_over(thread, forum, since)
        seen = {thread.id for thread in active}
        return [
            Reading(f"archive of {forum.id}", partial(self._archive, channel, forum, since, seen)),
            Reading(f"deletions in {forum.id}", partial(self._deletions, forum.id, seen)),
            self._messages_of([thread.id for thread in active]),
        ]

    async def _archive(
        self, channel: Channel, forum: ForumSummary, since: datetime, seen: set[int]
    ) -> Sequence[Reading]:
        found: list[int] = []
        async for thread in channel.archived_threads(limit=None):
            if thread.archive_timestamp < since:
                break
            # One that was opened meanwhile shows what it shows now.
            self._take_over(channel.guild.get_thread(thread.id) or thread, forum, since)
            found.append(thread.id)
            if len(found) % PAGE == 0:
                await self._acts.settled()
        seen.update(found)
        return [self._messages_of(found)]

    def _take_over(self, thread: discord.Thread, forum: ForumSummary, since: datetime) -> None:
        is_by_hand = thread.owner_id != thread.guild.me.id
        made_at = discord.utils.snowflake_time(thread.id)
        if forum.channel_kind is ChannelKind.FORUM and is_by_hand and made_at >= since:
            self._acts.post_made(forum.channel_id, thread.id)
        self._acts.thread_changed(thread.id, partial(state_of, thread))

    async def _deletions(self, forum_id: int, seen: set[int]) -> Sequence[Reading]:
        database, now = self._context.database, self._context.clock()
        return [
            Reading(f"thread {thread_id}", partial(self._look_for_deleted, thread_id))
            for thread_id in await gaps.possibly_deleted(database, forum_id=forum_id, now=now)
            if thread_id not in seen
        ]

    async def _look_for_deleted(self, thread_id: int) -> Sequence[Reading]:
        await self._found(thread_id)
        return ()

    async def _thread(self, thread_id: int) -> Sequence[Reading]:
        thread = await self._found(thread_id)
        if thread is not None:
            self._acts.thread_changed(thread.id, partial(state_of, thread))
        return ()

    async def _found(self, thread_id: int) -> discord.Thread | None:
        """Return a thread as it is now; have it taken over when it was deleted."""
        try:
            thread = await self._context.client.fetch_channel(thread_id)
        except discord.NotFound as error:
            if error.code != UNKNOWN_CHANNEL:
                raise
            self._acts.thread_deleted(thread_id)
            return None
        return thread if isinstance(thread, discord.Thread) else None

    def _messages_of(self, thread_ids: Sequence[int]) -> Reading:
        return Reading(f"posts of {len(thread_ids)} threads", partial(self._messages, thread_ids))

    async def _messages(self, thread_ids: Sequence[int]) -> Sequence[Reading]:
        database = self._context.database
        return [
            Reading(f"message {message_id}", partial(self._message, channel_id, message_id))
            for thread_id in thread_ids
            for channel_id, message_id in await gaps.messages_in(database, thread_id=thread_id)
        ]

    async def _message(self, channel_id: int, message_id: int) -> Sequence[Reading]:
        """Observe a message's thumbs; again for whoever reacted while they were being read."""
        client = self._context.client
        channel = client.get_partial_messageable(channel_id)
        unsure: set[int] | None = None  # None: everybody
        for _ in range(READINGS):
            with self._votes.listening(message_id) as heard:
                try:
                    ups, downs = await thumbs_on(client, await channel.fetch_message(message_id))
                except discord.NotFound as error:
                    if not is_gone(error):
                        raise
                    self._take_deletion(error, channel_id, message_id)
                    return ()
            if heard.was_cleared:
                continue
            self._votes.put(
                Observation(message_id, frozenset(ups), frozenset(downs), frozenset(heard.users))
            )
            unsure = heard.users if unsure is None else unsure & heard.users
            if not unsure:
                return ()
        raise NotYet("StillChanging", passes=True)

    def _take_deletion(self, error: discord.NotFound, channel_id: int, message_id: int) -> None:
        if error.code == UNKNOWN_CHANNEL:
            self._acts.thread_deleted(channel_id)
        else:
            self._acts.messages_deleted({message_id})
