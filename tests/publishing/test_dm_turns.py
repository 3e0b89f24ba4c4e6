"""Turns come in order, some seconds apart, and no hour sees too many channels opened."""

import heapq
import random
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from bot.publishing.dm_turns import TOGETHER, Turns

NOW = datetime(2026, 3, 2, 12, 3, 20, tzinfo=UTC)
EVERY, HOUR, AN_HOUR = timedelta(seconds=10), timedelta(hours=1), 50


@dataclass
class Queue:
    """Messages that come when their time has come, and ask for their turn again."""

    turns: Turns = field(default_factory=lambda: Turns(every=EVERY, an_hour=AN_HOUR))
    took: dict[int, datetime] = field(default_factory=dict)
    opened: list[datetime] = field(default_factory=list)
    waits: list[datetime] = field(default_factory=list)
    """Until when each was told to wait."""

    def go(self, comes: Iterable[tuple[datetime, int]], opening: Collection[int]) -> None:
        """Let each come at its moment; `opening` are those that open a channel in their turn."""
        waiting = list(comes)
        heapq.heapify(waiting)
        while waiting:
            now, number = heapq.heappop(waiting)
            until = self.turns.take(number, now)
            if until is None and number in opening:
                until = self.turns.open(number, now)
                self.opened += [now] if until is None else []
            if until is None:
                self.took[number] = now
            else:
                assert until > now
                self.waits.append(until)
                heapq.heappush(waiting, (until, number))


def most_in_an_hour(moments: list[datetime]) -> int:
    """Return how many there are at most within any hour."""
    return max(sum(first <= each < first + HOUR for each in moments) for first in moments)


def at_once(count: int, now: datetime = NOW) -> list[tuple[datetime, int]]:
    """Return messages that all come in one moment."""
    return [(now, number) for number in range(1, count + 1)]


def test_what_opens_nothing_fills_no_hour() -> None:
    queue = Queue()
    queue.go(at_once(500), opening={500})
    assert [moment - NOW for moment in queue.took.values()] == [EVERY * n for n in range(500)]


@pytest.mark.parametrize("seed", range(20))
def test_no_hour_has_too_many_and_the_order_is_kept(seed: int) -> None:
    chosen = random.Random(seed)  # noqa: S311  # no secret
    comes = [(NOW + timedelta(seconds=chosen.randrange(9000)), n) for n in range(400)]
    comes = [(moment, n) for n, (moment, _) in enumerate(sorted(comes))]
    opening = {n for n in range(400) if chosen.random() < chosen.choice([0.2, 0.9])}
    queue = Queue()
    queue.go(comes, opening)
    assert len(queue.opened) == len(opening)
    assert most_in_an_hour(queue.opened) <= AN_HOUR
    assert list(queue.took) == sorted(queue.took)
    taken = list(queue.took.values())
    assert all(later - earlier >= EVERY for earlier, later in pairwise(taken))


def test_eighty_new_people_are_written_to_within_an_hour_and_a_half() -> None:
    queue = Queue()
    queue.go(at_once(80), opening=range(1, 81))
    assert sum(each < NOW + HOUR for each in queue.opened) == AN_HOUR
    assert max(queue.opened) < NOW + 1.5 * HOUR


def test_which_of_those_together_opened_channels_shows_in_no_time() -> None:
    seen = []
    for which in (range(7), range(3, TOGETHER)):
        queue = Queue()
        queue.go(at_once(200), {n for n in range(1, 201) if (n - 1) % TOGETHER in which})
        seen.append((queue.took, queue.waits))
    assert seen[0] == seen[1]
    longest = max(
        (until - now, until) for now, until in pairwise(sorted([NOW, *queue.took.values()]))
    )
    assert (longest[1].minute % 10, longest[1].second) == (0, 0)


@pytest.mark.parametrize("an_hour", [1, 3, 12])
def test_a_small_hour(an_hour: int) -> None:
    queue = Queue(Turns(every=EVERY, an_hour=an_hour))
    queue.go(at_once(30), opening=range(1, 31, 2))
    assert most_in_an_hour(queue.opened) <= an_hour
    assert list(queue.took) == sorted(queue.took)


def test_also_where_turns_are_taken_before_channels_are_opened() -> None:
    turns, opened = Turns(every=timedelta(0), an_hour=3), 0
    for _ in range(3):
        for number in range(3):
            turns.take(number, NOW)
        opened += sum(turns.open(number, NOW) is None for number in range(3))
    assert opened == 3
    assert turns.has(2)


def test_after_a_pause_nobody_waits_for_those_who_waited_before() -> None:
    turns = Turns(every=EVERY, an_hour=AN_HOUR)
    for number in range(1000):
        turns.take(number, NOW)
    turns.give_all_up(NOW)
    assert turns.take(999, NOW + HOUR) is None
    assert turns.take(1000, NOW + HOUR) == NOW + HOUR + EVERY


def test_turns_before_a_restart_count_as_channels_opened() -> None:
    turns = Turns(every=EVERY, an_hour=AN_HOUR)
    turns.resume([NOW] * (AN_HOUR - TOGETHER + 1))
    until = turns.take(1, NOW + 2 * EVERY)
    assert until is not None
    assert HOUR <= until - NOW < HOUR + timedelta(minutes=10)
