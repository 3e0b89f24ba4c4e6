"""Where reactions come in: gathered for a moment, then applied as one batch.

Hundreds in a second become a handful of transactions. A batch that the database does not take is
kept and tried again; nothing is applied out of order.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import SQLAlchemyError

from bot.forum.reactions import ReactionEvent, apply_events, cleared
from data.database import Database

log = logging.getLogger(__name__)

MOST_A_BATCH = 500
GATHER_SECONDS = 0.25
RETRY_SECONDS = 1.0
# With this much waiting something is badly wrong; reconciling at the next start makes it right.
MOST_WAITING = 200_000


@dataclass(frozen=True, slots=True)
class Clearing:
    """A moderator took all of some thumbs off a message."""

    message_id: int
    thumbs: frozenset[bool]


class VoteIntake:
    """Applies reaction events in their order and in batches."""

    def __init__(
        self,
        database: Database,
        clock: Callable[[], datetime],
        after_batch: Callable[[], None],
    ) -> None:
        """Apply to this database; `after_batch` is called when something was applied."""
        self._database = database
        self._clock = clock
        self._after_batch = after_batch
        self._waiting: list[ReactionEvent | Clearing] = []
        self._task: asyncio.Task[None] | None = None
        self._last = float("-inf")
        self.heard: Counter[int] = Counter()
        """How many changes were heard of each watched message; see `watch`."""
        self._watched: set[int] = set()

    def put(self, event: ReactionEvent | Clearing) -> None:
        """Take an event in; returns at once."""
        if event.message_id in self._watched:
            self.heard[event.message_id] += 1
        if len(self._waiting) < MOST_WAITING:
            self._waiting.append(event)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._drain(), name="votes")

    def watch(self, message_id: int) -> None:
        """Begin to count what is heard of a message, while it is being read from Discord."""
        self._watched.add(message_id)
        self.heard[message_id] = 0

    def unwatch(self, message_id: int) -> int:
        """End counting and return how many changes were heard meanwhile."""
        self._watched.discard(message_id)
        return self.heard.pop(message_id, 0)

    async def settled(self) -> None:
        """Wait until everything taken in is applied."""
        while self._task is not None and not self._task.done():
            await asyncio.shield(self._task)

    async def stop(self) -> None:
        """Apply what waits, then end; what the database refuses is reconciled at the next start."""
        if self._task is not None and not self._task.done():
            await asyncio.wait([self._task], timeout=RETRY_SECONDS)
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _drain(self) -> None:
        loop = asyncio.get_running_loop()
        while self._waiting:
            pause = self._last + GATHER_SECONDS - loop.time()
            if pause > 0 and len(self._waiting) < MOST_A_BATCH:
                await asyncio.sleep(pause)
            batch = self._next_batch()
            try:
                await self._apply(batch)
            except SQLAlchemyError as error:
                log.warning("%s votes wait: %s", len(self._waiting), type(error).__name__)
                await asyncio.sleep(RETRY_SECONDS)
                continue
            del self._waiting[: len(batch)]
            self._last = loop.time()
            self._after_batch()

    def _next_batch(self) -> list[ReactionEvent | Clearing]:
        """Return the events up to the next clearing, or the clearing alone."""
        if isinstance(self._waiting[0], Clearing):
            return self._waiting[:1]
        batch = self._waiting[:MOST_A_BATCH]
        for place, event in enumerate(batch):
            if isinstance(event, Clearing):
                return batch[:place]
        return batch

    async def _apply(self, batch: list[ReactionEvent | Clearing]) -> None:
        now = self._clock()
        first = batch[0]
        if isinstance(first, Clearing):
            await cleared(self._database, message_id=first.message_id, thumbs=first.thumbs, now=now)
            return
        events = [event for event in batch if isinstance(event, ReactionEvent)]
        await apply_events(self._database, events=events, now=now)
