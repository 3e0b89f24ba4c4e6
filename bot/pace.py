"""Paces: how fast direct messages go out, and how many requests Discord gets in a second."""

import time
from collections import deque
from collections.abc import Callable
from datetime import datetime, timedelta

# Discord takes fifty requests a second from a bot.
REQUESTS_A_SECOND = 50
MOST = REQUESTS_A_SECOND - 1
MOST_A_SECOND = 45.0
"""No faster can direct messages be set to go out: there is room for what somebody waits for."""
A_SECOND = 1.0
LOOK_AGAIN_SECONDS = 0.01


class Pace:
    """So many a second, evenly; what was not used of a moment is not made up for later."""

    def __init__(self, a_second: float) -> None:
        """Begin with one that may go at once."""
        self._a_second = a_second
        # A worker that is late by half a second still keeps the pace; by a quarter where that would
        # have two go at once.
        self._most = max(1 + a_second / 4, a_second / 2)
        self._free = 1.0
        self._counted_at: datetime | None = None

    def free(self, now: datetime) -> int:
        """Return how many may go now; `now` may be a moment before that of an earlier question."""
        since = self._counted_at or now
        passed = max(timedelta(), now - since).total_seconds()
        self._free = min(self._most, self._free + passed * self._a_second)
        self._counted_at = max(now, since)
        return int(self._free + 1e-9)

    def take(self, count: int) -> None:
        """Note that so many went; more than were free, and the next ones wait longer."""
        self._free -= count

    def give_back(self) -> None:
        """Note that one of them did not go after all."""
        self._free += 1


class Meter:
    """How many requests Discord got within the last second, at most; replies to people left out.

    It got each some time between its beginning and its answer, so one counts until a second after
    its answer: however long they are on their way, no second of Discord's has more of them.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Nothing went yet. The clock counts seconds, and is never set back."""
        self._clock = clock
        self._under_way = 0
        self._answered: deque[float] = deque()

    def begin(self) -> None:
        """Note that a request goes."""
        self._under_way += 1

    def end(self) -> None:
        """Note that one was answered, or failed."""
        self._under_way -= 1
        self._answered.append(self._clock())

    def room(self) -> int:
        """Return how many requests may still go now."""
        now = self._clock()
        while self._answered and now - self._answered[0] >= A_SECOND:
            self._answered.popleft()
        return max(0, MOST - self._under_way - len(self._answered))

    def wait(self) -> float:
        """Return after how many seconds to look again whether a request may go; 0: it may."""
        if self.room():
            return 0.0
        if not self._answered:
            return LOOK_AGAIN_SECONDS
        return max(LOOK_AGAIN_SECONDS, self._answered[0] + A_SECOND - self._clock())
