"""Sealed direct messages that were to come before their turn and did not: known over a restart.

Their seals say that they may have been sent (`notices.EARLY`), before they are. What came of it is
in memory; a seal made anew alone for that would say that there is a message.
"""

import contextlib

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.forum.anonymous.notices import EARLY, NOT_EARLY
from bot.forum.identity import WrongKey, not_early
from bot.forum.mail import plain_of, seal_anew
from data.database import Database
from data.numbers import LARGEST_NUMBER
from data.sealed_mail import numbers_of_mail_before, sealed_mail
from data.tables import Delivery

# Few enough that nobody else who writes waits for long, however many there are.
RESEALED_AT_ONCE = 50


def may_be_early(session: AsyncSession, delivery: Delivery) -> bool:
    """Tell whether a sealed message may have been sent before its turn. Raises `WrongKey`."""
    return EARLY in plain_of(session, delivery)


async def look_for(session: AsyncSession, delivery: Delivery) -> None:
    """Have a message looked for before it is sent, though hardly it was. Raises `WrongKey`."""
    plain = plain_of(session, delivery)
    await seal_anew(session, delivery, {EARLY: 0, NOT_EARLY: 1, **plain})


def came_before_a_restart(session: AsyncSession, delivery: Delivery) -> bool:
    """Tell whether a sealed message was sent before its turn, unless it is known that it failed.

    To be asked of one that was not looked at since the bot began. Raises `WrongKey`.
    """
    plain = plain_of(session, delivery)
    return EARLY in plain and not plain.get(NOT_EARLY)


async def write_not_early(database: Database) -> None:
    """Write which messages did not come before their turn, by sealing all that wait anew.

    Each minute, and when the bot stops: what failed since then is taken for sent after a kill.
    """
    async with database.read() as session:
        numbers = await numbers_of_mail_before(session, LARGEST_NUMBER)
    for first in range(0, len(numbers), RESEALED_AT_ONCE):
        async with database.write() as session:
            failed = not_early(session)
            for each in await sealed_mail(session, numbers[first : first + RESEALED_AT_ONCE]):
                with contextlib.suppress(WrongKey):  # it is nobody's any more
                    plain = plain_of(session, each)
                    is_late = failed.get(plain["notification"], bool(plain.get(NOT_EARLY)))
                    await seal_anew(session, each, {**plain, NOT_EARLY: int(is_late)})
