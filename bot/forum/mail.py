"""The rows that a notification and its direct message are: in clear by name, else sealed.

A DM carries the numbers of a notification and of a Discord user. Of whoever is anonymous neither
stands in clear: a keyed mark finds their rows again, and the seal of a row is bound to it.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.forum.identity import Sealer, sealer_of
from data.deliveries import enqueue, enqueue_many
from data.follows import insert_notifications
from data.notices import insert_notification
from data.sealed_mail import reseal_delivery
from data.tables import Delivery, DeliveryKind, NotificationKind

# More recipients of one event than this get no DM of it: they find it in their inbox.
MOST_DMS = 200
# More than either ever says, so that all are as long: a notification some 250 bytes, a delivery
# 400 with why it was given up.
NOTICE_PAD_BYTES, MAIL_PAD_BYTES = 512, 1024


def dm_lane(discord_id: int) -> str:
    """Return the lane of somebody's DMs by name."""
    return f"dm:{discord_id}"


async def send_by_name(
    session: AsyncSession, *, forum_id: int, discord_id: int, notification_id: int, now: datetime
) -> None:
    """Have a notification sent by DM to somebody who is named."""
    await enqueue(
        session,
        DeliveryKind.DIRECT_MESSAGE,
        lane=dm_lane(discord_id),
        now=now,
        forum_id=forum_id,
        payload={"notification": notification_id, "user": discord_id},
    )


async def send_all_by_name(
    session: AsyncSession, *, forum_id: int, numbers: Mapping[int, int], now: datetime
) -> None:
    """Have notifications sent by DM to people who are named: each one's number, by Discord id."""
    lanes = [
        (f"dm:{discord_id}", {"notification": number, "user": discord_id})
        for discord_id, number in numbers.items()
    ]
    await enqueue_many(
        session, DeliveryKind.DIRECT_MESSAGE, lanes=lanes, now=now, forum_id=forum_id
    )


async def tell_sealed(
    session: AsyncSession,
    kind: NotificationKind,
    *,
    purpose: str,
    told: dict[str, int],
    forum_id: int,
    by_dm: bool,
    now: datetime,
) -> None:
    """Tell somebody who is not named, and have it sent by DM where they want that.

    `told` has at least `user`, `post` and `question`. `purpose` keeps the marks of one kind of
    reader apart from those of another.
    """
    row = _sealed_row(sealer_of(session), kind, purpose, told, forum_id, now)
    notification_id = await insert_notification(session, **row)
    if by_dm:
        mark = row["recipient_mark"]
        payload = {"notification": notification_id, "user": told["user"], "post": told["post"]}
        plain = json.dumps(payload).encode()
        await enqueue(
            session,
            DeliveryKind.DIRECT_MESSAGE,
            lane=lane_of_mark(mark),
            now=now,
            forum_id=forum_id,
            sealed=sealer_of(session).seal(
                plain, table="delivery", row=mark, pad_to=MAIL_PAD_BYTES
            ),
        )


async def tell_many_sealed(
    session: AsyncSession,
    kind: NotificationKind,
    *,
    purpose: str,
    told: Sequence[tuple[dict[str, int], bool]],
    forum_id: int,
    now: datetime,
) -> None:
    """Tell people who are not named, each with whether by DM: first those who get none, at once."""
    sealer = sealer_of(session)
    rows = [
        _sealed_row(sealer, kind, purpose, each, forum_id, now) for each, by_dm in told if not by_dm
    ]
    await insert_notifications(session, rows)
    for each, by_dm in told:
        if by_dm:
            await tell_sealed(
                session,
                kind,
                purpose=purpose,
                told=each,
                forum_id=forum_id,
                by_dm=True,
                now=now,
            )


def _sealed_row(
    sealer: Sealer,
    kind: NotificationKind,
    purpose: str,
    told: dict[str, int],
    forum_id: int,
    now: datetime,
) -> dict[str, Any]:
    mark = sealer.mark(purpose, told["user"], told["question"])
    plain = json.dumps(told).encode()
    return {
        "forum_id": forum_id,
        "recipient_mark": mark,
        "sealed": sealer.seal(plain, table="notification", row=mark, pad_to=NOTICE_PAD_BYTES),
        "kind": kind,
        "created_at": now,
    }


def lane_of_mark(mark: bytes) -> str:
    """Return the lane of the DMs of a sealed notification's mark."""
    return f"inbox:{mark.hex()}"


def told_by(session: AsyncSession, delivery: Delivery) -> tuple[int, int]:
    """Return which notification a DM's delivery sends, and to which Discord user.

    Raises `WrongKey` when it is sealed with a key that is not at hand.
    """
    payload = delivery.payload if delivery.sealed is None else plain_of(session, delivery)
    return payload["notification"], payload["user"]


async def seal_anew(session: AsyncSession, delivery: Delivery, plain: Mapping[str, object]) -> None:
    """Give a delivery another sealed payload, which nobody tells from the one before."""
    mark, sealed = bytes.fromhex(delivery.lane.partition(":")[2]), delivery.sealed or b""
    text = json.dumps(plain).encode()
    again = sealer_of(session).seal_alike(text, sealed, table="delivery", row=mark)
    await reseal_delivery(session, delivery.id or 0, again)


def plain_of(session: AsyncSession, delivery: Delivery) -> dict[str, int]:
    """Return what is sealed of a delivery. Raises `WrongKey`."""
    mark = bytes.fromhex(delivery.lane.partition(":")[2])
    plain = sealer_of(session).open(delivery.sealed or b"", table="delivery", row=mark)
    payload: dict[str, int] = json.loads(plain)
    return payload
