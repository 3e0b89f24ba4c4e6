"""Queries that delete what was kept long enough, a bounded part at a time."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import (
    ColumnElement,
    Table,
    and_,
    bindparam,
    delete,
    exists,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.sqlite import insert as upsert
from sqlalchemy.orm import aliased
from sqlmodel import col
from sqlmodel import select as select_rows
from sqlmodel.ext.asyncio.session import AsyncSession

from data.columns import many, run, table_of
from data.tables import (
    AnonymousIndex,
    AuditEntry,
    Block,
    Delivery,
    DeliveryKind,
    DeliveryState,
    Departure,
    Draft,
    Identity,
    IdentitySource,
    Member,
    Notification,
    Post,
    UnmaskRequest,
)

DRAFTS, NOTIFICATIONS, LOG = table_of(Draft), table_of(Notification), table_of(AuditEntry)
IDENTITIES, MEMBERS, DEPARTURES = table_of(Identity), table_of(Member), table_of(Departure)
INDEX, REQUESTS = table_of(AnonymousIndex), table_of(UnmaskRequest)
BLOCKS, DELIVERIES = table_of(Block), table_of(Delivery)


async def delete_drafts(session: AsyncSession, before: datetime, *, limit: int) -> int:
    """Delete drafts that are older than this; return how many."""
    return await _delete(session, DRAFTS, DRAFTS.c.created_at <= before, limit)


async def delete_aged_drafts(session: AsyncSession, now: datetime, *, limit: int) -> int:
    """Delete drafts whose time is over; return how many."""
    return await _delete(session, DRAFTS, DRAFTS.c.expires_at <= now, limit)


async def delete_ended_blocks(session: AsyncSession, now: datetime, *, limit: int) -> int:
    """Delete blocks of every forum that have ended; return how many."""
    return await _delete(session, BLOCKS, BLOCKS.c.until <= now, limit)


async def delete_notifications(session: AsyncSession, before: datetime, *, limit: int) -> int:
    """Delete notifications that were read before this; return how many.

    Whether a sealed one was read is sealed too, so its age decides.
    """
    is_read = NOTIFICATIONS.c.read_at <= before
    is_sealed = NOTIFICATIONS.c.recipient_mark.is_not(None)
    is_old = or_(is_read, and_(is_sealed, NOTIFICATIONS.c.created_at <= before))
    return await _delete(session, NOTIFICATIONS, is_old, limit)


async def delete_log(session: AsyncSession, before: datetime, *, limit: int) -> int:
    """Delete entries of the log that are older than this; return how many.

    A trigger keeps those of the last 360 days by SQLite's own clock, whatever ours says.
    """
    may_go = LOG.c.created_at <= func.datetime("now", "-360 days")
    return await _delete(session, LOG, and_(LOG.c.created_at <= before, may_go), limit)


async def delete_requests(session: AsyncSession, before: datetime, *, limit: int) -> int:
    """Delete requests to learn who wrote a post that are older than this; return how many."""
    return await _delete(session, REQUESTS, REQUESTS.c.created_at <= before, limit)


async def delete_given_up_turns(session: AsyncSession, before: datetime, *, limit: int) -> int:
    """Delete accounts' turns that were given up and due before this; return how many.

    Whoever still wants turns had new ones since.
    """
    is_turn = DELIVERIES.c.kind.in_([DeliveryKind.WAKE_UP, DeliveryKind.DIGEST])
    is_given_up = and_(is_turn, DELIVERIES.c.state == DeliveryState.FAILED)
    is_old = and_(is_given_up, DELIVERIES.c.due_at <= before)
    return await _delete(session, DELIVERIES, is_old, limit)


async def delete_shells(session: AsyncSession, *, limit: int) -> int:
    """Delete members that were erased while the log named their number, and does no more."""
    acted = select(LOG.c.id).where(LOG.c.actor_id == MEMBERS.c.id)
    known = select(IDENTITIES.c.id).where(IDENTITIES.c.member_id == MEMBERS.c.id)
    is_shell = and_(MEMBERS.c.name.is_(None), ~exists(known), ~exists(acted))
    return await _delete(session, MEMBERS, is_shell, limit)


async def _delete(
    session: AsyncSession, table: Table, is_old: ColumnElement[bool], limit: int
) -> int:
    (key,) = table.primary_key
    some = select(key).where(is_old).limit(limit)
    return int((await run(session, delete(table).where(key.in_(some)))).rowcount)


async def expired_seals(session: AsyncSession, now: datetime, *, limit: int) -> list[Post]:
    """Return anonymous posts whose seal is to be destroyed: nothing happened for long enough.

    What happens in a question is what is written and edited there.
    """
    other = aliased(Post)
    root = func.coalesce(col(Post.question_id), col(Post.id))
    at = func.max(func.coalesce(col(other.edited_at), col(other.created_at)))
    last = (
        select(func.julianday(at))
        .where(or_(col(other.id) == root, col(other.question_id) == root))
        .scalar_subquery()
    )
    wanted = (
        select_rows(Post)
        .where(
            col(Post.author_mark).is_not(None),
            col(Post.seal_days).is_not(None),
            last + col(Post.seal_days) <= func.julianday(f"{now:%Y-%m-%d %H:%M:%S.%f}"),
        )
        .limit(limit)
    )
    return list((await session.exec(wanted)).all())


class IndexRow(NamedTuple):
    """Somebody's anonymous posts in a forum, sealed, and the mark that finds them."""

    owner_mark: bytes
    forum_id: int
    sealed: bytes


