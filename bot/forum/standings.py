"""Points of a week or a month: what a recount would give from what is dated in it.

Question2Answer's formula and the forum's own values, also the caps on each post; without the base,
and without a bonus, which has no date. Anonymous posts enter nothing, as everywhere.
"""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from time import perf_counter

from bot.forum import points
from data.database import Database
from data.forums import all_forums, get_forum
from data.ranks import Leader
from data.standings import (
    CastVote,
    Chosen,
    Written,
    cast_since,
    chosen_since,
    is_busy,
    ranked_among,
    written_since,
)
from data.tables import Forum, PostKind

KEPT_FOR = timedelta(minutes=1)
MOST_KEPT = 100
# More rows than this are counted beside the event loop.
MOST_AT_ONCE = 5_000
# What takes longer to count than anybody should wait is counted before it is asked for again, and
# shown until then; as long as it was asked for within a day, and is not older than this.
SLOW_SECONDS = 0.05
STILL_SHOWN = timedelta(minutes=15)
STILL_COUNTED = timedelta(days=1)


class Period(StrEnum):
    """Which points a leaderboard counts."""

    ALL = "all"
    MONTH = "month"
    WEEK = "week"


# Not the calendar's: on a Monday, or the first of a month, nobody would have any.
LENGTHS = {Period.MONTH: timedelta(days=30), Period.WEEK: timedelta(days=7)}


@dataclass(frozen=True, slots=True)
class Standing:
    """Members with points in a stretch of time, the most first, and each one's rank."""

    leaders: tuple[Leader, ...]
    ranks: Mapping[int, int]


@dataclass(slots=True)
class _Kept:
    """A standing, when it was counted and last asked for, and how long counting took."""

    standing: Standing
    counted_at: datetime
    asked_at: datetime
    took: float

    @property
    def is_slow(self) -> bool:
        return self.took >= SLOW_SECONDS


class Standings:
    """Standings of the last week and month, counted anew after a minute; a hundred at most."""

    def __init__(self, database: Database) -> None:
        """Start with none; each is counted when somebody first wants it."""
        self._database = database
        self._kept: dict[tuple[int, Period], _Kept] = {}
        self._turn = asyncio.Lock()

    async def of(self, forum_id: int, period: Period, now: datetime) -> Standing:
        """Return the standing of a week or a month that ended within the last minute.

        Where counting takes long, within the last quarter of an hour: `renew` is to be called
        every few minutes.
        """
        key = forum_id, period
        # Whoever wants the same meanwhile waits for it rather than counting it again.
        if (found := self._shown(key, now)) is None:
            async with self._turn:
                found = self._shown(key, now) or await self._count(key, now, now)
        found.asked_at = now
        return found.standing

    async def renew(self, now: datetime) -> None:
        """Count anew what takes long and was asked for within a day, and what would take long.

        So who asks first after a start doesn't wait either.
        """
        room = MOST_KEPT - len(self._kept)
        for key in (await self._unknown(now))[:room]:
            async with self._turn:
                if key not in self._kept:
                    await self._count(key, now, now)
        for key, kept in list(self._kept.items()):
            if kept.is_slow and now - kept.asked_at < STILL_COUNTED:
                async with self._turn:
                    await self._count(key, now, kept.asked_at)

    async def _unknown(self, now: datetime) -> list[tuple[int, Period]]:
        """Return what nobody asked for yet, of forums in which very much is written."""
        async with self._database.read() as session:
            return [
                (forum.id or 0, period)
                for forum in await all_forums(session)
                for period, length in LENGTHS.items()
                if (forum.id or 0, period) not in self._kept
                and await is_busy(session, forum.id or 0, now - length, posts=MOST_AT_ONCE)
            ]

    def _shown(self, key: tuple[int, Period], now: datetime) -> _Kept | None:
        kept = self._kept.get(key)
        if kept is None:
            return None
        age = now - kept.counted_at
        return kept if age < (STILL_SHOWN if kept.is_slow else KEPT_FOR) else None

    async def _count(self, key: tuple[int, Period], now: datetime, asked_at: datetime) -> _Kept:
        forum_id, period = key
        began = perf_counter()
        since = now - LENGTHS[period]
        found = await standing(self._database, forum_id=forum_id, since=since)
        self._kept.pop(key, None)
        while len(self._kept) >= MOST_KEPT:
            del self._kept[next(iter(self._kept))]
        self._kept[key] = kept = _Kept(found, now, asked_at, perf_counter() - began)
        return kept


async def standing(database: Database, *, forum_id: int, since: datetime) -> Standing:
    """Return everybody's points from what was done since then, those with none left out."""
    async with database.read() as session:
        forum = await get_forum(session, forum_id)
        written = await written_since(session, forum_id, since)
        cast = await cast_since(session, forum_id, since)
        chosen = await chosen_since(session, forum_id, since)
        if len(written) + len(cast) > MOST_AT_ONCE:
            # In a thread: a month of a large forum must not hold up everybody else.
            counts = await asyncio.to_thread(_counters, forum, written, cast, chosen)
        else:
            counts = _counters(forum, written, cast, chosen)
        known = await ranked_among(session, counts)
    earned = [Leader(id_, points.worth(counts[id_], forum)) for id_ in known]
    leaders = sorted(
        (each for each in earned if each.points),
        key=lambda each: (-each.points, each.member_id),
    )
    return Standing(tuple(leaders), _ranks(leaders))


def _counters(
    forum: Forum,
    written: Collection[Written],
    cast: Collection[CastVote],
    chosen: Collection[Chosen],
) -> dict[int, dict[str, int]]:
    counts: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for (author_id, kind), times in Counter(written).items():
        counts[author_id][points.column(kind, "posts")] += times
    given = Counter((each.member_id, each.kind, each.value) for each in cast)
    for (member_id, kind, value), times in given.items():
        name = "upvotes" if value > 0 else "downvotes"
        counts[member_id][points.column(kind, name)] += times
    for (author_id, kind, up, down), times in Counter(_received(cast)).items():
        worth = points.voted(kind, up, down, forum)
        counts[author_id][points.column(kind, "voteds")] += worth * times
    for best in chosen:
        if best.asker_id is not None and best.is_shown:
            counts[best.asker_id]["aselects"] += best.times
        # As in a recount: one's own answer earns its author nothing.
        if best.author_id is not None and best.author_id != best.asker_id:
            counts[best.author_id]["aselecteds"] += best.times
    return counts


def _received(cast: Collection[CastVote]) -> Iterator[tuple[int, PostKind, int, int]]:
    """Yield author, kind and votes up and down of each post: the caps are on each."""
    values: dict[int, list[int]] = defaultdict(list)
    posts: dict[int, tuple[int, PostKind]] = {}
    for post_id, _, value, kind, author_id in cast:
        if author_id is not None:
            values[post_id].append(value)
            posts[post_id] = author_id, kind
    for post_id, (author_id, kind) in posts.items():
        yield author_id, kind, values[post_id].count(1), values[post_id].count(-1)


def _ranks(leaders: list[Leader]) -> dict[int, int]:
    """Return everybody's rank; who has the same points shares one."""
    ranks: dict[int, int] = {}
    before: Leader | None = None
    for place, each in enumerate(leaders, 1):
        is_equal = before is not None and before.points == each.points
        ranks[each.member_id] = ranks[before.member_id] if before and is_equal else place
        before = each
    return ranks
