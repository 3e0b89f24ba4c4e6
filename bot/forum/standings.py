"""Points of a week or a month: what a recount would give from what is dated in it.

Question2Answer's formula and the forum's own values, also the caps on each post; without the base,
and without a bonus, which has no date. Anonymous posts enter nothing, as everywhere.
"""

import asyncio
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.forum import points
from data.database import Database
from data.forums import get_forum
from data.ranks import Leader
from data.standings import (
    chosen_since,
    given_since,
    posted_since,
    ranked_among,
    received_since,
)
from data.tables import Forum

KEPT_FOR = timedelta(minutes=1)
MOST_KEPT = 100


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


class Standings:
    """Standings of the last week and month, counted anew after a minute; a hundred at most."""

    def __init__(self, database: Database) -> None:
        """Start with none; each is counted when somebody first wants it."""
        self._database = database
        self._kept: dict[tuple[int, Period], tuple[datetime, Standing]] = {}
        self._turn = asyncio.Lock()

    async def of(self, forum_id: int, period: Period, now: datetime) -> Standing:
        """Return the standing of a week or a month that ended within the last minute."""
        key = forum_id, period
        found = self._fresh(key, now)
        if found is not None:
            return found
        # Whoever wants the same meanwhile waits for it rather than counting it again.
        async with self._turn:
            found = self._fresh(key, now)
            if found is None:
                found = await standing(
                    self._database, forum_id=forum_id, since=now - LENGTHS[period]
                )
                self._keep(key, now, found)
        return found

    def _fresh(self, key: tuple[int, Period], now: datetime) -> Standing | None:
        counted_at, found = self._kept.get(key, (None, None))
        return None if counted_at is None or now - counted_at >= KEPT_FOR else found

    def _keep(self, key: tuple[int, Period], now: datetime, found: Standing) -> None:
        self._kept.pop(key, None)
        while len(self._kept) >= MOST_KEPT:
            del self._kept[next(iter(self._kept))]
        self._kept[key] = now, found


async def standing(database: Database, *, forum_id: int, since: datetime) -> Standing:
    """Return everybody's points from what was done since then, those with none left out."""
    async with database.read() as session:
        forum = await get_forum(session, forum_id)
        counts = await _counters(session, forum, since)
        known = await ranked_among(session, counts)
    earned = [Leader(id_, points.worth(counts[id_], forum)) for id_ in known]
    leaders = sorted(
        (each for each in earned if each.points),
        key=lambda each: (-each.points, each.member_id),
    )
    return Standing(tuple(leaders), _ranks(leaders))


async def _counters(
    session: AsyncSession, forum: Forum, since: datetime
) -> dict[int, dict[str, int]]:
    forum_id = forum.id or 0
    counts: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for each in await posted_since(session, forum_id, since):
        counts[each.member_id][points.column(each.kind, "posts")] += each.times
    for each in await given_since(session, forum_id, since):
        name = "upvotes" if each.what > 0 else "downvotes"
        counts[each.member_id][points.column(each.kind, name)] += each.times
    for got in await received_since(session, forum_id, since):
        worth = points.voted(got.kind, got.up, got.down, forum)
        counts[got.member_id][points.column(got.kind, "voteds")] += worth * got.posts
    for best in await chosen_since(session, forum_id, since):
        if best.asker_id is not None and best.is_shown:
            counts[best.asker_id]["aselects"] += best.times
        # As in a recount: one's own answer earns its author nothing.
        if best.author_id is not None and best.author_id != best.asker_id:
            counts[best.author_id]["aselecteds"] += best.times
    return counts


def _ranks(leaders: list[Leader]) -> dict[int, int]:
    """Return everybody's rank; who has the same points shares one."""
    ranks: dict[int, int] = {}
    before: Leader | None = None
    for place, each in enumerate(leaders, 1):
        is_equal = before is not None and before.points == each.points
        ranks[each.member_id] = ranks[before.member_id] if before and is_equal else place
        before = each
    return ranks
