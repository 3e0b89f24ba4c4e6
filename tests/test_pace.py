"""How many requests Discord gets in a second, however long they are on their way."""

from datetime import UTC, datetime, timedelta

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
