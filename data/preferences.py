"""Queries on how people want to be told: one sealed row a person, found by keyed marks."""

from collections.abc import Mapping, Sequence

from sqlalchemy import bindparam, delete, func, select, update
from sqlalchemy.dialects.sqlite import insert as upsert
from sqlmodel.ext.asyncio.session import AsyncSession

from data.columns import many, run, table_of, told
from data.tables import Preference

PREFERENCES = table_of(Preference)
# Built once: to build and key a statement anew costs more than SQLite takes to answer it.
BY_MARK = select(PREFERENCES.c.owner_mark, PREFERENCES.c.sealed).where(
    PREFERENCES.c.owner_mark.in_(bindparam("marks", expanding=True))
)

Sealed = tuple[bytes, bytes]
"""A mark and the bytes it finds."""


async def preferences_marked(session: AsyncSession, marks: Sequence[bytes]) -> list[Sealed]:
    """Return every row that has one of these marks."""
    found = await told(session, BY_MARK, {"marks": tuple(marks)})
    return [(row.owner_mark, row.sealed) for row in found]


async def count_preferences(session: AsyncSession) -> int:
    """Count the rows."""
    return int((await run(session, select(func.count()).select_from(PREFERENCES))).scalar_one())


async def preferences_between(session: AsyncSession, first: bytes, last: bytes) -> list[Sealed]:
    """Return the rows from one mark to another."""
    wanted = select(PREFERENCES.c.owner_mark, PREFERENCES.c.sealed)
    found = await run(session, wanted.where(PREFERENCES.c.owner_mark.between(first, last)))
    return [(row.owner_mark, row.sealed) for row in found]


async def preferences_after(
    session: AsyncSession, after: bytes | None, *, limit: int
) -> list[Sealed]:
    """Return the next rows after one, in the order of their marks, which says nothing."""
    wanted = select(PREFERENCES.c.owner_mark, PREFERENCES.c.sealed)
    if after is not None:
        wanted = wanted.where(PREFERENCES.c.owner_mark > after)
    found = await run(session, wanted.order_by(PREFERENCES.c.owner_mark).limit(limit))
    return [(row.owner_mark, row.sealed) for row in found]


async def put_preferences(session: AsyncSession, owner_mark: bytes, sealed: bytes) -> None:
    """Add or replace a row."""
    row = upsert(PREFERENCES).values(owner_mark=owner_mark, sealed=sealed)
    replaced = {"sealed": row.excluded.sealed}
    await run(session, row.on_conflict_do_update(index_elements=["owner_mark"], set_=replaced))


async def delete_preferences(session: AsyncSession, marks: Sequence[bytes]) -> None:
    """Remove rows by their marks."""
    await run(session, delete(PREFERENCES).where(PREFERENCES.c.owner_mark.in_(marks)))


async def reseal_preferences(session: AsyncSession, rows: Mapping[bytes, bytes]) -> None:
    """Give rows other sealed bytes, by their marks."""
    changed = update(PREFERENCES).where(PREFERENCES.c.owner_mark == bindparam("at_mark"))
    await many(
        session,
        changed.values(sealed=bindparam("its_seal")),
        [{"at_mark": mark, "its_seal": sealed} for mark, sealed in rows.items()],
    )
