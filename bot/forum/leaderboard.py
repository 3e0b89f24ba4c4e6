"""The leaderboard: members by points, in pages, with the reader's own place."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.forum.standings import Period, Standings
from bot.forum.titles import title_of
from data.database import Database
from data.forums import get_forum
from data.members import get_members, member_of_discord
from data.ranks import Leader, count_above, count_ranked, leaders
from data.tables import Forum, Member

PAGE = 10

__all__ = ["PAGE", "Board", "BoardLine", "Period", "leaderboard"]


@dataclass(frozen=True, slots=True)
class BoardLine:
    """A member on the leaderboard; who has the same points has the same rank."""

    rank: int
    name: str
    points: int
    title: str | None
    is_own: bool


@dataclass(frozen=True, slots=True)
class Board:
    """A page of the leaderboard; `number` counts from 0, `members` those on all pages."""

    lines: tuple[BoardLine, ...]
    number: int
    has_more: bool
    members: int
    is_listed: bool
    """Whether the reader can be on it: they have posted by name."""
    own_rank: int | None
    own_points: int


async def leaderboard(
    database: Database,
    standings: Standings,
    *,
    forum_id: int,
    period: Period,
    page: int,
    user_id: int,
    now: datetime,
) -> Board:
    """Return a page of the leaderboard; the last one when `page` is beyond it."""
    if period is Period.ALL:
        return await _of_all_time(database, forum_id, page, user_id)
    found = await standings.of(forum_id, period, now)
    count = len(found.leaders)
    page = _within(page, count)
    shown = found.leaders[page * PAGE : (page + 1) * PAGE]
    async with database.read() as session:
        own = await member_of_discord(session, forum_id, user_id)
        own_id = own.id or 0 if own else 0
        ranks = [found.ranks[each.member_id] for each in shown]
        lines = await _lines(session, await get_forum(session, forum_id), shown, ranks, own_id)
    rank = found.ranks.get(own_id)
    # Who has the same rank has the same points, and the first of them stands at its place.
    mine = 0 if rank is None else found.leaders[rank - 1].points
    return _board(lines, page, count, own, rank, mine)


async def _of_all_time(database: Database, forum_id: int, page: int, user_id: int) -> Board:
    async with database.read() as session:
        count = await count_ranked(session, forum_id)
        page = _within(page, count)
        shown = await leaders(session, forum_id, offset=page * PAGE, limit=PAGE)
        ranks: list[int] = []
        for place, each in enumerate(shown):
            is_equal = place > 0 and shown[place - 1].points == each.points
            first = 1 + await count_above(session, forum_id, each.points) if not place else 0
            ranks.append(ranks[-1] if is_equal else first or page * PAGE + place + 1)
        own = await member_of_discord(session, forum_id, user_id)
        own_id, mine = (own.id or 0, own.points) if own else (0, 0)
        lines = await _lines(session, await get_forum(session, forum_id), shown, ranks, own_id)
        own_rank = None
        if own is not None and own.name is not None:
            own_rank = 1 + await count_above(session, forum_id, mine)
    return _board(lines, page, count, own, own_rank, mine)


def _within(page: int, count: int) -> int:
    return min(page, max(0, count - 1) // PAGE)


async def _lines(
    session: AsyncSession,
    forum: Forum,
    shown: list[Leader] | tuple[Leader, ...],
    ranks: list[int],
    own_id: int,
) -> tuple[BoardLine, ...]:
    members = await get_members(session, [each.member_id for each in shown])
    found = []
    for each, rank in zip(shown, ranks, strict=True):
        member = members.get(each.member_id)
        # Whoever erased themselves within this minute is gone at once.
        if member is None or member.name is None:
            continue
        title = title_of(member.points, forum.titles_by_points)
        is_own = each.member_id == own_id
        found.append(BoardLine(rank, member.name, each.points, title, is_own))
    return tuple(found)


def _board(
    lines: tuple[BoardLine, ...],
    page: int,
    count: int,
    own: Member | None,
    own_rank: int | None,
    own_points: int,
) -> Board:
    return Board(
        lines=lines,
        number=page,
        has_more=count > (page + 1) * PAGE,
        members=count,
        is_listed=own is not None and own.name is not None,
        own_rank=own_rank,
        own_points=own_points,
    )
