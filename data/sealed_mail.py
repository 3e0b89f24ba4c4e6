"""Queries on sealed direct messages, which wait alike and go together."""

import json
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import ColumnElement, LargeBinary, bindparam, delete, func, update
from sqlalchemy import select as select_columns
from sqlmodel.ext.asyncio.session import AsyncSession

from data.columns import among, as_json, many, rows_of, run, table_of, whole
from data.tables import Delivery, DeliveryKind, DeliveryState

DELIVERIES = table_of(Delivery)
# Its key's id and a nonce: no two seals begin alike.
SEAL_BEGINS = 20


class MailRow(NamedTuple):
    """A sealed direct message's row, without what is sealed."""

    number: int
    state: DeliveryState
    attempts: int
    is_uncertain: bool
    reason: str | None
    due_at: datetime
    seal: bytes
    """How its sealed bytes begin, which says which they are."""


IS_SEALED_MAIL = (
    DELIVERIES.c.kind == DeliveryKind.DIRECT_MESSAGE,
    DELIVERIES.c.sealed.is_not(None),
)
HAS_FAILED = (
    DELIVERIES.c.state != DeliveryState.FAILED,
    DELIVERIES.c.reason.is_not(None),
    ~DELIVERIES.c.reason.startswith("Forbidden"),
    DELIVERIES.c.attempts <= bindparam("most_tries"),
)
SHOWN: tuple[ColumnElement[object], ...] = (
    DELIVERIES.c.id,
    DELIVERIES.c.state,
    DELIVERIES.c.attempts,
    DELIVERIES.c.is_uncertain,
    DELIVERIES.c.reason,
    DELIVERIES.c.due_at,
    func.substr(DELIVERIES.c.sealed, 1, SEAL_BEGINS, type_=LargeBinary),
)
# Built once: to build and key a statement anew costs more than SQLite takes to answer it.
AMONG = DELIVERIES.c.id.in_(among("numbers"))
# As one value: to fetch a thousand takes ten times as long.
NUMBERS = select_columns(func.json_group_array(DELIVERIES.c.id)).where(
    DELIVERIES.c.forum_id == bindparam("in_forum"),
    *IS_SEALED_MAIL,
    DELIVERIES.c.id.between(bindparam("first"), bindparam("last")),
)
NUMBERS_BEFORE = select_columns(func.json_group_array(DELIVERIES.c.id)).where(
    *IS_SEALED_MAIL,
    DELIVERIES.c.state != DeliveryState.FAILED,
    DELIVERIES.c.id < bindparam("before"),
)
BY_NUMBER = select_columns(*SHOWN).where(AMONG, *IS_SEALED_MAIL).order_by(DELIVERIES.c.id)
WHOLE = rows_of(Delivery).where(AMONG, *IS_SEALED_MAIL).order_by(DELIVERIES.c.id)
IN_LANES = rows_of(Delivery).where(DELIVERIES.c.lane.in_(among("lanes")), *IS_SEALED_MAIL)
FAILING_BY_NAME = (
    select_columns(DELIVERIES.c.reason)
    .where(
        DELIVERIES.c.kind == DeliveryKind.DIRECT_MESSAGE,
        DELIVERIES.c.sealed.is_(None),
        *HAS_FAILED,
    )
    .order_by(DELIVERIES.c.id)
    .limit(1)
)
FAILING_BEFORE = (
    select_columns(*SHOWN)
    .where(*IS_SEALED_MAIL, *HAS_FAILED, DELIVERIES.c.id < bindparam("before"))
    .order_by(DELIVERIES.c.id)
    .limit(bindparam("most"))
)
HAVE_FAILED = (*IS_SEALED_MAIL, DELIVERIES.c.state == DeliveryState.FAILED)
FAILED_IN = (
    select_columns(*SHOWN)
    .where(*HAVE_FAILED, DELIVERIES.c.forum_id == bindparam("in_forum"))
    .order_by(DELIVERIES.c.id)
)
BEFORE = bindparam("before", type_=DELIVERIES.c.due_at.type)
LONGEST_FAILED = rows_of(Delivery).where(
    *HAVE_FAILED,
    DELIVERIES.c.due_at
    == select_columns(func.min(DELIVERIES.c.due_at))
    .where(*HAVE_FAILED, DELIVERIES.c.due_at <= BEFORE)
    .scalar_subquery(),
)
ALIKE = update(DELIVERIES).where(AMONG)
AFTER = bindparam("after", type_=DELIVERIES.c.due_at.type)
UNTRIED_AFTER = (
    select_columns(DELIVERIES.c.id, DELIVERIES.c.due_at)
    .where(
        *IS_SEALED_MAIL,
        DELIVERIES.c.state == DeliveryState.WAITING,
        DELIVERIES.c.reason.is_(None),
        DELIVERIES.c.due_at > AFTER,
    )
    .order_by(DELIVERIES.c.id)
)
HASTENED = (
    update(DELIVERIES)
    .where(DELIVERIES.c.id == bindparam("its_id"))
    .values(due_at=bindparam("its_due_at", type_=DELIVERIES.c.due_at.type))
)


