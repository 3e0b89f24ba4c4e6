"""Queries on members in the order of their points: ranks, by how many have which, and pages."""

from typing import NamedTuple

from sqlalchemy import bindparam, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from data.columns import run, table_of
from data.tables import PointsHeld
from data.tables.people import MEMBERS, RANKED

# Built once: to build and key a statement anew costs more than SQLite takes to answer it.
HELD = table_of(PointsHeld)
IN_FORUM = (MEMBERS.c.forum_id == bindparam("in_forum"), RANKED)
COUNT = select(func.coalesce(func.sum(HELD.c.members), 0)).where(
    HELD.c.forum_id == bindparam("in_forum")
)
ABOVE = COUNT.where(HELD.c.points > bindparam("than_points"))
LEADERS = (
    select(MEMBERS.c.id, MEMBERS.c.points)
    .where(*IN_FORUM)
    .order_by(MEMBERS.c.points.desc(), MEMBERS.c.id)
    .limit(bindparam("at_most"))
    .offset(bindparam("after"))
)


class Leader(NamedTuple):
    """A member and their points."""

    member_id: int
    points: int


async def count_above(session: AsyncSession, forum_id: int, points: int) -> int:
    """Count a forum's ranked members with more points."""
    values = {"in_forum": forum_id, "than_points": points}
    return int((await run(session, ABOVE, values)).scalar_one())


async def count_ranked(session: AsyncSession, forum_id: int) -> int:
    """Count a forum's ranked members."""
    return int((await run(session, COUNT, {"in_forum": forum_id})).scalar_one())


async def leaders(session: AsyncSession, forum_id: int, *, offset: int, limit: int) -> list[Leader]:
    """Return ranked members, most points first; of equals, who was there first."""
    values = {"in_forum": forum_id, "at_most": limit, "after": offset}
    return [Leader(*row) for row in await run(session, LEADERS, values)]
