"""Tries of accounts' turns: what failed and how often is sealed, and turns wait alike.

Only a turn for which something waits sends anything, so only such a one fails.
"""

from datetime import datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.forum.anonymous.turns import LANES, put_turn_back, tried
from bot.forum.identity import WrongKey
from bot.publishing.failures import Failure
from data.database import Database
from data.tables import Delivery

KEY_LOST = f"Fault:{WrongKey.__name__}"
# So often the others wait with one that fails, a quarter of an hour: it may be theirs alone.
MOST_ALIKE = 10
# One that nobody wants any more is not tried again, and nothing says so.
FORGOTTEN_AFTER = timedelta(minutes=15)


def is_turn(delivery: Delivery) -> bool:
    """Tell whether a delivery is an account's turn."""
    return delivery.kind in LANES


class TurnTries:
    """Which turns fail at present, in memory: others wait with them, to be looked at again."""

    def __init__(self) -> None:
        """Know of no failure."""
        self._failing: dict[int, datetime] = {}

    async def begin(self, database: Database, delivery: Delivery) -> None:
        """Give a turn's delivery what is sealed of earlier tries."""
        if is_turn(delivery):
            async with database.read() as session:
                tried(session, delivery)

    async def fail(
        self, session: AsyncSession, delivery: Delivery, failure: Failure, due_at: datetime
    ) -> bool:
        """Let a turn wait for its next try; tell whether this is one, and its key is at hand."""
        if not is_turn(delivery) or failure.reason == KEY_LOST:
            return False
        self._failing[delivery.id or 0] = due_at
        await put_turn_back(
            session,
            delivery,
            due_at=due_at,
            reason=failure.reason,
            is_uncertain=failure.is_uncertain or delivery.is_uncertain,
        )
        return True

    async def waits_with_others(
        self, session: AsyncSession, delivery: Delivery, now: datetime
    ) -> bool:
        """Let a turn that went well wait like those that fail, if any does; tell whether it does.

        It is looked at again as if nobody knew what it sent.
        """
        if not is_turn(delivery):
            return False
        self._failing.pop(delivery.id or 0, None)
        for number, due_at in list(self._failing.items()):
            if due_at <= now - FORGOTTEN_AFTER:
                del self._failing[number]
        if not self._failing or delivery.attempts >= MOST_ALIKE:
            return False
        due_at = now + timedelta(seconds=2**delivery.attempts)
        await put_turn_back(session, delivery, due_at=due_at, reason=None, is_uncertain=True)
        return True
