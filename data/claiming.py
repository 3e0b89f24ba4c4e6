"""Claiming deliveries: the first of each lane, what people wait for before the mail.

What is read is bounded by what is claimed, not by what waits: ten thousand direct messages that
wait for their turn cost the next question nothing.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, TextClause, Update, and_, bindparam, text, update
from sqlalchemy import select as select_columns
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from data.columns import among, as_json, rows_of, run, table_of, whole
from data.tables import Delivery, DeliveryKind, DeliveryState
from data.tables.deliveries import IS_MAIL_READY, IS_TURN_READY, IS_WORK_READY

# As the partial index says it, which is not used otherwise.
WAITING_ONCE = "state = 'waiting' AND coalesce_key IS NOT NULL"


class Queue(StrEnum):
    """Which deliveries are claimed together."""

    WORK = "work"
    """Whatever shows in a server: somebody may wait for it."""
    MAIL = "mail"
    """Direct messages: they go out at a pace."""
    TURNS = "turns"
    """Accounts' turns: they may send a direct message, once nobody waits for one that is due."""


MOST_AHEAD = 99
AHEAD = timedelta(hours=1)
READY = {Queue.WORK: IS_WORK_READY, Queue.MAIL: IS_MAIL_READY, Queue.TURNS: IS_TURN_READY}
DELIVERIES = table_of(Delivery)
NOW = bindparam("now", type_=DELIVERIES.c.due_at.type)


def _due(queue: Queue) -> tuple[TextClause, ColumnElement[bool]]:
    # As it stands in the partial index, or SQLite would not take that index.
    return text(READY[queue]), DELIVERIES.c.due_at <= NOW


def _first_of_lanes(queue: Queue) -> Select[tuple[int]]:
    """Select the numbers of due deliveries that nothing in their lane is ahead of.

    Sealed direct messages keep their order themselves (`mail_order.py`): only their seals say which
    are done, and a done one is no reason to wait.
    """
    ahead = DELIVERIES.alias("ahead")
    is_behind: ColumnElement[bool] = (
        select_columns(ahead.c.id)
        .where(
            ahead.c.lane == DELIVERIES.c.lane,
            ahead.c.id < DELIVERIES.c.id,
            ahead.c.state != DeliveryState.FAILED,
        )
        .exists()
    )
    if queue is Queue.MAIL:
        is_behind = DELIVERIES.c.sealed.is_(None) & is_behind
    return (
        select_columns(DELIVERIES.c.id)
        .where(
            *_due(queue),
            DELIVERIES.c.lane.not_in(among("busy")),
            ~is_behind,
        )
        .order_by(DELIVERIES.c.due_at, DELIVERIES.c.id)
        .limit(bindparam("most"))
    )


# Built once: to build and key a statement anew costs more than SQLite takes to answer it.
DUE = select_columns(
    *(select_columns(DELIVERIES.c.id).where(*_due(queue)).exists() for queue in Queue)
)
FIRST = {queue: _first_of_lanes(queue) for queue in Queue}
# Looked for and marked at once.
TAKEN = {
    queue: update(DELIVERIES)
    .where(DELIVERIES.c.id.in_(first.correlate(None).scalar_subquery()))
    .values(state=DeliveryState.RUNNING)
    .returning(*rows_of(Delivery).selected_columns)
    for queue, first in FIRST.items()
}


async def due(session: AsyncSession, now: datetime) -> list[Queue]:
    """Return the queues where the time of any delivery has come, though its lane may be busy."""
    found = (await run(session, DUE, {"now": now})).one()
    return [queue for queue, is_due in zip(Queue, found, strict=True) if is_due]


async def is_any_ready(
    session: AsyncSession, queue: Queue, *, now: datetime, busy_lanes: Collection[str]
) -> bool:
    """Tell whether there is anything to claim, which needs no write transaction."""
    wanted = {"now": now, "busy": as_json(busy_lanes), "most": 1}
    return (await run(session, FIRST[queue], wanted)).first() is not None


async def claim(
    session: AsyncSession,
    queue: Queue,
    *,
    now: datetime,
    limit: int,
    busy_lanes: Collection[str] = (),
) -> list[Delivery]:
    """Mark as running, and return, at most `limit` due deliveries: the first of each free lane.

    A lane waits for its first delivery that has not failed, also while that one backs off; but one
    of sealed direct messages.
    """
    wanted = {"now": now, "busy": as_json(busy_lanes), "most": limit}
    found = await whole(session, Delivery, TAKEN[queue], wanted)
    return sorted(found, key=lambda each: (each.due_at, each.id or 0))


