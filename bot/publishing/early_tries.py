"""What became of sealed direct messages that were sent before their turn: in memory alone.

Written down, it would say that there was a message. Their seals say that they may have been sent
(`notices.EARLY`), before they are; so after a restart they are looked for.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Coroutine
from datetime import datetime, timedelta
from enum import Enum

MOST_REMEMBERED = 20_000
FIRST_WAIT, LONGEST_WAIT, MOST_DOUBLINGS = timedelta(seconds=5), timedelta(minutes=10), 7


class Came(Enum):
    """Whether a message came before its turn."""

    YES = "yes"
    NO = "no"
    PERHAPS = "perhaps"
    """Also while it is on its way."""


class EarlyTry:
    """A message that may go before its turn, and what came of it."""

    def __init__(self) -> None:
        """Know nothing yet: it is looked at, or on its way."""
        self.came = Came.PERHAPS
        self.waits = False
        """Whether it failed, and is to be tried again before its turn."""
        self.is_again = False
        """Whether one may have come before a restart."""
        self._is_over = self._is_left = False
        self._failed = 0
        self._is_known = asyncio.Event()

    @property
    def may_have_come(self) -> bool:
        """Whether the message came, is on its way, or is to be tried again."""
        return self.came is Came.YES or not self._is_over

    def wait(self) -> timedelta | None:
        """Return how long it waits to be tried again, 5 seconds to 10 minutes; None if no more."""
        if self._is_left:
            self.end(Came.PERHAPS)
            return None
        self.waits = True
        self._is_known.set()
        wait: timedelta = FIRST_WAIT * 2 ** min(self._failed, MOST_DOUBLINGS)
        self._failed += 1
        return min(wait, LONGEST_WAIT)

    def go_on(self) -> bool:
        """Tell whether it is still to be tried again, which it is now."""
        if self._is_over:
            return False
        self.waits = False
        self._is_known.clear()
        return True

    def end(self, came: Came) -> None:
        """Note what became of it."""
        self.came, self.waits, self._is_over = came, False, True
        self._is_known.set()

    async def outcome(self) -> Came:
        """Return what became of it, once it is no longer on its way: perhaps it still `waits`."""
        await self._is_known.wait()
        return self.came

    async def last_outcome(self) -> Came:
        """Have it tried no more, as its turn has come, and return what became of it."""
        self._is_left = True
        if self.waits:
            self.end(Came.PERHAPS)
        return await self.outcome()


Again = Callable[[], Coroutine[None, None, None]]


class EarlyTries:
    """The tries since the bot began, by the numbers of their deliveries: one for each."""

    def __init__(self) -> None:
        """Know of none."""
        self._tries: OrderedDict[int, EarlyTry] = OrderedDict()
        self._waiting: dict[int, tuple[datetime, Again]] = {}

    def begin(self, delivery_id: int, *, is_again: bool = False) -> EarlyTry | None:
        """Return a new try; None when a message was looked at before.

        `is_again`: also when it was, unless it came or is still to be tried.
        """
        before = self._tries.get(delivery_id)
        if before is not None and (not is_again or before.may_have_come):
            return None
        begun = self._tries[delivery_id] = EarlyTry()
        if len(self._tries) > MOST_REMEMBERED:
            self._tries.popitem(last=False)
        return begun

    def forget(self, delivery_id: int) -> None:
        """Let a message be looked at again."""
        self._tries.pop(delivery_id, None)

    def find(self, delivery_id: int) -> EarlyTry | None:
        """Return what is remembered of a message."""
        return self._tries.get(delivery_id)

    def put_back(self, delivery_id: int, due_at: datetime, again: Again) -> None:
        """Have a message tried again then."""
        self._waiting[delivery_id] = due_at, again

    def take(self, now: datetime, *, limit: int) -> list[Again]:
        """Return some that are to be tried again now."""
        due = [number for number, (at, _) in self._waiting.items() if at <= now][:limit]
        return [self._waiting.pop(number)[1] for number in due]
