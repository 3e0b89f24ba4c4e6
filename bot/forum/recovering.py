"""What was under way when the process died waits again, its outcome unknown.

Of what is sealed that is not said in clear of one alone: for whom a message was under way, for them
there was one. So sealed messages share it with all about their post; of a turn it is sealed.
"""

from datetime import datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.forum.anonymous.early_mail import look_for
from bot.forum.anonymous.sealed_turns import LANES, put_turn_back
from bot.forum.identity import WrongKey
from bot.forum.post_mail import is_sealed_mail
from bot.forum.shared_fate import fail
from bot.forum.waiting_together import SOON
from data.deliveries import delete_kind, postpone, put_back, running
from data.sealed_mail import hasten_untried
from data.tables import Delivery, DeliveryKind

INTERRUPTED = "Interrupted"
# So far apart that of five messages a second half are left to what was made later.
APART = timedelta(seconds=0.4)


async def recover(session: AsyncSession, now: datetime, *, is_paused: bool = False) -> int:
    """Let what was running when the process died wait again; return how many there were.

    A coalescing one that has a newer twin is dropped instead, and so is what draws messages anew:
    which were sent nobody knows any more. All that is sealed and waits for its turn takes another:
    what came of it before its turn is forgotten, so each is looked at again, and turns may be a day
    away. So may what ran while new people may not be written to (`is_paused`): it had no turn yet.
    """
    await delete_kind(session, DeliveryKind.REDRAW_MESSAGES)
    await hasten_untried(session, now, apart=APART)
    found = await running(session)
    for delivery in found:
        reason = delivery.reason or INTERRUPTED
        if is_paused and delivery.reason is None and await _goes_on_waiting(session, delivery, now):
            continue
        if is_sealed_mail(delivery):
            due_at = max(delivery.due_at, now + SOON)
            await fail(session, delivery, now, due_at=due_at, reason=reason)
        elif not await _is_turn_put_back(session, delivery):
            due_at = delivery.due_at
            await put_back(session, delivery, due_at=due_at, reason=reason, is_uncertain=True)
    return len(found)


async def _goes_on_waiting(session: AsyncSession, delivery: Delivery, now: datetime) -> bool:
    """Let a sealed message wait as one that was not tried; tell whether this is one.

    As a failure of its post it would hold up all of that, until the pause is over.
    """
    if not is_sealed_mail(delivery):
        return False
    try:
        await look_for(session, delivery)
    except WrongKey:
        return False
    await postpone(session, delivery.id or 0, now)
    return True


async def _is_turn_put_back(session: AsyncSession, delivery: Delivery) -> bool:
    """Let an account's turn wait again; tell whether this is one, and its key is at hand."""
    if delivery.kind not in LANES:
        return False
    try:
        await put_turn_back(
            session, delivery, due_at=delivery.due_at, reason=INTERRUPTED, is_uncertain=True
        )
    except WrongKey:
        return False
    return True
