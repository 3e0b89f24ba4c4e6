"""Turns to have a channel of direct messages opened: in order, some seconds apart, so many an hour.

All that is sealed takes a turn, wanted or not; of these few open a channel, and those alone are
counted. Whoever has several copies of the file sees when nobody gets a turn, but must not see which
turn filled the hour, nor which makes room again once it is an hour old. So room is looked for once
for several turns together, for as many channels; these count from the last of those turns on, and
a wait ends at a whole ten minutes.
"""

import math
from collections import deque
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from bot.publishing.dm_budget import HOUR, SLOT_SECONDS

TOGETHER = 10
"""For so many turns room is looked for at once: any of them may have opened channels. For half of
what an hour has room for where that is less."""


class Turns:
    """Who waits for which turn, and when channels were opened: in memory alone.

    Turns are given out in the order in which they are asked for, `every` apart; in no hour more
    than `an_hour` channels are opened.
    """

    def __init__(self, *, every: timedelta, an_hour: int) -> None:
        """Have given none out."""
        self._every, self._an_hour = every, an_hour
        self._together = max(1, min(TOGETHER, an_hour // 2))
        self._given: dict[int, datetime] = {}
        self._last: datetime | None = None
        # Of those for which there was room: how many are left, when the last was taken, and how
        # many channels were opened.
        self._room, self._taken, self._opening = 0, datetime.min.replace(tzinfo=UTC), 0
        # As it counts for those that come together, and as it was.
        self._counted: deque[datetime] = deque(maxlen=an_hour)
        self._opened: deque[datetime] = deque(maxlen=an_hour)

    def resume(self, taken: Iterable[datetime]) -> None:
        """Go on after turns that were taken before a restart, the oldest first.

        Each may have opened a channel.
        """
        moments = list(taken)
        self._counted.extend(moments)
        self._opened.extend(moments)
        if moments:
            self._last = moments[-1]

    def take(self, delivery_id: int, now: datetime) -> datetime | None:
        """Take a turn for a message, or return until when it waits for it."""
        if delivery_id not in self._given:
            self._given[delivery_id] = self._next(now)
        turn = self._given[delivery_id]
        self._forget_missed(now)
        if turn > now:
            return turn
        if not self._room:
            self._counted.extend([self._taken] * self._opening)
            self._opening = 0
            until = _free_at(self._counted, now, self._an_hour - self._together)
            if until is not None:
                return self._put_off(delivery_id, until)
            self._room = self._together
        self._room, self._taken = self._room - 1, now
        self._given.pop(delivery_id, None)
        return None

    def open(self, delivery_id: int, now: datetime) -> datetime | None:
        """Count a channel that is opened in its turn, or return until when that has to wait.

        It has to only where several turns were taken before their channels were opened.
        """
        until = _free_at(self._opened, now, self._an_hour - 1)
        if until is not None:
            self._given[delivery_id] = now
            return self._put_off(delivery_id, until)
        self._opening += 1
        self._opened.append(now)
        return None

    def has(self, delivery_id: int) -> bool:
        """Tell whether a message waits for a turn that it was given."""
        return delivery_id in self._given

    def give_up(self, delivery_ids: Iterable[int]) -> None:
        """Let messages take other turns, whenever they ask for one again."""
        for delivery_id in delivery_ids:
            self._given.pop(delivery_id, None)

    def give_all_up(self, now: datetime) -> None:
        """Let everybody ask anew, after a pause."""
        self._given.clear()
        if self._last is not None:
            self._last = min(self._last, now)

    def _next(self, now: datetime) -> datetime:
        self._last = now if self._last is None else max(now, self._last + self._every)
        return self._last

    def _put_off(self, delivery_id: int, until: datetime) -> datetime:
        """Let a message have its turn then, and whoever is behind it as much later."""
        late = until - self._given.pop(delivery_id)
        others = {each: max(turn + late, until) for each, turn in self._given.items()}
        self._given = {delivery_id: until, **others}
        self._last = max([until, *others.values()])
        return until

    def _forget_missed(self, now: datetime) -> None:
        # Its delivery is gone: whoever still waits comes within a second or so.
        for delivery_id, turn in list(self._given.items()):
            if turn > now - HOUR:
                return  # they are in the order of their turns
            del self._given[delivery_id]


def _free_at(opened: Iterable[datetime], now: datetime, most: int) -> datetime | None:
    """Return when at most so many channels were opened within an hour; None if so it is now."""
    recent = [each for each in opened if now - each < HOUR]
    if len(recent) <= most:
        return None
    free = (recent[-most - 1] + HOUR).timestamp()
    return datetime.fromtimestamp(math.ceil(free / SLOT_SECONDS) * SLOT_SECONDS, UTC)
