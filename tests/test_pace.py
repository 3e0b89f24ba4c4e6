"""How many requests Discord gets in a second, however long they are on their way."""

from datetime import UTC, datetime, timedelta

from bot.pace import LOOK_AGAIN, MOST, REQUESTS_A_SECOND, SECOND, Meter

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
A_MOMENT = timedelta(milliseconds=300)


def test_no_second_of_discords_has_too_many() -> None:
    meter = Meter()
    for _ in range(MOST):
        assert not meter.wait(NOW)
        meter.begin()
    assert meter.wait(NOW) == LOOK_AGAIN, "nobody knows when the first is answered"
    answered = NOW + A_MOMENT
    meter.end(answered)
    # Discord may have got that one at the last moment before it answered.
    assert meter.wait(answered) == SECOND
    assert meter.wait(answered + SECOND / 2) == SECOND / 2
    assert meter.room(answered + SECOND / 2) == 0
    assert not meter.wait(answered + SECOND)
    assert meter.room(answered + SECOND) == 1
    assert MOST < REQUESTS_A_SECOND


def test_what_was_answered_long_ago_takes_no_room() -> None:
    meter = Meter()
    for _ in range(MOST // 2):
        meter.begin()
        meter.end(NOW)
    assert meter.room(NOW) == MOST - MOST // 2
    assert meter.room(NOW + SECOND) == MOST
