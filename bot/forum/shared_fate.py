"""Sealed direct messages about one post share their fate in what is stored.

Who gets none, being its author or told of it otherwise, must not be told from whom none reaches,
in copies of the file that are made while Discord is out of order: a row that is gone beside rows
that wait would name them. So the rows of one post go together, once all are done, and with them
what they tell of is sealed anew (`holding.write_down`). What was tried, with success or without,
waits alike from the first failure on (`waiting_together`). The seal alone says what is done. While
other direct messages fail, what is done waits as if it had failed, too. Where one was given up
they don't go, but fail together (`given_up`).
"""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.forum.followers import lane_of
from bot.forum.given_up import fail_together
from bot.forum.holding import write_down
from bot.forum.identity import WrongKey
from bot.forum.mail import plain_of
from bot.forum.post_mail import (
    DONE,
    GIVEN_UP,
    PostMail,
    is_sealed_mail,
    note,
    of_one_post,
    opened,
    seal_all_anew,
    shown,
)
from bot.forum.waiting_together import MOST_TRIES, is_waiting, look_again, wait_till, wait_together
from data.deliveries import give_up, in_lanes, put_back
from data.sealed_mail import (
    delete_deliveries,
    failing_before,
    sealed_mail,
    sealed_mail_in,
    trouble_by_name,
    wait_alike,
)
from data.tables import Delivery, DeliveryState

MOST_LOOKED_AT = 100
MOST_DOUBLINGS, LONGEST_WAIT = 10, timedelta(minutes=10)


async def settle(
    session: AsyncSession, delivery: Delivery, now: datetime, *, given_up: str | None = None
) -> list[int]:
    """Note that a sealed DM is done, sent or not; its row goes with the others of its post.

    So is one that was `given_up` for a reason. One whose key is lost fails alone: it can't be told
    apart from others any more. Returns what waits with it, as `share` does.
    """
    said = {DONE: 1} if given_up is None else {DONE: 1, GIVEN_UP: given_up}
    try:
        await note(session, delivery.id or 0, said)
    except WrongKey:
        await give_up(session, delivery, reason=f"Fault:{WrongKey.__name__}")
        return []
    return await share(session, delivery, now, was_tried=True)


async def fail(
    session: AsyncSession,
    delivery: Delivery,
    now: datetime,
    *,
    due_at: datetime | None,
    reason: str,
) -> list[int]:
    """Let a sealed DM that failed wait for its next try, and with it those of its post.

    Without a next try it is given up. Returns what waits with it, as `share` does.
    """
    if due_at is None:
        return await settle(session, delivery, now, given_up=reason)
    await put_back(session, delivery, due_at=due_at, reason=reason, is_uncertain=True)
    return await share(session, delivery, now, was_tried=True)


async def wait_behind(
    session: AsyncSession, delivery: Delivery, first: Delivery, due_at: datetime, now: datetime
) -> list[int]:
    """Let a sealed DM wait for an earlier one that failed, as if it had failed like that itself.

    That one may fail for days: beside others of its post that are done, this one would say so.
    Returns what waits with it, as `share` does.
    """
    # One more each time: of several that are left of a post each is tried in its turn.
    attempts = max(first.attempts, delivery.attempts + 1)
    number, reason = delivery.id or 0, first.reason
    await wait_alike(session, [number], due_at=due_at, attempts=attempts, reason=reason)
    return await share(session, delivery, now, was_tried=True)


async def undone_before(session: AsyncSession, delivery: Delivery) -> list[Delivery]:
    """Return the earlier sealed DMs of one question to one person that are not done yet."""
    before = [
        each
        for each in await sealed_mail_in(session, [delivery.lane])
        if (each.id or 0) < (delivery.id or 0) and each.state is not DeliveryState.FAILED
    ]
    found = {each.row.number for each in await opened(session, shown(before)) if not each.is_done}
    return [each for each in before if each.id in found]


def is_done(session: AsyncSession, delivery: Delivery) -> bool:
    """Tell whether a sealed DM is done, and only waits for others. Raises `WrongKey`."""
    return DONE in plain_of(session, delivery)


