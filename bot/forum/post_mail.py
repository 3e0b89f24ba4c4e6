"""Sealed direct messages of one post as they are stored, and what each says of itself.

Which post one is about, and whether it is done, stands in its seal alone. To open thousands of them
each time that one is done would hold everything up, so what was read is remembered, by how the seal
begins: another seal is read anew.
"""

import contextlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.forum.identity import OpenedMail, WrongKey, opened_mail
from bot.forum.mail import plain_of, seal_anew
from data.sealed_mail import (
    SEAL_BEGINS,
    MailRow,
    mail_rows,
    numbers_of_mail,
    numbers_of_mail_before,
    sealed_mail,
)
from data.tables import Delivery, DeliveryKind, DeliveryState

# Of one post there are some two hundred at most, made within seconds: their numbers lie so near.
AROUND = 500
MOST_REMEMBERED = 20_000
# What stands in a seal besides: that it is done, and why it was given up.
DONE, GIVEN_UP = "done", "given_up"


@dataclass(frozen=True, slots=True)
class PostMail:
    """A sealed direct message as it is stored; which post it tells whom of, and if it is done."""

    row: MailRow
    post_id: int | None
    user_id: int
    is_done: bool
    given_up: str | None
    """Why it was given up, which is done as well."""


def is_sealed_mail(delivery: Delivery) -> bool:
    """Tell whether a delivery is a direct message that names nobody."""
    return delivery.kind is DeliveryKind.DIRECT_MESSAGE and delivery.sealed is not None


async def note(session: AsyncSession, number: int, said: Mapping[str, object]) -> None:
    """Seal a direct message anew, and in it what became of it.

    As it is stored now: keys may have changed since it was claimed. Raises `WrongKey`.
    """
    for stored in await sealed_mail(session, [number]):
        await seal_anew(session, stored, {**plain_of(session, stored), **said})


async def seal_all_anew(session: AsyncSession, numbers: Collection[int]) -> None:
    """Seal direct messages anew that say the same as before; not those whose keys are lost."""
    for stored in await sealed_mail(session, numbers):
        with contextlib.suppress(WrongKey):
            await seal_anew(session, stored, plain_of(session, stored))


async def of_one_post(session: AsyncSession, forum_id: int | None, number: int) -> list[PostMail]:
    """Return the sealed direct messages about the post of one of them, as they are stored now.

    Not those that failed: they wait for a person. None when that one did, or is gone, with whom it
    told, or its key.
    """
    about = numbers_of_mail(session, forum_id, first=number - AROUND, last=number + AROUND)
    numbers, remembered = await about, opened_mail(session)
    if number in remembered:
        post_id = remembered[number].post_id
        numbers = [
            each
            for each in numbers
            if each not in remembered or remembered[each].post_id == post_id
        ]
    stored = await mail_rows(session, numbers)
    found = await opened(session, [r for r in stored if r.state is not DeliveryState.FAILED])
    own = next((each for each in found if each.row.number == number), None)
    if own is None:
        return []
    # Those that an older version made name no post.
    return [own] if own.post_id is None else [r for r in found if r.post_id == own.post_id]


async def to_somebody_before(session: AsyncSession, number: int, user_id: int) -> list[Delivery]:
    """Return the sealed direct messages to somebody that were made before one and are not done."""
    numbers, remembered = await numbers_of_mail_before(session, number), opened_mail(session)
    maybe = [
        each for each in numbers if each not in remembered or remembered[each].user_id == user_id
    ]
    found = await opened(session, await mail_rows(session, maybe)) if maybe else []
    theirs = [each.row.number for each in found if each.user_id == user_id and not each.is_done]
    return await sealed_mail(session, theirs) if theirs else []


async def opened(session: AsyncSession, rows: Collection[MailRow]) -> list[PostMail]:
    """Return what sealed direct messages are about; those whose keys are lost are left out."""
    remembered = opened_mail(session)
    while len(remembered) > MOST_REMEMBERED:
        del remembered[next(iter(remembered))]
    unread = [each.number for each in rows if not _is_remembered(remembered, each)]
    for delivery in await sealed_mail(session, unread) if unread else ():
        with contextlib.suppress(WrongKey):  # it is nobody's any more
            plain = plain_of(session, delivery)
            remembered[delivery.id or 0] = OpenedMail(
                (delivery.sealed or b"")[:SEAL_BEGINS],
                plain.get("post"),
                plain["user"],
                DONE in plain,
                str(plain[GIVEN_UP]) if GIVEN_UP in plain else None,
            )
    return [
        PostMail(each, *remembered[each.number][1:])
        for each in rows
        if _is_remembered(remembered, each)
    ]


def _is_remembered(remembered: Mapping[int, OpenedMail], row: MailRow) -> bool:
    known = remembered.get(row.number)
    return known is not None and known.seal == row.seal


def shown(deliveries: Iterable[Delivery]) -> list[MailRow]:
    """Return what stands in clear of sealed direct messages."""
    return [
        MailRow(
            each.id or 0,
            each.state,
            each.attempts,
            each.is_uncertain,
            each.reason,
            each.due_at,
            (each.sealed or b"")[:SEAL_BEGINS],
        )
        for each in deliveries
    ]