async def indexes_after(session: AsyncSession, mark: bytes | None, *, limit: int) -> list[IndexRow]:
    """Return the next index rows after a mark, in the marks' order."""
    wanted = select(INDEX.c.owner_mark, INDEX.c.forum_id, INDEX.c.sealed)
    if mark is not None:
        wanted = wanted.where(INDEX.c.owner_mark > mark)
    found = await run(session, wanted.order_by(INDEX.c.owner_mark).limit(limit))
    return [IndexRow(*row) for row in found]


async def reseal_indexes(session: AsyncSession, rows: Mapping[bytes, bytes]) -> None:
    """Give index rows other sealed bytes, by their marks."""
    changed = update(INDEX).where(INDEX.c.owner_mark == bindparam("at_mark"))
    await many(
        session,
        changed.values(sealed=bindparam("its_seal")),
        [{"at_mark": mark, "its_seal": sealed} for mark, sealed in rows.items()],
    )


async def sealed_among(session: AsyncSession, post_ids: Sequence[int]) -> set[int]:
    """Return those of these posts that still have a sealed author."""
    wanted = select(col(Post.id)).where(
        col(Post.id).in_(post_ids), col(Post.author_mark).is_not(None)
    )
    return {int(row.id) for row in await run(session, wanted)}


async def members_after(
    session: AsyncSession, forum_id: int, member_id: int, *, limit: int
) -> dict[int, int]:
    """Return Discord id to member id of the next members of a forum after one."""
    wanted = (
        select(IDENTITIES.c.external_id, IDENTITIES.c.member_id)
        .where(
            IDENTITIES.c.forum_id == forum_id,
            IDENTITIES.c.source == IdentitySource.DISCORD,
            IDENTITIES.c.member_id > member_id,
        )
        .order_by(IDENTITIES.c.member_id)
        .limit(limit)
    )
    return {int(row.external_id): int(row.member_id) for row in await run(session, wanted)}


async def note_departures(
    session: AsyncSession, *, gone: Sequence[int], present: Sequence[int], now: datetime
) -> None:
    """Note which members were not in the server, for the first time; forget it of the others."""
    back = delete(DEPARTURES).where(DEPARTURES.c.member_id.in_(present))
    await run(session, back)
    noted = upsert(DEPARTURES).on_conflict_do_nothing()
    await many(session, noted, [{"member_id": each, "noticed_at": now} for each in gone])


async def departed(session: AsyncSession, member_ids: Sequence[int], before: datetime) -> list[int]:
    """Return those of these members who are gone since before then."""
    wanted = select(DEPARTURES.c.member_id).where(
        DEPARTURES.c.member_id.in_(member_ids), DEPARTURES.c.noticed_at <= before
    )
    return [int(row.member_id) for row in await run(session, wanted)]
