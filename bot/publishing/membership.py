"""Who is in a server and sees a channel there: asked for when it matters, never watched."""

import asyncio
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

import discord

KNOWN_FOR = timedelta(days=1)
MISSED_FOR = timedelta(minutes=1)
MOST_KNOWN = 1000
# Discord's codes for one who left the server, and for an account that is gone altogether.
GONE = {10007, 10013}


class ServerAway(ConnectionError):
    """Discord has an outage at this server: who sees what in it can't be told for now."""


MOST_AT_ONCE = 100
"""Discord names so many members in one answer."""


class Members:
    """The members that Discord was asked for within a day; a thousand, the last asked for.

    Who is not there is asked for again each time: they may come back. Whoever only looks for where
    somebody is passes over the servers that they were not in within the last minute (`missed`).
    """

    def __init__(self) -> None:
        """Know nobody yet."""
        self._known: dict[tuple[int, int], tuple[datetime, discord.Member]] = {}
        self._missed: dict[tuple[int, int], datetime] = {}
        self._asking = asyncio.Lock()
        self._wanted: dict[tuple[int, int], None] = {}

    async def find(
        self, guild: discord.Guild, user_id: int, *, now: datetime
    ) -> discord.Member | None:
        """Return a member with their roles, at most a day old; None when they are not there."""
        known = self._find_known(guild, user_id, now)
        if known is not None:
            return known
        self.forget(guild.id, user_id)
        try:
            member = await guild.fetch_member(user_id)
        except discord.NotFound as error:
            if error.code not in GONE:
                raise
            self._miss(guild.id, user_id, now)
            return None
        self._know(member, now)
        return member

    def knows(self, guild: discord.Guild, user_id: int, *, now: datetime) -> bool:
        """Tell whether a member can be found without asking Discord."""
        return self._find_known(guild, user_id, now) is not None

    def missed(self, guild: discord.Guild, user_id: int, *, now: datetime) -> bool:
        """Tell whether somebody was asked for within a minute and was not there."""
        missed_at = self._missed.get((guild.id, user_id))
        return missed_at is not None and now - missed_at < MISSED_FOR

    async def ask_ahead(
        self, guild: discord.Guild, user_ids: Sequence[int], *, now: datetime
    ) -> None:
        """Ask for up to a hundred members at once, who are about to be needed.

        The first one is needed now. Whoever else is needed now is asked for with them, so that many
        at once cost one question. Who isn't named in the answer is asked for alone when needed, and
        so is everybody if this fails.
        """
        if not user_ids:
            return
        self._wanted[guild.id, user_ids[0]] = None
        async with self._asking:
            mine = [user_id for guild_id, user_id in self._wanted if guild_id == guild.id]
            unknown = [each for each in mine if not self.knows(guild, each, now=now)]
            for each in mine:
                del self._wanted[guild.id, each]
            if not unknown:
                return
            later = [each for each in user_ids if not self.knows(guild, each, now=now)]
            asked = list(dict.fromkeys([*unknown, *later]))[:MOST_AT_ONCE]
            try:
                found = await guild.query_members(user_ids=asked, limit=MOST_AT_ONCE, cache=False)
            except (TimeoutError, discord.ClientException):
                return
            for member in found:
                self._know(member, now)

    def _find_known(
        self, guild: discord.Guild, user_id: int, now: datetime
    ) -> discord.Member | None:
        asked_at, member = self._known.get((guild.id, user_id), (now, None))
        # A new session with Discord makes its servers anew, and the old ones can go.
        is_fresh = member is not None and member.guild is guild and now - asked_at < KNOWN_FOR
        return member if is_fresh else None

    def _know(self, member: discord.Member, now: datetime) -> None:
        self.forget(member.guild.id, member.id)
        self._missed.pop((member.guild.id, member.id), None)
        self._make_room(now)
        self._known[member.guild.id, member.id] = now, member

    def _miss(self, guild_id: int, user_id: int, now: datetime) -> None:
        self._missed.pop((guild_id, user_id), None)
        # They are in the order in which they were asked for.
        for key, missed_at in list(self._missed.items()):
            if now - missed_at < MISSED_FOR and len(self._missed) < MOST_KNOWN:
                break
            del self._missed[key]
        self._missed[guild_id, user_id] = now

    def forget(self, guild_id: int, user_id: int) -> None:
        """Ask anew the next time."""
        self._known.pop((guild_id, user_id), None)

    def _make_room(self, now: datetime) -> None:
        # They are in the order in which they were asked for.
        for key, (asked_at, _) in list(self._known.items()):
            if now - asked_at < KNOWN_FOR and len(self._known) < MOST_KNOWN:
                return
            del self._known[key]


def sees(member: discord.Member, guild: discord.Guild, place_ids: Iterable[int | None]) -> bool:
    """Tell whether a member may view the first of these channels and threads that is there.

    Raises `ServerAway`.
    """
    if guild.unavailable:
        raise ServerAway
    for place_id in place_ids:
        place = guild.get_channel_or_thread(place_id or 0)
        channel = place.parent if isinstance(place, discord.Thread) else place
        if channel is not None:
            return channel.permissions_for(member).view_channel
    return False
