"""Sealed direct messages about one post share their fate in what is stored.

Who gets none, being its author or told of it otherwise, must not be told from whom none reaches,
in a copy of the file that was made while Discord is out of order: a row that is gone beside rows
that wait would name them. So the rows of one post go together, once all are done, and with them
what they tell of is sealed anew (`holding.write_down`). What was tried, with success or without,
waits alike until then, for the same next time and with the same words, and so does what waits for
its turn behind it: where the tries ended would say for whom there was a message. The seal alone
says what is done. While other direct messages fail, what is done waits as if it had failed, too.
"""

import contextlib
from collections.abc import Collection
from datetime import datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.forum.followers import lane_of
from bot.forum.holding import write_down
from bot.forum.identity import WrongKey
from bot.forum.mail import plain_of
from bot.forum.post_mail import DONE, PostMail, note, of_one_post, opened, shown
from data.deliveries import give_up, in_lanes, put_back
from data.sealed_mail import (
    delete_deliveries,
    failing_before,
    sealed_mail,
    trouble_by_name,
    wait_alike,
)
from data.tables import Delivery, DeliveryState

MOST_LOOKED_AT = 100
SOON = timedelta(seconds=1)
# What is done looks so often whether all others are; at whole multiples, so that few rows change.
WHILE_OTHERS_WAIT = 5
MOST_DOUBLINGS, LONGEST_WAIT = 10, timedelta(minutes=10)
MOST_TRIES = 10
"""After so many, a quarter of an hour of them, one holds up the others no more."""


async def settle(session: AsyncSession, delivery: Delivery, now: datetime) -> None:
    """Note that a sealed DM is done, sent or not; its row goes with the others of its post.

    One whose key is lost is given up: it can't be told apart from others any more.
    """
    try:
        await note(session, delivery.id or 0, {DONE: 1})
    except WrongKey:
        await give_up(session, delivery, reason=f"Fault:{WrongKey.__name__}")
        return
    await share(session, delivery, now)


async def fail(
    session: AsyncSession, delivery: Delivery, *, due_at: datetime, reason: str, now: datetime
) -> None:
    """Let a sealed DM that failed wait for its next try, and with it those of its post."""
    with contextlib.suppress(WrongKey):  # its key is not at hand now
        await note(session, delivery.id or 0, {})
    await put_back(session, delivery, due_at=due_at, reason=reason, is_uncertain=True)
    await share(session, delivery, now, has_failed=True)


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
    session: AsyncSession, delivery: Delivery, now: datetime, *, has_failed: bool = False
) -> None:
    """Have what was tried of one post wait alike, or go once all of it is done.

    `has_failed`: this one did just now, and the others wait as long.
    """
    rows = await of_one_post(session, delivery.forum_id, delivery.id or 0)
    if not rows:
        return  # whom it told is erased, and it with them
    left = [each for each in rows if not each.is_done]
    failing = [each for each in left if each.row.reason is not None]
    # Those that run stay as they are, but for the one that was just settled.
    waiting = [each for each in rows if each.is_done and (_waits(each) or _is(each, delivery))]
    if failing:
        until = next((each.row.due_at for each in left if _is(each, delivery)), None)
        until = until if has_failed else None
        await _wait_as_failed(session, waiting, left, now, until=until)
        return
    if left or await _is_to_be_told(session, rows[0].post_id):
        seconds = int(now.timestamp()) // WHILE_OTHERS_WAIT * WHILE_OTHERS_WAIT
        due_at = datetime.fromtimestamp(seconds + 2 * WHILE_OTHERS_WAIT, now.tzinfo)
        await _alike(session, waiting, due_at)
        return
    reason = await _trouble_elsewhere(session, rows, delivery.id or 0)
    if reason is None:
        await _go(session, rows)
        return
    backed_off = timedelta(seconds=2 ** min(delivery.attempts, MOST_DOUBLINGS))
    due_at = now + min(backed_off, LONGEST_WAIT)
    await _alike(session, waiting, due_at, delivery.attempts + 1, reason)


def _is(each: PostMail, delivery: Delivery) -> bool:
    return each.row.number == delivery.id


def _waits(each: PostMail) -> bool:
    return each.row.state is DeliveryState.WAITING


async def _wait_as_failed(
    session: AsyncSession,
    done: list[PostMail],
    left: list[PostMail],
    now: datetime,
    *,
    until: datetime | None,
) -> None:
    """Have all that waits of a post say that it failed, and what is done wait with the next try.

    `until`: one just failed, and waits so long; as long as there is an order, the others do, too.
    """
    failing = [each for each in left if each.row.reason is not None]
    attempts, reason = max(each.row.attempts for each in failing), failing[0].row.reason
    is_forbidden = any((each.row.reason or "").startswith("Forbidden") for each in failing)
    if attempts > MOST_TRIES or is_forbidden:
        until = None
    else:
        failing = left  # what waits for its turn would wait for those anyway
    failing = [each for each in failing if _waits(each)]
    early = [each for each in failing if until is not None and each.row.due_at < until]
    await _alike(session, early, until, attempts, reason)
    # What is not early keeps its turn, as those have it for which there is a message.
    await _alike(session, [each for each in failing if each not in early], None, attempts, reason)
    times = [each.row.due_at if until is None else max(until, each.row.due_at) for each in failing]
    due_at = max(min(times, default=now), now + SOON)
    await _alike(session, done, due_at, attempts, reason)


async def _alike(
    session: AsyncSession,
    waiting: list[PostMail],
    due_at: datetime | None,
    attempts: int | None = None,
    reason: str | None = None,
) -> None:
    """Let direct messages wait alike, without `due_at` as long as they do; write what changes."""
    changed = []
    for each in waiting:
        row = each.row
        is_tried = attempts is None or (row.attempts, row.is_uncertain) == (attempts, True)
        is_so = (row.state, row.reason) == (DeliveryState.WAITING, reason) and is_tried
        if not is_so or due_at not in {None, row.due_at}:
            changed.append(row.number)
    if changed:
        await wait_alike(session, changed, due_at=due_at, attempts=attempts, reason=reason)


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
    """Return why another direct message fails; None when none does.

    Of sealed ones an earlier one: later ones may wait for this.
    """
    by_name = await trouble_by_name(session)
    if by_name is not None:
        return by_name
    own = {each.row.number for each in rows}
    found = await failing_before(session, number, limit=MOST_LOOKED_AT)
    for each in await opened(session, [row for row in found if row.number not in own]):
        if not each.is_done:
            return each.row.reason
    return None
