"""Queries on sealed direct messages, which wait alike and go together."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, update
from sqlmodel.ext.asyncio.session import AsyncSession

from data.columns import rows_of, run, table_of, whole
from data.tables import Delivery, DeliveryKind, DeliveryState

DELIVERIES = table_of(Delivery)


async def wait_alike(
    session: AsyncSession,
    numbers: Sequence[int],
    *,
    due_at: datetime,
    attempts: int | None = None,
    reason: str | None = None,
) -> None:
    """Let deliveries wait until one time; as what was tried so often and failed, or as untried."""
    values: dict[str, object] = {
        "state": DeliveryState.WAITING,
        "due_at": due_at,
        "reason": reason,
    }
    if attempts is not None:
        values |= {"attempts": attempts, "is_uncertain": True}
    mine = update(DELIVERIES).where(DELIVERIES.c.id.in_(list(numbers)))
    await run(session, mine.values(values))


async def reseal_delivery(session: AsyncSession, delivery_id: int, sealed: bytes) -> None:
    """Give a delivery other sealed bytes."""
    mine = update(DELIVERIES).where(DELIVERIES.c.id == delivery_id)
    await run(session, mine.values(sealed=sealed))


async def delete_deliveries(session: AsyncSession, numbers: Sequence[int]) -> None:
    """Forget deliveries together."""
    await run(session, delete(DELIVERIES).where(DELIVERIES.c.id.in_(list(numbers))))


async def sealed_mail_around(
    session: AsyncSession, forum_id: int | None, *, first: int, last: int
) -> list[Delivery]:
    """Return a forum's sealed direct messages by their numbers, from one to another."""
    wanted = (
        rows_of(Delivery)
        .where(
            DELIVERIES.c.forum_id == forum_id,
            DELIVERIES.c.kind == DeliveryKind.DIRECT_MESSAGE,
            DELIVERIES.c.sealed.is_not(None),
            DELIVERIES.c.id.between(first, last),
        )
        .order_by(DELIVERIES.c.id)
    )
    return await whole(session, Delivery, wanted)


async def failing_mail(session: AsyncSession, *, limit: int) -> list[Delivery]:
    """Return direct messages that wait after a failure, but for what Discord forbids for long.

    Those by name come first, which need not be opened.
    """
    wanted = (
        rows_of(Delivery)
        .where(
            DELIVERIES.c.kind == DeliveryKind.DIRECT_MESSAGE,
            DELIVERIES.c.state != DeliveryState.FAILED,
            DELIVERIES.c.reason.is_not(None),
            ~DELIVERIES.c.reason.startswith("Forbidden"),
        )
        .order_by(DELIVERIES.c.sealed.is_not(None), DELIVERIES.c.id)
        .limit(limit)
    )
    return await whole(session, Delivery, wanted)
