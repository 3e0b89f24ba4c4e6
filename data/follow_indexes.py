"""Queries on the sealed rows that list which questions people follow; found by keyed marks."""

from collections.abc import Mapping, Sequence

from sqlalchemy import bindparam, delete, func, select, update
from sqlalchemy.dialects.sqlite import insert as upsert
from sqlmodel.ext.asyncio.session import AsyncSession

from data.columns import many, run, table_of
from data.tables import FollowIndex

INDEX = table_of(FollowIndex)
# Built once: to build and key a statement anew costs more than SQLite takes to answer it.
BY_MARK = select(INDEX.c.owner_mark, INDEX.c.sealed).where(
    INDEX.c.owner_mark.in_(bindparam("marks", expanding=True))
)

Sealed = tuple[bytes, bytes]
"""A mark and the bytes it finds."""


async def follow_indexes_of(session: AsyncSession, marks: Sequence[bytes]) -> list[Sealed]:
    """Return every row that has one of these marks."""
    found = await run(session, BY_MARK, {"marks": marks})
    return [(row.owner_mark, row.sealed) for row in found]


async def count_follow_indexes(session: AsyncSession, forum_id: int) -> int:
    """Count a forum's rows."""
    wanted = select(func.count()).select_from(INDEX).where(INDEX.c.forum_id == forum_id)
    return int((await run(session, wanted)).scalar_one())


async def follow_indexes_between(
    session: AsyncSession, forum_id: int, first: bytes, last: bytes
) -> list[Sealed]:
    """Return a forum's rows from one mark to another."""
    wanted = select(INDEX.c.owner_mark, INDEX.c.sealed).where(
        INDEX.c.forum_id == forum_id, INDEX.c.owner_mark.between(first, last)
    )
    return [(row.owner_mark, row.sealed) for row in await run(session, wanted)]


async def follow_indexes_after(
    session: AsyncSession, forum_id: int, after: bytes | None, *, limit: int
) -> list[Sealed]:
    """Return a forum's next rows after one, in the order of their marks."""
    wanted = select(INDEX.c.owner_mark, INDEX.c.sealed).where(INDEX.c.forum_id == forum_id)
    if after is not None:
        wanted = wanted.where(INDEX.c.owner_mark > after)
    found = await run(session, wanted.order_by(INDEX.c.owner_mark).limit(limit))
    return [(row.owner_mark, row.sealed) for row in found]


async def put_follow_index(
    session: AsyncSession, *, owner_mark: bytes, forum_id: int, sealed: bytes
) -> None:
    """Add or replace a row."""
    row = upsert(INDEX).values(owner_mark=owner_mark, forum_id=forum_id, sealed=sealed)
    replaced = {"sealed": row.excluded.sealed}
    await run(session, row.on_conflict_do_update(index_elements=["owner_mark"], set_=replaced))


async def delete_follow_index(session: AsyncSession, owner_mark: bytes) -> None:
    """Remove a row."""
    await run(session, delete(INDEX).where(INDEX.c.owner_mark == owner_mark))


async def reseal_follow_indexes(session: AsyncSession, rows: Mapping[bytes, bytes]) -> None:
    """Give rows other sealed bytes, by their marks."""
    changed = update(INDEX).where(INDEX.c.owner_mark == bindparam("at_mark"))
    await many(
        session,
        changed.values(sealed=bindparam("its_seal")),
        [{"at_mark": mark, "its_seal": sealed} for mark, sealed in rows.items()],
    )
