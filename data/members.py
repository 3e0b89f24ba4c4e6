"""Queries on members and how they are known outside."""

import sqlite3
from collections.abc import Collection, Mapping
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from sqlalchemy import Update, and_, bindparam, func, insert, update
from sqlalchemy import select as select_columns
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from data.columns import among, any_of, as_json, many, rows_of, run, table_of, whole
from data.tables import Forum, Identity, IdentitySource, Member


class Known(NamedTuple):
    """What everybody may read of a member: name, points, and who they are in Discord."""

    id: int
    name: str | None
    points: int
    discord_id: int | None


# Built once: to build and key a statement anew costs more than SQLite takes to answer it.
IDENTITIES, MEMBERS = table_of(Identity), table_of(Member)
OF_DISCORD = (
    rows_of(Member)
    .join(IDENTITIES, IDENTITIES.c.member_id == MEMBERS.c.id)
    .where(
        IDENTITIES.c.forum_id == bindparam("in_forum"),
        IDENTITIES.c.source == IdentitySource.DISCORD,
        IDENTITIES.c.external_id == bindparam("external"),
    )
)
NAMED = select_columns(MEMBERS.c.id, MEMBERS.c.name).where(
    MEMBERS.c.id == IDENTITIES.c.member_id,
    IDENTITIES.c.forum_id == bindparam("in_forum"),
    IDENTITIES.c.source == IdentitySource.DISCORD,
    IDENTITIES.c.external_id == bindparam("external"),
)
NUMBER = select_columns(IDENTITIES.c.member_id).where(
    IDENTITIES.c.forum_id == bindparam("in_forum"),
    IDENTITIES.c.source == IdentitySource.DISCORD,
    IDENTITIES.c.external_id == bindparam("external"),
)
NAMESAKES = select_columns(MEMBERS.c.name).where(
    MEMBERS.c.forum_id == bindparam("in_forum"), func.lower(MEMBERS.c.name).in_(among("names"))
)
BY_IDS = rows_of(Member).where(MEMBERS.c.id.in_(among("wanted")))
DISCORD_IDS = select_columns(IDENTITIES.c.member_id, IDENTITIES.c.external_id).where(
    IDENTITIES.c.member_id.in_(among("wanted")),
    IDENTITIES.c.source == IdentitySource.DISCORD,
)
PEOPLE = (
    select_columns(MEMBERS.c.id, MEMBERS.c.name, MEMBERS.c.points, IDENTITIES.c.external_id)
    .select_from(MEMBERS)
    .outerjoin(
        IDENTITIES,
        and_(
            IDENTITIES.c.member_id == MEMBERS.c.id,
            IDENTITIES.c.source == IdentitySource.DISCORD,
        ),
    )
    .where(MEMBERS.c.id.in_(among("wanted")))
)
DISCORD_ID = select_columns(IDENTITIES.c.external_id).where(
    IDENTITIES.c.member_id == bindparam("wanted"),
    IDENTITIES.c.source == IdentitySource.DISCORD,
)


async def member_of_discord(session: AsyncSession, forum_id: int, discord_id: int) -> Member | None:
    """Return the member that a Discord user is in a forum, if they are one."""
    values = {"in_forum": forum_id, "external": str(discord_id)}
    return next(iter(await whole(session, Member, OF_DISCORD, values)), None)


async def member_id_of(session: AsyncSession, forum_id: int, discord_id: int) -> int | None:
    """Return the number of the member that a Discord user is in a forum, if they are one."""
    values = {"in_forum": forum_id, "external": str(discord_id)}
    found = (await run(session, NUMBER, values)).scalar()
    return None if found is None else int(found)


async def forums_of_discord(session: AsyncSession, discord_id: int) -> frozenset[int]:
    """Return the numbers of the forums that know a Discord user as a member."""
    # Each forum has its part of the index, so that the table isn't read.
    wanted = select(Forum.id).where(
        select(Identity.id)
        .where(
            col(Identity.forum_id) == col(Forum.id),
            col(Identity.source) == IdentitySource.DISCORD,
            col(Identity.external_id) == str(discord_id),
        )
        .exists()
    )
    return frozenset(number or 0 for number in (await session.exec(wanted)).all())


async def members_of_discord(
    session: AsyncSession, forum_id: int, discord_ids: Collection[int]
) -> dict[int, int]:
    """Return Discord id to member id for those known in a forum; at most 500 asked at once."""
    wanted = select(Identity.external_id, Identity.member_id).where(
        col(Identity.forum_id) == forum_id,
        col(Identity.source) == IdentitySource.DISCORD,
        col(Identity.external_id).in_(any_of([str(each) for each in discord_ids])),
    )
    return {int(external): member for external, member in (await session.exec(wanted)).all()}


