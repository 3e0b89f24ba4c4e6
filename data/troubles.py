"""Queries on deliveries that failed, or wait after a failure: shown, tried again and forgotten."""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, delete, func
from sqlalchemy import select as select_columns
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from data.columns import run, table_of
from data.deliveries import postpone, put_back
from data.tables import Delivery, DeliveryKind, DeliveryState


class TroubledMail(NamedTuple):
    """Direct messages that had the same trouble."""

    reason: str
    is_final: bool
    messages: int
    attempts: int
    """Of the one that was tried most often."""
    since: datetime
    """When the oldest was made."""
    due_at: datetime


async def retry_failed(
    session: AsyncSession, forum_id: int, *, now: datetime, turns: Collection[int] = ()
) -> int:
    """Let a forum's failed and delayed deliveries be tried again now; return how many.

    But for sealed direct messages that failed. `turns`: numbers of accounts' turns that are tried
    again with them.
    """
    is_meant = (
        (col(Delivery.forum_id) == forum_id)
        & col(Delivery.reason).is_not(None)
        & ~(_is_mail() & col(Delivery.sealed).is_not(None) & _is_failed())
    )
    # Of a turn that waits after a failure that is sealed: in clear only its time changes.
    is_turn = _is_turn() & col(Delivery.id).in_(turns)
    wanted = select(Delivery).where(is_meant | is_turn)
    found = [d for d in (await session.exec(wanted)).all() if d.state is not DeliveryState.RUNNING]
    for delivery in found:
        if delivery.reason is None:
            await postpone(session, delivery.id or 0, now)
            continue
        await put_back(
            session,
            delivery,
            due_at=now,
            reason=delivery.reason,
            is_uncertain=delivery.is_uncertain,
        )
    return len(found)


async def delete_failed(session: AsyncSession, forum_id: int) -> int:
    """Forget a forum's deliveries that were given up; return how many."""
    deliveries = table_of(Delivery)
    gone = delete(deliveries).where(
        deliveries.c.forum_id == forum_id, deliveries.c.state == DeliveryState.FAILED
    )
    return int((await run(session, gone)).rowcount)


async def troubled(session: AsyncSession, forum_id: int, *, limit: int) -> list[Delivery]:
    """Return a forum's deliveries that failed or wait after a failure, the oldest first.

    But for direct messages, which `troubled_mail` counts, and for what only starts something in
    memory, of which there is nothing to tell.
    """
    elsewhere = [DeliveryKind.DIRECT_MESSAGE, DeliveryKind.REDRAW_MESSAGES]
    wanted = (
        select(Delivery)
        .where(
            col(Delivery.forum_id) == forum_id,
            col(Delivery.reason).is_not(None),
            col(Delivery.kind).not_in(elsewhere),
        )
        .order_by(col(Delivery.id))
        .limit(limit)
    )
    return list((await session.exec(wanted)).all())


async def troubled_mail(session: AsyncSession, forum_id: int) -> list[TroubledMail]:
    """Return how many of a forum's direct messages failed or wait after a failure, by reasons."""
    wanted = (
        select_columns(
            col(Delivery.reason),
            _is_failed(),
            func.count(),
            func.max(col(Delivery.attempts)),
            func.min(col(Delivery.created_at)),
            func.min(col(Delivery.due_at)),
        )
        .where(col(Delivery.forum_id) == forum_id, col(Delivery.reason).is_not(None), _is_mail())
        .group_by(col(Delivery.reason), _is_failed())
    )
    return [TroubledMail(*row) for row in await run(session, wanted)]


def _is_mail() -> ColumnElement[bool]:
    return col(Delivery.kind) == DeliveryKind.DIRECT_MESSAGE


def _is_failed() -> ColumnElement[bool]:
    return col(Delivery.state) == DeliveryState.FAILED


async def next_turns(session: AsyncSession, *, limit: int) -> list[Delivery]:
    """Return the accounts' turns that are due soonest."""
    wanted = select(Delivery).where(_is_turn()).order_by(col(Delivery.due_at)).limit(limit)
    return list((await session.exec(wanted)).all())


def _is_turn() -> ColumnElement[bool]:
    return col(Delivery.kind).in_([DeliveryKind.WAKE_UP, DeliveryKind.DIGEST])
