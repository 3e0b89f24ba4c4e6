"""Direct messages that were just sent: what happens in their question meanwhile is added to them.

All of it is in memory: a row would say who is told of what. After a restart the next one is new.
"""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple
from weakref import WeakValueDictionary

MOST_TOGETHER = 8
"""So many notifications stand in one message; their numbers must fit into a custom_id."""
MOST_KNOWN = 10_000


class About(NamedTuple):
    """Whom a message tells of which question: what they are told by name stands apart."""

    user_id: int
    question_id: int
    is_anonymous: bool


@dataclass(frozen=True, slots=True)
class Recent:
    """A message, when it was sent, and the notifications that stand in it, the oldest first."""

    message_id: int
    sent_at: datetime
    told: tuple[int, ...]


class RecentMail:
    """The last message to each person about each question, while something may be added to it."""

    def __init__(self, added_for: timedelta) -> None:
        """Know none; something is added to a message for so long."""
        self._added_for = added_for
        self._last: OrderedDict[About, Recent] = OrderedDict()
        self._keys: dict[int, About] = {}
        self._turns: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    @asynccontextmanager
    async def alone_with(self, user_id: int) -> AsyncIterator[None]:
        """Write to somebody while nothing else does: two would each add to what they know."""
        turn = self._turns.setdefault(user_id, asyncio.Lock())
        async with turn:
            yield

    def find(self, about: About, now: datetime) -> Recent | None:
        """Return the message to which something about a question is to be added, if there is."""
        recent = self._last.get(about)
        if recent is None or now - recent.sent_at >= self._added_for:
            return None
        return recent if len(recent.told) < MOST_TOGETHER else None

    def note(self, about: About, recent: Recent) -> None:
        """Note what was sent, or added."""
        known = self._last.pop(about, None)
        if known is not None:
            self._keys.pop(known.message_id, None)
        self._last[about] = recent
        self._keys[recent.message_id] = about
        if len(self._last) > MOST_KNOWN:
            _, oldest = self._last.popitem(last=False)
            self._keys.pop(oldest.message_id, None)

    def end(self, message_id: int) -> None:
        """Add nothing to a message any more: somebody pressed a button on it."""
        key = self._keys.pop(message_id, None)
        if key is not None:
            self._last.pop(key, None)
