"""Queries on kept texts of forms, sealed: their owners are keyed marks."""

from collections.abc import Collection
from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, bindparam, delete, func, insert
from sqlalchemy import select as select_columns
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from data.columns import run, table_of
from data.tables import (
    Draft,
)

DRAFTS = table_of(Draft)
# One that is kept within the same millisecond takes the next number.
LAST_DRAFT = func.coalesce(select_columns(func.max(DRAFTS.c.id)).scalar_subquery(), 0)
NEXT_DRAFT: ColumnElement[int] = func.max(bindparam("moment"), LAST_DRAFT + 1)
NUMBERED_FROM = datetime(2020, 1, 1, tzinfo=UTC)
DRAFT_MADE = insert(DRAFTS).values(id=NEXT_DRAFT).returning(DRAFTS.c.id)
DRAFT_GONE = delete(DRAFTS).where(DRAFTS.c.id == bindparam("wanted"))


async def insert_draft(
    session: AsyncSession, *, owner_mark: bytes, sealed: bytes, now: datetime, expires_at: datetime
) -> int:
    """Keep a sealed text and return its number: the milliseconds since 2020."""
    row = {
        "moment": (now - NUMBERED_FROM) // timedelta(milliseconds=1),
        "owner_mark": owner_mark,
        "sealed": sealed,
        "created_at": now,
        "expires_at": expires_at,
    }
    made = await run(session, DRAFT_MADE, row)
    return int(made.one()[0])


async def draft_marks(session: AsyncSession, now: datetime | None = None) -> dict[int, bytes]:
    """Return number to owner's mark of all kept texts, the newest first.

    Those that have aged out by `now` are left out.
    """
    wanted = select(Draft.id, Draft.owner_mark).order_by(col(Draft.id).desc())
    if now is not None:
        wanted = wanted.where(col(Draft.expires_at) > now)
    return {id_: mark for id_, mark in (await session.exec(wanted)).all() if id_ is not None}


async def get_drafts(session: AsyncSession, draft_ids: Collection[int]) -> list[Draft]:
    """Return kept texts by their numbers, the newest first."""
    wanted = select(Draft).where(col(Draft.id).in_(list(draft_ids)))
    return list((await session.exec(wanted.order_by(col(Draft.id).desc()))).all())


async def get_draft(session: AsyncSession, draft_id: int) -> Draft | None:
    """Return one kept text."""
    return (await session.exec(select(Draft).where(col(Draft.id) == draft_id))).first()


async def delete_draft(session: AsyncSession, draft_id: int) -> None:
    """Forget a kept text: it was posted."""
    await run(session, DRAFT_GONE, {"wanted": draft_id})
