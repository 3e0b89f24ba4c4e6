"""Queries that return whole rows about one person, whatever columns their tables have."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Column, ColumnElement, LargeBinary, Table, func, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from data.columns import any_of, run, table_of
from data.tables import Delivery, PostTag, Tag

DELIVERIES = table_of(Delivery)
TAGS, GIVEN = table_of(Tag), table_of(PostTag)
# Beyond this, numbers are no longer exact in most programs that read JSON.
EXACT_BITS = 53

Row = dict[str, object]


async def rows_with(session: AsyncSession, column: Column[int], values: Sequence[int]) -> list[Row]:
    """Return the rows of a column's table that have one of these values, by primary key."""
    return await _rows(session, column.table, column.in_(any_of(values)))


async def rows_marked(
    session: AsyncSession, column: Column[bytes], marks: Sequence[bytes]
) -> list[Mapping[str, object]]:
    """Return the rows of a column's table that have one of these marks, sealed bytes too."""
    wanted = select(column.table).where(column.in_(marks))
    return [dict(row) for row in (await run(session, wanted)).mappings().all()]


async def rows_waiting(
    session: AsyncSession, lanes: Sequence[str], post_ids: Sequence[int]
) -> list[Row]:
    """Return the deliveries in some lanes, and those about some posts."""
    about = func.json_extract(DELIVERIES.c.payload, "$.post").in_(any_of(post_ids))
    return await _rows(session, DELIVERIES, or_(DELIVERIES.c.lane.in_(lanes), about))


async def tag_names(session: AsyncSession, post_id: int) -> list[str]:
    """Return a question's tags, in order."""
    wanted = (
        select(TAGS.c.name)
        .join(GIVEN, GIVEN.c.tag_id == TAGS.c.id)
        .where(GIVEN.c.post_id == post_id)
        .order_by(GIVEN.c.position)
    )
    return [str(row.name) for row in await run(session, wanted)]


async def numbers_with(session: AsyncSession, column: Column[int], member_id: int) -> list[Row]:
    """Return the primary keys, and nothing else, of the rows that name a member in a column."""
    keys = column.table.primary_key.columns
    wanted = select(*keys).where(column == member_id).order_by(*keys)
    return [_plain(dict(row)) for row in (await run(session, wanted)).mappings().all()]


async def _rows(session: AsyncSession, table: Table, is_wanted: ColumnElement[bool]) -> list[Row]:
    """Return rows as JSON can hold them; marks and sealed bytes are left out."""
    shown = [column for column in table.columns if not isinstance(column.type, LargeBinary)]
    wanted = select(*shown).where(is_wanted).order_by(*table.primary_key.columns)
    return [_plain(dict(row)) for row in (await run(session, wanted)).mappings().all()]


def _plain(row: Mapping[str, object]) -> Row:
    return {name: plain(value) for name, value in row.items()}


def plain(value: object) -> object:
    """Return a value as JSON can hold it."""
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, int) and value.bit_length() > EXACT_BITS:
        return str(value)
    if isinstance(value, dict):
        return {name: plain(each) for name, each in value.items()}
    return value
