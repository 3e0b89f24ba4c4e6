"""What was under way when the process died waits again, its outcome unknown.

Of what is sealed that is not said in clear of one alone: for whom a message was under way, for them
there was one. So sealed messages share it with all about their post; of a turn it is sealed.
"""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.forum.anonymous.sealed_turns import LANES, put_turn_back
from bot.forum.identity import WrongKey
from bot.forum.post_mail import is_sealed_mail
from bot.forum.shared_fate import fail
from bot.forum.waiting_together import SOON
from data.deliveries import delete_kind, put_back, running
from data.sealed_mail import hasten_untried
from data.tables import Delivery, DeliveryKind

INTERRUPTED = "Interrupted"


async def recover(session: AsyncSession, now: datetime) -> int:
    """Let what was running when the process died wait again; return how many there were.

    A coalescing one that has a newer twin is dropped instead, and so is what draws messages anew:
    which were sent nobody knows any more. All that is sealed and waits for its turn takes another:
    what came of it before its turn is forgotten, so each is looked at again, and turns may be a day
    away.
    """
    await delete_kind(session, DeliveryKind.REDRAW_MESSAGES)
    await hasten_untried(session, now)
    found = await running(session)
    for delivery in found:
        reason = delivery.reason or INTERRUPTED
        if is_sealed_mail(delivery):
            due_at = max(delivery.due_at, now + SOON)
            await fail(session, delivery, now, due_at=due_at, reason=reason)
        elif not await _is_turn_put_back(session, delivery):
            due_at = delivery.due_at
            await put_back(session, delivery, due_at=due_at, reason=reason, is_uncertain=True)
    return len(found)


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