async def hasten_untried(session: AsyncSession, now: datetime, *, apart: timedelta) -> None:
    """Let all sealed direct messages that wait for their first try be due soon, in their order.

    They follow each other so far apart, none later than it is due anyway.
    """
    found = list(await run(session, UNTRIED_AFTER, {"after": now}))
    hastened = [
        {"its_id": number, "its_due_at": min(due_at, now + place * apart)}
        for place, (number, due_at) in enumerate(found)
    ]
    if hastened:
        await many(session, HASTENED, hastened)


async def wait_alike(
    session: AsyncSession,
    numbers: Collection[int],
    *,
    due_at: datetime | None,
    attempts: int | None = None,
    reason: str | None = None,
) -> None:
    """Let deliveries wait until one time, or as long as they do.

    As what was tried so often and failed, or as untried.
    """
    values: dict[str, object] = {"state": DeliveryState.WAITING, "reason": reason}
    if due_at is not None:
        values["due_at"] = due_at
    if attempts is not None:
        values |= {"attempts": attempts, "is_uncertain": True}
    await run(session, ALIKE.values(values), {"numbers": as_json(numbers)})


async def fail_alike(
    session: AsyncSession,
    numbers: Collection[int],
    *,
    due_at: datetime,
    attempts: int,
    reason: str,
) -> None:
    """Mark deliveries as failed, to be shown with one reason."""
    values = {
        "state": DeliveryState.FAILED,
        "due_at": due_at,
        "attempts": attempts,
        "reason": reason,
        "is_uncertain": True,
    }
    await run(session, ALIKE.values(values), {"numbers": as_json(numbers)})


async def reseal_delivery(session: AsyncSession, delivery_id: int, sealed: bytes) -> None:
    """Give a delivery other sealed bytes."""
    mine = update(DELIVERIES).where(DELIVERIES.c.id == delivery_id)
    await run(session, mine.values(sealed=sealed))


async def delete_deliveries(session: AsyncSession, numbers: Collection[int]) -> None:
    """Forget deliveries together."""
    await run(session, delete(DELIVERIES).where(AMONG), {"numbers": as_json(numbers)})


async def numbers_of_mail(
    session: AsyncSession, forum_id: int | None, *, first: int, last: int
) -> list[int]:
    """Return the numbers of a forum's sealed direct messages, from one to another."""
    wanted = {"in_forum": forum_id, "first": first, "last": last}
    found: list[int] = json.loads((await run(session, NUMBERS, wanted)).scalar_one())
    return found


async def numbers_of_mail_before(session: AsyncSession, number: int) -> list[int]:
    """Return the numbers of the sealed direct messages before one that were not given up."""
    found: list[int] = json.loads(
        (await run(session, NUMBERS_BEFORE, {"before": number})).scalar_one()
    )
    return found


async def mail_rows(session: AsyncSession, numbers: Collection[int]) -> list[MailRow]:
    """Return these sealed direct messages, without what is sealed, in their order."""
    found = await run(session, BY_NUMBER, {"numbers": as_json(numbers)})
    return [MailRow(*row) for row in found.all()]


async def sealed_mail(session: AsyncSession, numbers: Collection[int]) -> list[Delivery]:
    """Return these sealed direct messages as they are stored now, in their order."""
    return await whole(session, Delivery, WHOLE, {"numbers": as_json(numbers)})


async def sealed_mail_in(session: AsyncSession, lanes: Sequence[str]) -> list[Delivery]:
    """Return the sealed direct messages in some lanes."""
    return await whole(session, Delivery, IN_LANES, {"lanes": as_json(lanes)})


async def failed_mail(session: AsyncSession, forum_id: int) -> list[MailRow]:
    """Return the sealed direct messages of a forum that failed, in their order."""
    return [MailRow(*row) for row in await run(session, FAILED_IN, {"in_forum": forum_id})]


async def longest_failed(session: AsyncSession, before: datetime) -> list[Delivery]:
    """Return the sealed direct messages that failed together, the longest ago, before then."""
    return await whole(session, Delivery, LONGEST_FAILED, {"before": before})


async def trouble_by_name(session: AsyncSession, *, most_tries: int) -> str | None:
    """Return why a direct message by name waits after a failure.

    But for what Discord forbids, and what failed more often: that may take days.
    """
    found: str | None = (await run(session, FAILING_BY_NAME, {"most_tries": most_tries})).scalar()
    return found


async def failing_before(
    session: AsyncSession, number: int, *, most_tries: int, limit: int
) -> list[MailRow]:
    """Return the sealed direct messages before one that wait after a failure, the oldest first.

    But for what Discord forbids, and what failed more often: that may take days.
    """
    wanted = {"before": number, "most_tries": most_tries, "most": limit}
    return [MailRow(*row) for row in await run(session, FAILING_BEFORE, wanted)]