async def ensure_members(
    session: AsyncSession, forum_id: int, discord_ids: Collection[int], *, base: int, now: datetime
) -> dict[int, int]:
    """Return Discord id to member id, making nameless members of those unknown.

    `base` is the points a new member starts with.
    """
    known = await members_of_discord(session, forum_id, discord_ids)
    missing = [discord_id for discord_id in discord_ids if discord_id not in known]
    if missing:
        fresh = Member(forum_id=forum_id, points=base, created_at=now)
        row = fresh.model_dump(exclude={"id"})
        members = table_of(Member)
        connection = await session.connection()
        made = await connection.execute(
            insert(members).returning(members.c.id), [row] * len(missing)
        )
        known |= dict(zip(missing, sorted(int(id_) for (id_,) in made.all()), strict=True))
        rows = [
            {
                "member_id": known[discord_id],
                "forum_id": forum_id,
                "source": IdentitySource.DISCORD,
                "external_id": str(discord_id),
            }
            for discord_id in missing
        ]
        await many(session, insert(table_of(Identity)), rows)
    return known


async def ensure_member(
    session: AsyncSession,
    forum_id: int,
    discord_id: int,
    *,
    name: str | None,
    base: int,
    now: datetime,
) -> int:
    """Return the member that a Discord user is, made now if need be.

    `name` is what they are called from now on; with None it stays as it is, also unknown.
    """
    values = {"in_forum": forum_id, "external": str(discord_id)}
    known = (await run(session, NAMED, values)).first()
    if known is not None and name in {None, known.name}:
        return int(known.id)
    made = await ensure_members(session, forum_id, [discord_id], base=base, now=now)
    if name is not None:
        members = table_of(Member)
        named = update(members).where(members.c.id == made[discord_id]).values(name=name)
        await session.exec(named)
    return made[discord_id]


async def discord_ids_of(session: AsyncSession, member_ids: Collection[int]) -> dict[int, int]:
    """Return member id to Discord id for those members who have one."""
    if not member_ids:
        return {}
    found = await run(session, DISCORD_IDS, {"wanted": as_json(member_ids)})
    return {row.member_id: int(row.external_id) for row in found}


async def discord_id_of(session: AsyncSession, member_id: int) -> int | None:
    """Return the Discord user that a member is, if they are one."""
    found = (await run(session, DISCORD_ID, {"wanted": member_id})).scalar()
    return None if found is None else int(found)


async def people_of(session: AsyncSession, member_ids: Collection[int]) -> list[Known]:
    """Return what posts say of their authors."""
    if not member_ids:
        return []
    found = await run(session, PEOPLE, {"wanted": as_json(member_ids)})
    return [
        Known(id_, name, points, None if external is None else int(external))
        for id_, name, points, external in found
    ]


async def get_members(session: AsyncSession, member_ids: Collection[int]) -> dict[int, Member]:
    """Return members by their numbers."""
    if not member_ids:
        return {}
    found = await whole(session, Member, BY_IDS, {"wanted": as_json(member_ids)})
    return {member.id: member for member in found if member.id}


async def add_to_tallies(session: AsyncSession, changes: Mapping[int, Mapping[str, int]]) -> None:
    """Add to members' counters: member id to column to change, in one prepared statement."""
    names = sorted({name for change in changes.values() for name, by in change.items() if by})
    if not names:
        return
    statement = _adding(tuple(names))
    rows = [
        {"of_member": member_id} | {f"by_{name}": change.get(name, 0) for name in names}
        for member_id, change in changes.items()
        if any(change.values())
    ]
    await many(session, statement, rows)


@lru_cache
def _adding(names: tuple[str, ...]) -> Update:
    """Return the statement that adds to these counters of one member."""
    members = table_of(Member)
    statement = update(members).where(members.c.id == bindparam("of_member"))
    return statement.values({name: members.c[name] + bindparam(f"by_{name}") for name in names})


async def set_tally(session: AsyncSession, member_id: int, tally: Mapping[str, int]) -> None:
    """Set a member's counters and points to what a recount found."""
    members = table_of(Member)
    await session.exec(update(members).where(members.c.id == member_id).values(dict(tally)))


async def names_among(
    session: AsyncSession, forum_id: int, names: Collection[str]
) -> tuple[str, ...]:
    """Return which of some names, in lower case, members of a forum have, as they write them."""
    found = await run(session, NAMESAKES, {"in_forum": forum_id, "names": as_json(names)})
    return tuple(str(row.name) for row in found.all())


def names_in(forum_id: int, connection: sqlite3.Connection) -> list[str]:
    """Return the names of everybody who posted in a forum by name."""
    wanted = "SELECT name FROM member WHERE forum_id = ? AND name IS NOT NULL"
    return [name for (name,) in connection.execute(wanted, (forum_id,))]
