"""Who is in a server and sees a channel there: asked for when it matters, never watched."""

import asyncio
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Generic, TypeVar

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


Key = tuple[int, int]
"""A server and a user."""
SaidT = TypeVar("SaidT")


class Kept(Generic[SaidT]):
    """What was said of people in servers, for so long; of a thousand, those said last."""

    def __init__(self, lasting: timedelta) -> None:
        """Keep nothing yet."""
        self._lasting = lasting
        self._said: dict[Key, tuple[datetime, SaidT]] = {}

    def put(self, key: Key, said: SaidT, now: datetime) -> None:
        """Keep it in place of what was said before."""
        self.drop(key)
        # They are in the order in which they were said.
        for each, (said_at, _) in list(self._said.items()):
            if now - said_at < self._lasting and len(self._said) < MOST_KNOWN:
                break
            del self._said[each]
        self._said[key] = now, said

    def get(self, key: Key, now: datetime) -> SaidT | None:
        """Return what was said, unless that is too long ago."""
        said_at, said = self._said.get(key, (now, None))
        return said if now - said_at < self._lasting else None

    def age(self, key: Key, now: datetime) -> timedelta | None:
        """Return how long ago something was said, if anything is kept."""
        return now - self._said[key][0] if key in self._said else None

    def drop(self, key: Key) -> None:
        """Forget it."""
        self._said.pop(key, None)


class Members:
    """The members that Discord named within a day, in memory alone.

    Who is not there is asked for again each time: they may come back. Whoever only looks for where
    somebody is passes over the servers that they were not in within the last minute (`missed`).
    """

    def __init__(self) -> None:
        """Know nobody yet."""
        self._known = Kept[discord.Member](KNOWN_FOR)
        self._met = Kept[discord.Member](KNOWN_FOR)
        self._missed = Kept[datetime](MISSED_FOR)
        self._asking = asyncio.Lock()
        self._wanted: dict[Key, None] = {}

    async def find(
        self, guild: discord.Guild, user_id: int, *, now: datetime
    ) -> discord.Member | None:
        """Return a member with their roles, at most a day old; None when they are not there."""
        known = _of(guild, self._known.get((guild.id, user_id), now))
        if known is not None:
            return known
        self.forget(guild.id, user_id)
        try:
            member = await guild.fetch_member(user_id)
        except discord.NotFound as error:
            if error.code not in GONE:
                raise
            self.miss(guild, user_id, now=now)
            return None
        self._know(member, now)
        return member

    def knows(self, guild: discord.Guild, user_id: int, *, now: datetime) -> bool:
        """Tell whether a member can be found without asking Discord."""
        return _of(guild, self._known.get((guild.id, user_id), now)) is not None

    def meet(self, member: discord.Member, *, now: datetime) -> None:
        """Remember who uses the bot in a server just now, with the roles that they have there.

        Whom they are told of is another matter: before a message somebody is asked for, since they
        may have left.
        """
        key = member.guild.id, member.id
        self._missed.drop(key)
        self._met.put(key, member, now)
        known = self._known.get(key, now)
        if known is not None and known.roles != member.roles:
            self._known.drop(key)

    def met(self, guild: discord.Guild, user_id: int, *, now: datetime) -> discord.Member | None:
        """Return who used the bot in a server within a day, if nothing newer is known of them."""
        return _of(guild, self._met.get((guild.id, user_id), now))

    async def find_seeing(
        self,
        guild: discord.Guild,
        user_id: int,
        place_ids: Sequence[int | None],
        *,
        now: datetime,
    ) -> discord.Member | None:
        """Return a member who may view the first of these places that is there; None for others.

        Discord is asked anew about who is remembered as seeing nothing (`doubt`).
        Raises `ServerAway`.
        """
        self.doubt(guild, user_id, place_ids, now=now)
        member = await self.find(guild, user_id, now=now)
        return member if member is not None and sees(member, guild, place_ids) else None

    def doubt(
        self,
        guild: discord.Guild,
        user_id: int,
        place_ids: Sequence[int | None],
        *,
        now: datetime,
    ) -> None:
        """Forget what roles somebody has who, with them, doesn't see the first place that is there.

        They may have been given one since. What is not a minute old holds: nobody who really sees
        nothing is asked for again and again.
        """
        member = self.remembered(guild, user_id, now=now)
        if member is None or guild.unavailable or sees(member, guild, place_ids):
            return
        key = guild.id, user_id
        ages = [kept.age(key, now) for kept in (self._known, self._met)]
        if all(age is None or age >= MISSED_FOR for age in ages):
            self.forget(*key)

    def remembered(
        self, guild: discord.Guild, user_id: int, *, now: datetime
    ) -> discord.Member | None:
        """Return a member as Discord last named them, without asking it."""
        known = _of(guild, self._known.get((guild.id, user_id), now))
        return self.met(guild, user_id, now=now) or known

    def miss(self, guild: discord.Guild, user_id: int, *, now: datetime) -> None:
        """Remember that somebody is not in a server, as Discord has just said."""
        self.forget(guild.id, user_id)
        self._missed.put((guild.id, user_id), now, now)

    def missed(self, guild: discord.Guild, user_id: int, *, now: datetime) -> bool:
        """Tell whether somebody was asked for within a minute and was not there."""
        return self._missed.get((guild.id, user_id), now) is not None

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

    def _know(self, member: discord.Member, now: datetime) -> None:
        key = member.guild.id, member.id
        self.forget(*key)
        self._missed.drop(key)
        self._known.put(key, member, now)

    def forget(self, guild_id: int, user_id: int) -> None:
        """Ask anew the next time."""
        self._known.drop((guild_id, user_id))
        self._met.drop((guild_id, user_id))


def _of(guild: discord.Guild, member: discord.Member | None) -> discord.Member | None:
    """Return a member of this server as it is now; None for anybody else."""
    # A new session with Discord makes its servers anew, and the old ones can go.
    return member if member is not None and member.guild is guild else None


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
