"""Queries on deliveries: what must still happen outside, written down, put back and shown."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, case, delete, func, insert, text, update
from sqlalchemy.dialects.sqlite import Insert
from sqlalchemy.dialects.sqlite import insert as upsert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from data.claiming import WAITING_ONCE
from data.columns import many, run, table_of
from data.tables import Delivery, DeliveryKind, DeliveryState

# Built once: to build and key a statement anew costs more than SQLite takes to answer it.
MADE = insert(table_of(Delivery)).returning(table_of(Delivery).c.id)
MADE_MANY = insert(table_of(Delivery))
DONE = delete(table_of(Delivery)).where(table_of(Delivery).c.id == bindparam("wanted"))


def _once() -> Insert:
    deliveries = table_of(Delivery)
    statement = upsert(deliveries)
    return statement.on_conflict_do_update(
        index_elements=[deliveries.c.coalesce_key],
        index_where=text(WAITING_ONCE),
        # One that backs off after a failure goes on doing so: a busy card must not hammer Discord.
        set_={
            "due_at": case(
                (deliveries.c.reason.is_not(None), deliveries.c.due_at),
                else_=func.min(deliveries.c.due_at, statement.excluded.due_at),
            )
        },
    )


MADE_ONCE = _once()


async def enqueue(
    session: AsyncSession,
    kind: DeliveryKind,
    *,
    lane: str,
    now: datetime,
    forum_id: int | None = None,
    payload: dict[str, int] | None = None,
    sealed: bytes | None = None,
    due_at: datetime | None = None,
) -> int:
    """Add a delivery and return its number; what must not stand in clear is `sealed`."""
    row = _waiting(kind, lane, now, forum_id=forum_id, payload=payload, due_at=due_at)
    made = await run(session, MADE, row | {"sealed": sealed})
    return int(made.one()[0])


async def enqueue_many(
    session: AsyncSession,
    kind: DeliveryKind,
    *,
    lanes: Sequence[tuple[str, dict[str, int]]],
    now: datetime,
    forum_id: int,
) -> None:
    """Add a delivery for each lane and payload, in their order, with one statement."""
    rows = [
        _waiting(kind, lane, now, forum_id=forum_id, payload=payload, due_at=None)
        for lane, payload in lanes
    ]
    await many(session, MADE_MANY, rows)


async def enqueue_once(
    session: AsyncSession,
    kind: DeliveryKind,
    *,
    lane: str,
    key: str,
    now: datetime,
    forum_id: int | None = None,
    payload: dict[str, int] | None = None,
    due_at: datetime | None = None,
) -> None:
    """Add a delivery unless one with this key waits; the earlier of both times holds.

    One that waits because it failed keeps its time.
    """
    row = _waiting(kind, lane, now, forum_id=forum_id, payload=payload, due_at=due_at)
    await run(session, MADE_ONCE, row | {"coalesce_key": key})


async def finish(session: AsyncSession, delivery_id: int) -> None:
    """Forget a delivery that was carried out, or that is no longer wanted."""
    await run(session, DONE, {"wanted": delivery_id})


async def delete_kind(session: AsyncSession, kind: DeliveryKind) -> None:
    """Forget whatever is to be done of one kind, also what was given up."""
    deliveries = table_of(Delivery)
    await run(session, delete(deliveries).where(deliveries.c.kind == kind))


async def set_payload(session: AsyncSession, delivery_id: int, payload: dict[str, int]) -> None:
    """Note how far a delivery has come that is carried out in parts."""
    deliveries = table_of(Delivery)
    mine = update(deliveries).where(deliveries.c.id == delivery_id)
    await run(session, mine.values(payload=payload))


async def put_back(
    session: AsyncSession,
    delivery: Delivery,
    *,
    due_at: datetime,
    reason: str,
    is_uncertain: bool,
) -> None:
    """Let a delivery wait for its next try; one that coalesces gives way to a newer one."""
    deliveries = table_of(Delivery)
    if delivery.coalesce_key is not None:
        newer = select(col(Delivery.id)).where(
            col(Delivery.coalesce_key) == delivery.coalesce_key,
            col(Delivery.state) == DeliveryState.WAITING,
            col(Delivery.id) != delivery.id,
        )
        other = (await session.exec(newer.limit(1))).first()
        if other is not None:
            values = {"due_at": due_at, "reason": reason, "attempts": delivery.attempts + 1}
            await session.exec(update(deliveries).where(deliveries.c.id == other).values(values))
            await finish(session, delivery.id or 0)
            return
    waiting = {
        "state": DeliveryState.WAITING,
        "due_at": due_at,
        "reason": reason,
        "attempts": delivery.attempts + 1,
        "is_uncertain": is_uncertain,
    }
    await session.exec(update(deliveries).where(deliveries.c.id == delivery.id).values(waiting))


async def postpone(session: AsyncSession, delivery_id: int, due_at: datetime) -> None:
    """Let a delivery wait until its turn comes; it was not tried, so all else stays as it is."""
    deliveries = table_of(Delivery)
    waiting = update(deliveries).where(deliveries.c.id == delivery_id)
    await session.exec(waiting.values(state=DeliveryState.WAITING, due_at=due_at))


async def still_waiting(session: AsyncSession, delivery_id: int) -> Delivery | None:
    """Return a delivery as it is stored now, if it waits."""
    wanted = select(Delivery).where(
        col(Delivery.id) == delivery_id, col(Delivery.state) == DeliveryState.WAITING
    )
    return (await session.exec(wanted)).first()


async def in_lanes(session: AsyncSession, lanes: Sequence[str]) -> list[Delivery]:
    """Return what is to be done in some lanes, in its order."""
    wanted = select(Delivery).where(col(Delivery.lane).in_(lanes)).order_by(col(Delivery.id))
    return list((await session.exec(wanted)).all())


async def delete_lanes(session: AsyncSession, lanes: Sequence[str]) -> None:
    """Forget what is to be done in some lanes."""
    deliveries = table_of(Delivery)
    await run(session, delete(deliveries).where(deliveries.c.lane.in_(lanes)))


async def give_up(session: AsyncSession, delivery: Delivery, *, reason: str) -> None:
    """Mark a delivery as failed, to be shown with its reason."""
    deliveries = table_of(Delivery)
    values = {
        "state": DeliveryState.FAILED,
        "reason": reason,
        "attempts": delivery.attempts + 1,
        "is_uncertain": True,
    }
    await session.exec(update(deliveries).where(deliveries.c.id == delivery.id).values(values))


async def running(session: AsyncSession) -> list[Delivery]:
    """Return what is marked as running, in its order."""
    wanted = select(Delivery).where(col(Delivery.state) == DeliveryState.RUNNING)
    return list((await session.exec(wanted.order_by(col(Delivery.id)))).all())


async def count_waiting(session: AsyncSession, forum_id: int) -> int:
    """Count a forum's deliveries that are still to be carried out.

    Anonymous posts that wait to appear are left out: nobody shall see when one was submitted.
    """
    wanted = select(func.count()).where(
        col(Delivery.forum_id) == forum_id,
        col(Delivery.state) != DeliveryState.FAILED,
        col(Delivery.kind) != DeliveryKind.REVEAL_POST,
    )
    return int((await session.exec(wanted)).one())


async def is_pending(session: AsyncSession, key: str, *, or_failed: bool = False) -> bool:
    """Tell whether a coalescing delivery waits or runs, or was given up and stands in health."""
    wanted = select(col(Delivery.id)).where(col(Delivery.coalesce_key) == key)
    if not or_failed:
        wanted = wanted.where(col(Delivery.state) != DeliveryState.FAILED)
    return (await session.exec(wanted.limit(1))).first() is not None


async def has_failed(session: AsyncSession, key: str) -> bool:
    """Tell whether a coalescing delivery was given up and stands in health."""
    wanted = select(col(Delivery.id)).where(
        col(Delivery.coalesce_key) == key, col(Delivery.state) == DeliveryState.FAILED
    )
    return (await session.exec(wanted.limit(1))).first() is not None


def _waiting(
    kind: DeliveryKind,
    lane: str,
    now: datetime,
    *,
    forum_id: int | None,
    payload: dict[str, int] | None,
    due_at: datetime | None,
) -> dict[str, object]:
    return {
        "forum_id": forum_id,
        "kind": kind,
        "lane": lane,
        "payload": payload or {},
        "sealed": None,
        "state": DeliveryState.WAITING,
        "attempts": 0,
        "is_uncertain": False,
        "created_at": now,
        "due_at": due_at or now,
    }
