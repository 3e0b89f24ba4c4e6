"""Tries of accounts' turns: what failed and how often is sealed, and turns wait alike.

Only a turn for which something waits sends anything, so only such a one fails.
"""

import contextlib
from datetime import datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.forum.anonymous.sealed_turns import LANES, lapse, put_turn_back, tried
from bot.forum.identity import WrongKey
from bot.publishing.failures import Failure
from data.database import Database
from data.tables import Delivery

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
        self,
        session: AsyncSession,
        delivery: Delivery,
        failure: Failure,
        now: datetime,
        *,
        is_over: bool,
    ) -> bool:
        """Let a turn wait for its next try; tell whether this is one, and its key is at hand.

        `is_over`: it can't succeed, and lapses to the next one.
        """
        if not is_turn(delivery):
            return False
        reason, wait = failure.reason, failure.wait
        is_uncertain = failure.is_uncertain or delivery.is_uncertain
        self._failing.pop(delivery.id or 0, None)
        with contextlib.suppress(WrongKey):
            if is_over or wait is None:
                await lapse(session, delivery, reason=reason, is_uncertain=is_uncertain, now=now)
                return True
            due_at = now + wait
            await put_turn_back(
                session, delivery, due_at=due_at, reason=reason, is_uncertain=is_uncertain
            )
            self._failing[delivery.id or 0] = due_at
            return True
        return False

    async def waits_with_others(
        self, session: AsyncSession, delivery: Delivery, now: datetime, *, asked: str = ""
    ) -> bool:
        """Let a turn that went well wait like those that fail, if any does; tell whether it does.

        It is looked at again as if nobody knew what it sent. What it `asked` for in vain can't be
        found then, and stands in its seal.
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
        await put_turn_back(
            session, delivery, due_at=due_at, reason=None, is_uncertain=True, asked=asked
        )
        return True