async def holding_up(session: AsyncSession, ahead: Collection[Delivery]) -> list[Delivery]:
    """Return those of sealed DMs, sent now or waiting after a failure, for which later ones wait.

    What is done waits for others of its post, which may be later ones, so it holds up nothing.
    Once all of these are done, it waits as if it had failed, and holds up what a failure would.
    """
    found = {each.row.number: each for each in await opened(session, shown(ahead))}
    over: dict[int | None, bool] = {
        each.post_id: False for each in found.values() if not each.is_done
    }
    holding = []
    for delivery in ahead:
        each = found.get(delivery.id or 0)
        if each is not None and each.is_done:
            if each.post_id not in over:
                rows = await of_one_post(session, delivery.forum_id, each.row.number)
                over[each.post_id] = all(other.is_done for other in rows)
            if not over[each.post_id]:
                continue
        holding.append(delivery)
    return holding


async def share(
    session: AsyncSession, delivery: Delivery, now: datetime, *, was_tried: bool = False
) -> list[int]:
    """Have what was tried of one post wait alike, or go, or fail, once all of it is done.

    `was_tried`: this one was just now, with success or without. Returns the numbers of others that
    wait with it after a failure: turns that they were given before are not theirs any more.
    """
    if not is_sealed_mail(delivery):
        return []
    rows = await of_one_post(session, delivery.forum_id, delivery.id or 0)
    if not rows:
        return []  # whom it told is erased, and it with them
    left = [each for each in rows if not each.is_done]
    # Those that run stay as they are, but for the one that was just settled.
    done = [each for each in rows if each.is_done and is_waiting(each, delivery)]
    if any(each.row.reason is not None for each in left):
        return await wait_together(session, rows, delivery, now, was_tried=was_tried)
    if left or await _is_to_be_told(session, rows[0].post_id):
        # Where the others wait for long, as in a pause, what is done does so, too.
        times = [each.row.due_at for each in left if is_waiting(each, delivery)]
        await wait_till(session, done, max(look_again(now), min(times, default=now)))
        return []
    reason = await _trouble_elsewhere(session, rows, delivery.id or 0)
    if reason is None:
        if not await fail_together(session, rows, now):
            await _go(session, rows)
        return []
    backed_off = timedelta(seconds=2 ** min(delivery.attempts, MOST_DOUBLINGS))
    due_at = now + min(backed_off, LONGEST_WAIT)
    await wait_till(session, done, due_at, delivery.attempts + 1, reason)
    await seal_all_anew(session, [each.row.number for each in done])
    return []


async def _go(session: AsyncSession, rows: list[PostMail]) -> None:
    """Forget the direct messages of a post together, and write down what became of each."""
    numbers = [each.row.number for each in rows]
    stored = await sealed_mail(session, numbers)
    await write_down(session, [plain_of(session, each) for each in stored])
    await delete_deliveries(session, numbers)


async def _is_to_be_told(session: AsyncSession, post_id: int | None) -> bool:
    """Tell whether a post's followers are still being told: more rows come."""
    lanes = [] if post_id is None else [lane_of(post_id)]
    found = await in_lanes(session, lanes)
    return any(each.state is not DeliveryState.FAILED for each in found)


async def _trouble_elsewhere(
    session: AsyncSession, rows: list[PostMail], number: int
) -> str | None:
    """Return why another direct message fails; None when none does, or only for long.

    Of sealed ones an earlier one: later ones may wait for this. What failed for longer, or Discord
    forbids, may be one person's channel alone.
    """
    by_name = await trouble_by_name(session, most_tries=MOST_TRIES)
    if by_name is not None:
        return by_name
    own = {each.row.number for each in rows}
    found = await failing_before(session, number, most_tries=MOST_TRIES, limit=MOST_LOOKED_AT)
    for each in await opened(session, [row for row in found if row.number not in own]):
        if not each.is_done:
            return each.row.reason
    return None
