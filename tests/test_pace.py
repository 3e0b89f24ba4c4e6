"""How many requests Discord gets in a second, however long they are on their way."""

from datetime import UTC, datetime, timedelta
from itertools import chain, repeat

import pytest

from bot.pace import A_SECOND, LOOK_AGAIN_SECONDS, MOST, REQUESTS_A_SECOND, Meter, Pace

NOW = datetime(2026, 3, 2, tzinfo=UTC)


class Clock:
    """Shows what it is set to, in seconds."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_no_second_of_discords_has_too_many() -> None:
    clock = Clock()
    meter = Meter(clock)
    for _ in range(MOST):
        assert not meter.wait()
        meter.begin()
    assert meter.wait() == LOOK_AGAIN_SECONDS, "nobody knows when the first is answered"
    clock.now += 0.25
    meter.end()
    # Discord may have got that one at the last moment before it answered.
    assert meter.wait() == A_SECOND
    clock.now += 0.5
    assert meter.wait() == A_SECOND / 2
    assert meter.room() == 0
    clock.now += 0.5
    assert not meter.wait()
    assert meter.room() == 1
    assert MOST < REQUESTS_A_SECOND


def test_what_was_answered_long_ago_takes_no_room() -> None:
    clock = Clock()
    meter = Meter(clock)
    for _ in range(MOST // 2):
        meter.begin()
        meter.end()
    assert meter.room() == MOST - MOST // 2
    clock.now += A_SECOND
    assert meter.room() == MOST


def test_a_moment_is_counted_once_in_whatever_order_it_is_asked_about() -> None:
    pace = Pace(10)
    assert pace.free(NOW) == 1
    pace.take(1)
    for later in (0.1, 0.0, 0.1, 0.0, 0.1):
        assert pace.free(NOW + timedelta(seconds=later)) <= 1
    assert pace.free(NOW + timedelta(seconds=0.1)) == 1


@pytest.mark.parametrize("a_second", [0.5, 1, 1.5, 2, 3, 5, 20, 45])
def test_a_worker_that_looks_a_little_late_keeps_the_pace(a_second: float) -> None:
    pace, now, late, went = Pace(a_second), NOW, chain.from_iterable(repeat((0.021, 0.034))), 0
    until = NOW + timedelta(seconds=100)
    while now < until:
        count = pace.free(now)
        assert a_second >= 4 or count <= 1, "not two at once"
        pace.take(count)
        went += count
        now += timedelta(seconds=next(late))
    assert went == pytest.approx(100 * a_second, abs=2)