async def next_mail(session: AsyncSession, delivery: Delivery) -> list[Delivery]:
    """Return the direct messages of a delivery's forum that go out after it: a hundred at most."""
    wanted = (
        select(Delivery)
        .where(*_due(Queue.MAIL), col(Delivery.forum_id) == delivery.forum_id)
        .order_by(col(Delivery.due_at), col(Delivery.id))
        .limit(MOST_AHEAD)
    )
    found = await session.exec(wanted, params={"now": delivery.due_at + AHEAD})
    return list(found.all())


async def sealed_ahead(
    session: AsyncSession, delivery_id: int, *, most_tries: int, soon: datetime
) -> list[Delivery]:
    """Return the sealed direct messages made before one that run, wait after a failure, or go soon.

    Not those that failed more often, nor what Discord forbids: that may take days. Those go soon
    that were not tried yet and are due by then.
    """
    is_forbidden = col(Delivery.reason).startswith("Forbidden")
    is_soon = col(Delivery.reason).is_(None) & (col(Delivery.due_at) <= soon)
    waits = col(Delivery.state) == DeliveryState.WAITING
    wanted = select(Delivery).where(
        col(Delivery.id) < delivery_id,
        col(Delivery.kind) == DeliveryKind.DIRECT_MESSAGE,
        col(Delivery.sealed).is_not(None),
        col(Delivery.attempts) <= most_tries,
        # What has no reason yet is neither forbidden nor not.
        (col(Delivery.state) == DeliveryState.RUNNING) | (waits & (~is_forbidden | is_soon)),
    )
    return list((await session.exec(wanted)).all())


async def claim_one(
    session: AsyncSession, delivery_id: int, *, busy_lanes: Collection[str] = ()
) -> Delivery | None:
    """Mark one waiting delivery as running if it is the first of its lane, and return it.

    Of sealed direct messages one that no other in its lane runs beside. None in `busy_lanes`.
    """
    delivery = (
        await session.exec(
            select(Delivery).where(
                col(Delivery.id) == delivery_id, col(Delivery.state) == DeliveryState.WAITING
            )
        )
    ).first()
    if delivery is None or delivery.lane in busy_lanes:
        return None
    if delivery.kind is DeliveryKind.DIRECT_MESSAGE and delivery.sealed is not None:
        is_ahead = col(Delivery.state) == DeliveryState.RUNNING
    else:
        is_ahead = and_(col(Delivery.id) < delivery_id, col(Delivery.state) != DeliveryState.FAILED)
    ahead = select(col(Delivery.id)).where(col(Delivery.lane) == delivery.lane, is_ahead)
    if (await session.exec(ahead.limit(1))).first() is not None:
        return None
    await _mark_running(session, [delivery_id])
    return delivery


class Progress(StrEnum):
    """How far a delivery has come."""

    DONE = "done"
    UNDER_WAY = "under way"
    """It runs, or is due like all that is before it in its lane."""
    WAITS = "waits"
    """It, or something before it, failed or is due later only."""


async def progress_of(session: AsyncSession, delivery_id: int, now: datetime) -> Progress:
    """Return how far a delivery has come that others in its lane may be before."""
    delivery = await session.get(Delivery, delivery_id)
    if delivery is None:
        return Progress.DONE
    waits = col(Delivery.reason).is_not(None) | (col(Delivery.due_at) > now)
    held_up = select(col(Delivery.id)).where(
        col(Delivery.lane) == delivery.lane,
        col(Delivery.id) <= delivery_id,
        (col(Delivery.state) == DeliveryState.WAITING) & waits,
    )
    is_failed = delivery.state is DeliveryState.FAILED
    is_held_up = (await session.exec(held_up.limit(1))).first() is not None
    return Progress.WAITS if is_failed or is_held_up else Progress.UNDER_WAY


async def _mark_running(session: AsyncSession, ids: Collection[int]) -> None:
    marked = update(DELIVERIES).where(DELIVERIES.c.id.in_(ids))
    await session.exec(marked.values(state=DeliveryState.RUNNING))


def _hastened() -> Update:
    deliveries = table_of(Delivery)
    at = bindparam("at", type_=deliveries.c.due_at.type)
    return (
        update(deliveries)
        .where(
            text(WAITING_ONCE),
            deliveries.c.coalesce_key == bindparam("wanted"),
            deliveries.c.reason.is_(None),
            deliveries.c.due_at > at,
        )
        .values(due_at=at)
    )


HASTENED = _hastened()


async def hasten(session: AsyncSession, key: str, now: datetime) -> None:
    """Let what waits under a key be done now; not what waits because it failed.

    Whatever comes behind it in its lane would wait as long.
    """
    await run(session, HASTENED, {"wanted": key, "at": now})
