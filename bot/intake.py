"""Where reactions come in: gathered for a moment, then applied as one batch.

Hundreds in a second become a handful of transactions. What reconciling observed takes its place
among them, so that nothing is applied out of order.
"""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from bot.forum.reactions import ReactionEvent, apply_events, cleared, reconcile_message
from bot.inbound import Inbound
from data.database import Database

MOST_A_BATCH = 500
GATHER_SECONDS = 0.25
# With this much waiting something is badly wrong; reconciling makes it right afterwards.
MOST_WAITING = 200_000


@dataclass(frozen=True, slots=True)
class Clearing:
    """A moderator took all of some thumbs off a message."""

    message_id: int
    thumbs: frozenset[bool]


@dataclass(frozen=True, slots=True)
class Observation:
    """Whose thumbs were seen on a message; nothing is said about those `except_for`."""

    message_id: int
    ups: frozenset[int]
    downs: frozenset[int]
    except_for: frozenset[int]


@dataclass(slots=True)
class Heard:
    """What was heard of a message while it was being read from Discord."""

    users: set[int] = field(default_factory=set)
    was_cleared: bool = False


class VoteIntake(Inbound[ReactionEvent | Clearing | Observation]):
    """Applies reaction events in their order and in batches."""

    def __init__(
        self,
        database: Database,
        clock: Callable[[], datetime],
        after_batch: Callable[[], None],
    ) -> None:
        """Apply to this database; `after_batch` is called when something was applied."""
        super().__init__("votes", after_batch, most_waiting=MOST_WAITING, most_a_batch=MOST_A_BATCH)
        self._database = database
        self._clock = clock
        self._last = float("-inf")
        self._listened: dict[int, Heard] = {}

    def put(self, item: ReactionEvent | Clearing | Observation) -> None:
        """Take an event in; returns at once."""
        heard = self._listened.get(item.message_id)
        if heard is not None and isinstance(item, ReactionEvent):
            heard.users.add(item.discord_id)
        elif heard is not None and isinstance(item, Clearing):
            heard.was_cleared = True
        super().put(item)

    @contextmanager
    def listening(self, message_id: int) -> Iterator[Heard]:
        """Note what is heard of a message while it is being read from Discord."""
        heard = self._listened[message_id] = Heard()
        try:
            yield heard
        finally:
            del self._listened[message_id]

    async def _gather(self) -> None:
        pause = self._last + GATHER_SECONDS - asyncio.get_running_loop().time()
        if pause > 0 and len(self._waiting) < MOST_A_BATCH:
            await asyncio.sleep(pause)

    def _next_batch(self, most: int) -> list[ReactionEvent | Clearing | Observation]:
        """Return the events up to the next item of another kind, or that one alone."""
        batch = self._waiting[:most]
        for place, item in enumerate(batch):
            if not isinstance(item, ReactionEvent):
                return batch[: max(place, 1)]
        return batch

    async def _apply(self, batch: list[ReactionEvent | Clearing | Observation]) -> None:
        now = self._clock()
        match batch[0]:
            case Clearing(message_id, thumbs):
                await cleared(self._database, message_id=message_id, thumbs=thumbs, now=now)
            case Observation(message_id, ups, downs, except_for):
                await reconcile_message(
                    self._database,
                    message_id=message_id,
                    ups=ups,
                    downs=downs,
                    except_for=except_for,
                    now=now,
                )
            case _:
                events = [item for item in batch if isinstance(item, ReactionEvent)]
                await apply_events(self._database, events=events, now=now)
        self._last = asyncio.get_running_loop().time()
