"""Queries on sealed direct messages, which wait alike and go together."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from data.columns import run, table_of
from data.tables import Delivery, DeliveryKind, DeliveryState


async def wait_alike(
    session: AsyncSession,
    numbers: Sequence[int],
    *,
    due_at: datetime,
    attempts: int | None = None,
    reason: str | None = None,
) -> None:
    """Let deliveries wait until one time; as what was tried so often and failed, or as untried."""
    deliveries = table_of(Delivery)
    values: dict[str, object] = {
        "state": DeliveryState.WAITING,
        "due_at": due_at,
        "reason": reason,
    }
    if attempts is not None:
        values |= {"attempts": attempts, "is_uncertain": True}
    mine = update(deliveries).where(deliveries.c.id.in_(list(numbers)))
    await run(session, mine.values(values))


async def reseal_delivery(session: AsyncSession, delivery_id: int, sealed: bytes) -> None:
    """Give a delivery other sealed bytes."""
    deliveries = table_of(Delivery)
    mine = update(deliveries).where(deliveries.c.id == delivery_id)
    await run(session, mine.values(sealed=sealed))


async def delete_deliveries(session: AsyncSession, numbers: Sequence[int]) -> None:
    """Forget deliveries together."""
    deliveries = table_of(Delivery)
    await run(session, delete(deliveries).where(deliveries.c.id.in_(list(numbers))))


async def sealed_mail_around(
    session: AsyncSession, forum_id: int | None, *, first: int, last: int
) -> list[Delivery]:
    """Return a forum's sealed direct messages by their numbers, from one to another."""
    wanted = (
        select(Delivery)
        .where(
            col(Delivery.forum_id) == forum_id,
            col(Delivery.kind) == DeliveryKind.DIRECT_MESSAGE,
            col(Delivery.sealed).is_not(None),
            col(Delivery.id).between(first, last),
        )
        .order_by(col(Delivery.id))
        # Rows of this very transaction may have changed past the ORM.
        .execution_options(populate_existing=True)
    )
    return list((await session.exec(wanted)).all())


async def failing_mail(session: AsyncSession, *, limit: int) -> list[Delivery]:
    """Return direct messages that wait after a failure, but for what Discord forbids for long.

    Those by name come first, which need not be opened.
    """
    wanted = (
        select(Delivery)
        .where(
            col(Delivery.kind) == DeliveryKind.DIRECT_MESSAGE,
            col(Delivery.state) != DeliveryState.FAILED,
            col(Delivery.reason).is_not(None),
            ~col(Delivery.reason).startswith("Forbidden"),
        )
        .order_by(col(Delivery.sealed).is_not(None), col(Delivery.id))
        .limit(limit)
        .execution_options(populate_existing=True)
    )
    return list((await session.exec(wanted)).all())
