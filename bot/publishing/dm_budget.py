"""What a restart must not forget of opening channels: how much of the hour is used, and a pause.

It says nothing of anybody: a turn is also taken for what is sealed and wanted by nobody, and how
many of them opened a channel is in memory alone. Stored is how many turns there were in each ten
minutes, for moments could be held against rows that went then.
"""

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Protocol

from sqlmodel.ext.asyncio.session import AsyncSession

from data.app_state import get_fact, set_fact
from data.database import Database
from data.deliveries import running
from data.tables import DeliveryKind

HOUR = timedelta(hours=1)
SLOT_SECONDS = 600
FACT = "dm_channels"
MAY_OPEN = {DeliveryKind.DIRECT_MESSAGE, DeliveryKind.WAKE_UP, DeliveryKind.DIGEST}


@dataclass(frozen=True, slots=True)
class Budget:
    """Turns that were taken, by ten minutes; until when the last pause is, and the how manieth."""

    slots: Mapping[int, int] = field(default_factory=dict)
    until: float | None = None
    trips: int = 0

    def since(self, now: datetime) -> "Budget":
        """Return it without what is older than an hour."""
        first = int((now - HOUR).timestamp()) // SLOT_SECONDS
        return replace(self, slots={at: n for at, n in self.slots.items() if at >= first})

    def used(self, now: datetime, *, most: int, count: int = 1) -> "Budget":
        """Return it with another turn, or several; as many in ten minutes as matter at `most`."""
        at = int(now.timestamp()) // SLOT_SECONDS
        kept = self.since(now)
        return replace(kept, slots={**kept.slots, at: min(kept.slots.get(at, 0) + count, most)})

    def paused(self, until: datetime, trips: int) -> "Budget":
        """Return it with another pause."""
        return replace(self, until=until.timestamp(), trips=trips)

    def given(self, now: datetime) -> list[datetime]:
        """Return when turns were taken, the oldest first: as late as each may have been."""
        ends = [
            min(datetime.fromtimestamp((at + 1) * SLOT_SECONDS, UTC), now)
            for at, count in sorted(self.slots.items())
            for _ in range(count)
        ]
        return [end for end in ends if now - end < HOUR]


class Keeper(Protocol):
    """Whoever has a budget to keep, and takes it up again."""

    @property
    def to_keep(self) -> Budget:
        """What a restart must not forget."""

    def resume(self, kept: Budget, now: datetime, *, interrupted: int) -> None:
        """Go on with what was kept; so many more turns may have been taken."""


class KeptBudget:
    """Writes a budget whenever it changed, in a transaction that is made anyway."""

    def __init__(self, database: Database, keeper: Keeper) -> None:
        """Have written nothing yet."""
        self._database, self._keeper = database, keeper
        self._written = Budget()

    async def resume(self, now: datetime) -> None:
        """Have a start go on where the bot was stopped."""
        async with self.write() as session:
            kept = await get_fact(session, FACT)
            held = {"slots": {}, "until": None, "trips": 0} if kept is None else json.loads(kept)
            slots = {int(at): count for at, count in held["slots"].items()}
            # A kill may have kept a turn from being noted. It is now: the next one may come soon.
            left = [each for each in await running(session) if each.kind in MAY_OPEN]
            budget = Budget(slots, held["until"], held["trips"])
            self._keeper.resume(budget, now, interrupted=len(left))

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncSession]:
        """Open a write transaction that also writes the budget, where that changed."""
        async with self._database.write() as session:
            yield session
            budget = self._keeper.to_keep
            if budget != self._written:
                held = {"slots": budget.slots, "until": budget.until, "trips": budget.trips}
                await set_fact(session, FACT, json.dumps(held))
        self._written = budget
