"""Queries on members whose points earn them roles in Discord: those who posted by name."""

from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import bindparam, select
from sqlmodel.ext.asyncio.session import AsyncSession

from data.columns import run, table_of
from data.tables import Identity, IdentitySource
from data.tables.people import MEMBERS, RANKED

IDENTITIES = table_of(Identity)
IN_DISCORD = IDENTITIES.c.source == IdentitySource.DISCORD
STANDING = (
    select(MEMBERS.c.id, MEMBERS.c.points, MEMBERS.c.qposts + MEMBERS.c.aposts + MEMBERS.c.cposts)
    .join(IDENTITIES, IDENTITIES.c.member_id == MEMBERS.c.id)
    .where(MEMBERS.c.id.in_(bindparam("wanted", expanding=True)), IN_DISCORD, RANKED)
)
EARNING = (
    select(MEMBERS.c.id, IDENTITIES.c.external_id, MEMBERS.c.points)
    .join(IDENTITIES, IDENTITIES.c.member_id == MEMBERS.c.id)
    .where(IN_DISCORD, RANKED)
)
ONE = EARNING.where(MEMBERS.c.id == bindparam("of_member"))
NEXT = (
    EARNING.where(MEMBERS.c.forum_id == bindparam("in_forum"), MEMBERS.c.id > bindparam("after"))
    .order_by(MEMBERS.c.id)
    .limit(bindparam("at_most"))
)


class Standing(NamedTuple):
    """How many points and visible posts somebody has who posted by name."""

    points: int
    posts: int


class Earner(NamedTuple):
    """A member who may have roles by points, as a Discord user."""

    member_id: int
    discord_id: int
    points: int


async def standings_of(session: AsyncSession, member_ids: Collection[int]) -> dict[int, Standing]:
    """Return how the named among Discord users stand; at most 500 asked at once."""
    found = await run(session, STANDING, {"wanted": [*member_ids]})
    return {id_: Standing(points, posts) for id_, points, posts in found}


async def earner(session: AsyncSession, member_id: int) -> Earner | None:
    """Return a member who posted by name and is a Discord user."""
    found = (await run(session, ONE, {"of_member": member_id})).first()
    return None if found is None else Earner(found[0], int(found[1]), found[2])


async def earners_after(
    session: AsyncSession, forum_id: int, after: int, *, limit: int
) -> list[Earner]:
    """Return a forum's next members who posted by name and are Discord users, by their numbers."""
    values = {"in_forum": forum_id, "after": after, "at_most": limit}
    return [Earner(row[0], int(row[1]), row[2]) for row in await run(session, NEXT, values)]
