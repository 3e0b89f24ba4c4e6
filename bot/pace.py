"""Paces: how fast direct messages go out, and how many requests Discord gets in a second."""

from collections import deque
from datetime import datetime, timedelta

# Discord takes fifty requests a second from a bot. Mail leaves room for what somebody waits for.
REQUESTS_A_SECOND = 50
KEPT_FREE = 3
MOST_A_SECOND = 45.0
"""No faster can direct messages be set to go out."""
SECOND = timedelta(seconds=1)


class Pace:
    """So many a second, evenly; what was not used of a moment is not made up for later."""

    def __init__(self, a_second: float) -> None:
        """Begin with one that may go at once."""
        self._a_second = a_second
        # A worker that is late by half a second still keeps the pace.
        self._most = max(1.0, a_second / 2)
        self._free = 1.0
        self._counted_at: datetime | None = None

    def free(self, now: datetime) -> int:
        """Return how many may go now."""
        if self._counted_at is not None:
            passed = max(timedelta(), now - self._counted_at).total_seconds()
            self._free = min(self._most, self._free + passed * self._a_second)
        self._counted_at = now
        return int(self._free + 1e-9)

    def take(self, count: int) -> None:
        """Note that so many went; more than were free, and the next ones wait longer."""
        self._free -= count

    def give_back(self) -> None:
        """Note that one of them did not go after all."""
        self._free += 1


class Meter:
    """How many requests went to Discord within the last second, replies to people left out."""

    def __init__(self) -> None:
        """Nothing went yet."""
        self._sent: deque[datetime] = deque(maxlen=4 * REQUESTS_A_SECOND)

    def note(self, now: datetime) -> None:
        """Note a request."""
        self._sent.append(now)

    def room(self, now: datetime) -> int:
        """Return how many requests that nobody waits for may still go in this second."""
        while self._sent and now - self._sent[0] >= SECOND:
            self._sent.popleft()
        return max(0, REQUESTS_A_SECOND - KEPT_FREE - len(self._sent))
