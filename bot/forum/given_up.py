"""Sealed direct messages that were given up: their post's fail together, and wait for a person.

One that Discord refuses for good, or that failed for a week, says so in its seal alone. Once all
of its post are done, what stands in clear is that they failed, those that came too: a row that
failed alone would say for whom there was a message. So they are tried again, or forgotten,
together as well. Until then they hold up nothing, and readers take from the seal what became of
each.
"""

from collections.abc import Collection
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.forum.anonymous.notices import EARLY
from bot.forum.holding import write_down
from bot.forum.identity import WrongKey
from bot.forum.mail import plain_of, seal_anew
from bot.forum.post_mail import DONE, GIVEN_UP, PostMail, opened, seal_all_anew
from data.database import Database
from data.sealed_mail import (
    delete_deliveries,
    fail_alike,
    failed_mail,
    longest_failed,
    sealed_mail,
    wait_alike,
)
from data.tables import Delivery, DeliveryState


async def fail_together(session: AsyncSession, rows: Collection[PostMail], now: datetime) -> bool:
    """Have all of a post fail, which are done, where one was given up; tell whether one was."""
    reasons = [each.given_up for each in rows if each.given_up is not None]
    if not reasons:
        return False
    numbers = [each.row.number for each in rows]
    attempts = max(each.row.attempts for each in rows) + 1
    await fail_alike(session, numbers, due_at=now, attempts=attempts, reason=reasons[0])
    await seal_all_anew(session, numbers)
    return True


async def try_again(database: Database, forum_id: int, now: datetime) -> int:
    """Have what was given up in a forum be tried again with all of its post; return how many.

    Those that are done stay so, and go with the others.
    """
    count = 0
    for numbers in await _posts(database, forum_id):
        async with database.write() as session:
            rows = await _still_failed(session, numbers)
            for each in rows:
                await _seal_to_be_tried(session, each)
            if rows:
                attempts, reason = rows[0].attempts + 1, rows[0].reason
                left = [each.id or 0 for each in rows]
                await wait_alike(session, left, due_at=now, attempts=attempts, reason=reason)
            count += len(rows)
    return count


async def forget(database: Database, forum_id: int) -> int:
    """Forget what was given up in a forum with all of its post; return how many that were.

    What became of each is written down first: what was brought is not to be told again.
    """
    count = 0
    for numbers in await _posts(database, forum_id):
        async with database.write() as session:
            count += await _forget(session, await _still_failed(session, numbers))
    return count


async def forget_old(database: Database, before: datetime) -> None:
    """Forget what was given up before then, in any forum, in the same way."""
    count = 1
    while count:
        async with database.write() as session:
            count = await _forget(session, await longest_failed(session, before))


async def _posts(database: Database, forum_id: int) -> list[list[int]]:
    """Return the numbers of the failed messages of a forum, by the posts that they are about."""
    async with database.read() as session:
        rows = await failed_mail(session, forum_id)
        post_of = {each.row.number: each.post_id for each in await opened(session, rows)}
    posts: dict[int, list[int]] = {}
    for row in rows:
        # One that no key opens is by itself: less than no post has its number.
        posts.setdefault(post_of.get(row.number) or -row.number, []).append(row.number)
    return [*posts.values()]


async def _still_failed(session: AsyncSession, numbers: Collection[int]) -> list[Delivery]:
    found = await sealed_mail(session, numbers)
    return [each for each in found if each.state is DeliveryState.FAILED]


async def _seal_to_be_tried(session: AsyncSession, delivery: Delivery) -> None:
    """Seal one anew; one that was given up says no more that it is done, nor that it may be."""
    try:
        plain = plain_of(session, delivery)
    except WrongKey:
        return  # it is nobody's any more
    over = {DONE, GIVEN_UP, EARLY} if GIVEN_UP in plain else set()
    await seal_anew(session, delivery, {k: said for k, said in plain.items() if k not in over})


async def _forget(session: AsyncSession, rows: Collection[Delivery]) -> int:
    told = []
    for each in rows:
        try:
            told.append(plain_of(session, each))
        except WrongKey:
            continue  # it is nobody's any more
    await write_down(session, told)
    await delete_deliveries(session, [each.id or 0 for each in rows])
    return len(rows)
