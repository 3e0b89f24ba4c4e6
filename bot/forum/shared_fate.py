"""Sealed direct messages about one post share their fate in what is stored.

Who gets none, being its author or told of it otherwise, must not be told from whom none reaches,
in a copy of the file that was made while Discord is out of order: a row that is gone beside rows
that wait would name them. So the rows of one post go together, once all are done; what was tried,
with success or without, waits alike until then, for the same next time and with the same words.
The seal alone says what is done. While other direct messages fail, what is done waits as if it
had failed, too.
"""

import contextlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.forum.followers import lane_of
from bot.forum.identity import WrongKey
from bot.forum.mail import plain_of, seal_anew
from data.deliveries import give_up, in_lanes, put_back
from data.sealed_mail import (
    delete_deliveries,
    failing_mail,
    sealed_mail_around,
    wait_alike,
)
from data.tables import Delivery, DeliveryState

# Of one post there are some two hundred at most, made within seconds: their numbers lie so near.
AROUND = 500
MOST_LOOKED_AT = 100
SOON = timedelta(seconds=1)
WHILE_OTHERS_WAIT = timedelta(seconds=5)
MOST_DOUBLINGS, LONGEST_WAIT = 10, timedelta(minutes=10)
DONE = "done"


@dataclass(frozen=True, slots=True)
class _Row:
    delivery: Delivery
    post_id: int | None
    is_done: bool


async def settle(session: AsyncSession, delivery: Delivery, now: datetime) -> None:
    """Note that a sealed DM is done, sent or not; its row goes with the others of its post.

    One whose key is lost is given up: it can't be told apart from others any more.
    """
    try:
        await _note(session, delivery, is_done=True)
    except WrongKey:
        await give_up(session, delivery, reason=f"Fault:{WrongKey.__name__}")
        return
    await share(session, delivery, now)


async def fail(
    session: AsyncSession, delivery: Delivery, *, due_at: datetime, reason: str, now: datetime
) -> None:
    """Let a sealed DM that failed wait for its next try, and with it those of its post."""
    with contextlib.suppress(WrongKey):  # its key is not at hand now
        await _note(session, delivery, is_done=False)
    await put_back(session, delivery, due_at=due_at, reason=reason, is_uncertain=True)
    await share(session, delivery, now, has_failed=True)


def is_done(session: AsyncSession, delivery: Delivery) -> bool:
    """Tell whether a sealed DM is done, and only waits for others. Raises `WrongKey`."""
    return DONE in plain_of(session, delivery)


async def holds_up(session: AsyncSession, delivery: Delivery) -> bool:
    """Tell whether later sealed DMs wait for one that is sent, or waits after a failure.

    What is done waits for others of its post, which may be later ones, so it holds up nothing.
    Once all of these are done, it waits as if it had failed, and holds up what a failure would.
    """
    rows = await _of_one_post(session, delivery)
    is_own_done = any(each.is_done for each in rows if each.delivery.id == delivery.id)
    return not is_own_done or all(each.is_done for each in rows)


async def share(
    session: AsyncSession, delivery: Delivery, now: datetime, *, has_failed: bool = False
) -> None:
    """Have what was tried of one post wait alike, or go once all of it is done.

    `has_failed`: this one did just now, and what else failed waits as long.
    """
    rows = await _of_one_post(session, delivery)
    left = [each for each in rows if not each.is_done]
    done = [each.delivery for each in rows if each.is_done]
    failing = [each.delivery for each in left if each.delivery.reason is not None]
    # Those that run stay as they are, but for the one that was just settled.
    waiting = [each for each in done if _waits(each) or each.id == delivery.id]
    if failing:
        times = [each.due_at for each in failing if _waits(each)]
        if has_failed:
            waiting += [each for each in failing if _waits(each)]
        await wait_alike(
            session,
            [each.id or 0 for each in waiting],
            due_at=max(*times, now + SOON) if times else now + SOON,
            attempts=max(each.attempts for each in failing),
            reason=failing[0].reason,
        )
        return
    if left or await _is_to_be_told(session, rows):
        numbers = [each.id or 0 for each in waiting]
        await wait_alike(session, numbers, due_at=now + WHILE_OTHERS_WAIT)
        return
    reason = await _trouble_elsewhere(session, rows, delivery)
    if reason is None:
        await delete_deliveries(session, [each.id or 0 for each in done])
        return
    attempts = delivery.attempts + 1
    backed_off = timedelta(seconds=2 ** min(delivery.attempts, MOST_DOUBLINGS))
    await wait_alike(
        session,
        [each.id or 0 for each in waiting],
        due_at=now + min(backed_off, LONGEST_WAIT),
        attempts=attempts,
        reason=reason,
    )


def _waits(delivery: Delivery) -> bool:
    return delivery.state is DeliveryState.WAITING


async def _note(session: AsyncSession, delivery: Delivery, *, is_done: bool) -> None:
    """Seal a delivery anew, whatever became of it."""
    plain = plain_of(session, delivery)
    if is_done:
        plain[DONE] = 1
    await seal_anew(session, delivery, plain)


async def _of_one_post(session: AsyncSession, delivery: Delivery) -> list[_Row]:
    """Return the sealed DMs about the post of one of them, as they are stored now."""
    found = await sealed_mail_around(
        session,
        delivery.forum_id,
        first=(delivery.id or 0) - AROUND,
        last=(delivery.id or 0) + AROUND,
    )
    rows = [row for each in found if (row := _opened(session, each)) is not None]
    own = next((each for each in rows if each.delivery.id == delivery.id), None)
    if own is None:
        return []  # whom it told is erased, and it with them
    # Those that an older version made name no post.
    return [own] if own.post_id is None else [r for r in rows if r.post_id == own.post_id]


def _opened(session: AsyncSession, delivery: Delivery) -> _Row | None:
    try:
        plain = plain_of(session, delivery)
    except WrongKey:
        return None  # its key is lost, and nobody's any more
    return _Row(delivery, plain.get("post"), DONE in plain)


async def _is_to_be_told(session: AsyncSession, rows: list[_Row]) -> bool:
    """Tell whether a post's followers are still being told: more rows come."""
    lanes = [lane_of(each.post_id) for each in rows[:1] if each.post_id is not None]
    found = await in_lanes(session, lanes)
    return any(each.state is not DeliveryState.FAILED for each in found)


async def _trouble_elsewhere(
    session: AsyncSession, rows: list[_Row], delivery: Delivery
) -> str | None:
    """Return why another direct message fails; None when none does.

    Of sealed ones an earlier one: later ones may wait for this.
    """
    own = {each.delivery.id for each in rows}
    for each in await failing_mail(session, limit=MOST_LOOKED_AT):
        if each.id in own:
            continue
        row = None if each.sealed is None else _opened(session, each)
        is_earlier = (each.id or 0) < (delivery.id or 0)
        if each.sealed is None or (is_earlier and row is not None and not row.is_done):
            return each.reason
    return None
