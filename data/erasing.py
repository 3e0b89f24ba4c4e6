"""Queries on wishes to be erased, and on whom reconciling ignores; everything by keyed marks."""

from collections.abc import Sequence

from sqlalchemy import delete, select
from sqlalchemy.dialects.sqlite import insert as upsert
from sqlmodel.ext.asyncio.session import AsyncSession

from data.columns import run, table_of
from data.tables import Erasure, IgnoredUser

ERASURES, IGNORED = table_of(Erasure), table_of(IgnoredUser)

Sealed = tuple[bytes, bytes]
"""A mark and the bytes it finds."""


async def erasure_of(session: AsyncSession, marks: Sequence[bytes]) -> Sealed | None:
    """Return the wish that has one of these marks."""
    wanted = select(ERASURES.c.owner_mark, ERASURES.c.sealed)
    found = (await run(session, wanted.where(ERASURES.c.owner_mark.in_(marks)))).first()
    return None if found is None else (found.owner_mark, found.sealed)


async def erasures_after(session: AsyncSession, mark: bytes | None, *, limit: int) -> list[Sealed]:
    """Return the next wishes after a mark, in the order of their marks, which says nothing."""
    wanted = select(ERASURES.c.owner_mark, ERASURES.c.sealed).order_by(ERASURES.c.owner_mark)
    if mark is not None:
        wanted = wanted.where(ERASURES.c.owner_mark > mark)
    return [(row.owner_mark, row.sealed) for row in await run(session, wanted.limit(limit))]


async def put_erasure(session: AsyncSession, mark: bytes, sealed: bytes) -> None:
    """Add a wish, or replace the one that has its mark."""
    statement = upsert(ERASURES).values(owner_mark=mark, sealed=sealed)
    replaced = {"sealed": statement.excluded.sealed}
    await run(
        session,
        statement.on_conflict_do_update(index_elements=["owner_mark"], set_=replaced),
    )


async def delete_erasures(session: AsyncSession, marks: Sequence[bytes]) -> None:
    """Remove wishes by their marks."""
    await run(session, delete(ERASURES).where(ERASURES.c.owner_mark.in_(marks)))


async def put_ignored(session: AsyncSession, mark: bytes, forum_id: int, sealed: bytes) -> None:
    """Add somebody whom reconciling ignores in a forum; again is harmless."""
    statement = upsert(IGNORED).values(mark=mark, forum_id=forum_id, sealed=sealed)
    await run(session, statement.on_conflict_do_nothing())


async def ignores_anybody(session: AsyncSession, forum_id: int) -> bool:
    """Tell whether reconciling ignores anybody in a forum."""
    wanted = select(IGNORED.c.mark).where(IGNORED.c.forum_id == forum_id).limit(1)
    return (await run(session, wanted)).first() is not None


async def ignored_among(session: AsyncSession, marks: Sequence[bytes]) -> set[bytes]:
    """Return those of these marks that are ignored."""
    wanted = select(IGNORED.c.mark).where(IGNORED.c.mark.in_(marks))
    return {bytes(row.mark) for row in await run(session, wanted)}


async def delete_ignored(session: AsyncSession, marks: Sequence[bytes]) -> None:
    """Ignore these no longer."""
    await run(session, delete(IGNORED).where(IGNORED.c.mark.in_(marks)))
