"""Sealed direct messages of one post that failed wait together, and are tried one by one.

Which of them are done stands in their seals alone: all have one time, as many tries and one reason,
and after each try all are sealed anew. What was not tried yet keeps the turn it has where Discord
forbids others of its post; it joins them once it is tried.
"""

import math
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.forum.post_mail import PostMail, is_sealed_mail, of_one_post, seal_all_anew
from data.claiming import claim_one
from data.sealed_mail import wait_alike
from data.tables import Delivery, DeliveryState

SOON = timedelta(seconds=1)
MOST_TRIES = 10
"""After so many, a quarter of an hour of them, one holds up the others no more."""
# What is done looks so often whether all others are; at whole multiples, so that few rows change.
WHILE_OTHERS_WAIT = 5


async def take_up(
    session: AsyncSession,
    claimed: Iterable[Delivery],
    now: datetime,
    *,
    busy_lanes: Collection[str] = (),
) -> list[Delivery]:
    """Return which deliveries are carried out when the time of some came.

    Of sealed DMs that wait together it is the first that is not done or, once these hold up no
    others, each in its turn. Whichever was claimed goes back to the others, which wait meanwhile.
    None whose lane is busy: it may just be sent before its turn, while its row waits.
    """
    found = [await _instead_of(session, each, now, busy_lanes) for each in claimed]
    return [each for each in found if each is not None]


async def _instead_of(
    session: AsyncSession, delivery: Delivery, now: datetime, busy_lanes: Collection[str]
) -> Delivery | None:
    if delivery.reason is None or not is_sealed_mail(delivery):
        return delivery
    rows = await of_one_post(session, delivery.forum_id, delivery.id or 0)
    together = [each for each in rows if each.row.reason is not None]
    left = [each for each in together if not each.is_done]
    if not left:
        return delivery
    waiting = [each for each in together if is_waiting(each, delivery)]
    at, attempts, reason = look_again(now), delivery.attempts, delivery.reason
    await wait_till(session, waiting, at, attempts, reason)
    if len(waiting) < len(together):
        return None  # one is under way
    if not _is_lasting(attempts, reason):
        return await claim_one(session, left[0].row.number, busy_lanes=busy_lanes)
    # While there was an order the first one had all tries: after them it is the second one's turn.
    turn = (attempts - (1 if _is_forbidden(reason) else MOST_TRIES)) % len(left)
    for each in [*left[turn:], *left[:turn]]:
        claimed = await claim_one(session, each.row.number, busy_lanes=busy_lanes)
        if claimed is not None:
            return claimed
    return None  # something is under way in the lane of each


async def wait_together(
    session: AsyncSession,
    rows: list[PostMail],
    delivery: Delivery,
    now: datetime,
    *,
    was_tried: bool,
) -> list[int]:
    """Have all that waits of a post, done or not, say that it failed, and wait for one time.

    `was_tried`: this one was just now, with success or without. What was not tried yet joins as
    long as there is an order: it would wait for those anyway. Returns the numbers of the others.
    """
    failing = [each for each in rows if not each.is_done and each.row.reason is not None]
    attempts = max(each.row.attempts for each in failing)
    newest = [each for each in failing if was_tried and _is(each, delivery)]
    reason = (newest or failing)[0].row.reason
    is_lasting = _is_lasting(attempts, reason)
    together = [
        each
        for each in rows
        if is_waiting(each, delivery)
        and (each.is_done or each.row.reason is not None or not is_lasting)
    ]
    until = _until(together, delivery, now, was_tried=was_tried)
    # Once there is no order any more each has a try at once that waited for the first one's.
    if was_tried and not _is_forbidden(reason) and 0 < attempts - MOST_TRIES < len(failing):
        until = min(until, _whole(now + SOON))
    await wait_till(session, together, until, attempts, reason)
    if was_tried:
        await seal_all_anew(session, [each.row.number for each in together])
    return [each.row.number for each in together if not _is(each, delivery)]


def _until(
    together: list[PostMail], delivery: Delivery, now: datetime, *, was_tried: bool
) -> datetime:
    """Return until when those wait that wait together, in whole seconds.

    One of them that was claimed sets the time for all: that of its next try or its turn, or soon
    when it is done. One that just joins them waits as they do, and they no longer than it has to.
    """
    own = [each for each in together if _is(each, delivery)]
    if delivery.reason is not None:
        times = [now if each.is_done else each.row.due_at for each in own]
    else:
        joined = [each for each in together if each.row.reason is not None and each not in own]
        failed = [each for each in own if was_tried and not each.is_done]
        times = [each.row.due_at for each in (*joined, *failed)]
    return _whole(max(min(times, default=look_again(now)), now + SOON))


def _whole(until: datetime) -> datetime:
    return datetime.fromtimestamp(math.ceil(until.timestamp()), until.tzinfo)


async def wait_till(
    session: AsyncSession,
    waiting: list[PostMail],
    due_at: datetime,
    attempts: int | None = None,
    reason: str | None = None,
) -> None:
    """Let direct messages wait alike, as tried so often or as untried; write what changes."""
    changed = []
    for each in waiting:
        row = each.row
        is_tried = attempts is None or (row.attempts, row.is_uncertain) == (attempts, True)
        is_so = (row.state, row.reason) == (DeliveryState.WAITING, reason) and is_tried
        if not is_so or due_at != row.due_at:
            changed.append(row.number)
    if changed:
        await wait_alike(session, changed, due_at=due_at, attempts=attempts, reason=reason)


def look_again(now: datetime) -> datetime:
    """Return when what waits for others is looked at again."""
    seconds = int(now.timestamp()) // WHILE_OTHERS_WAIT * WHILE_OTHERS_WAIT
    return datetime.fromtimestamp(seconds + 2 * WHILE_OTHERS_WAIT, now.tzinfo)


def is_waiting(each: PostMail, delivery: Delivery) -> bool:
    """Tell whether a direct message waits, or is the one that is being put back."""
    return each.row.state is DeliveryState.WAITING or _is(each, delivery)


def _is(each: PostMail, delivery: Delivery) -> bool:
    return each.row.number == delivery.id


def _is_lasting(attempts: int, reason: str | None) -> bool:
    """Tell whether a failure holds up others no more: it may last for days."""
    return attempts > MOST_TRIES or _is_forbidden(reason)


def _is_forbidden(reason: str | None) -> bool:
    return (reason or "").startswith("Forbidden")
