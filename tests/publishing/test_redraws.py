"""What is still to be drawn anew waits in memory, for so long at most."""

from datetime import UTC, datetime, timedelta

from bot.publishing.redraws import TRIED_FOR, Redraws

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def test_as_many_are_taken_as_may_be_drawn_at_once() -> None:
    redraws = Redraws()
    redraws.ask([1, 2, 3], 7, NOW)
    assert [each.message_id for each in redraws.take(NOW, limit=2)] == [1, 2]
    assert [each.message_id for each in redraws.take(NOW, limit=2)] == [3]
    assert redraws.take(NOW, limit=2) == []


def test_one_asked_for_twice_is_drawn_once_for_both_posts() -> None:
    redraws = Redraws()
    redraws.ask([1], 7, NOW)
    redraws.ask([1], 8, NOW)
    (each,) = redraws.take(NOW, limit=9)
    assert each.posts == frozenset({7, 8})
    redraws.ask([1], 7, NOW)
    redraws.ask([1], None, NOW)
    (each,) = redraws.take(NOW, limit=9)
    assert each.posts is None


def test_one_that_failed_waits_for_its_next_try() -> None:
    redraws = Redraws()
    redraws.ask([1], 7, NOW)
    (each,) = redraws.take(NOW, limit=9)
    redraws.put_back(each, MINUTE, NOW)
    assert redraws.take(NOW + MINUTE / 2, limit=9) == []
    (again,) = redraws.take(NOW + MINUTE, limit=9)
    assert (again.attempts, again.since, again.posts) == (1, NOW, frozenset({7}))


def test_one_that_was_asked_for_while_it_failed_is_due_at_once() -> None:
    redraws = Redraws()
    redraws.ask([1], 7, NOW)
    (each,) = redraws.take(NOW, limit=9)
    redraws.ask([1], 8, NOW + MINUTE)
    redraws.put_back(each, 9 * MINUTE, NOW + MINUTE)
    (again,) = redraws.take(NOW + MINUTE, limit=9)
    assert (again.attempts, again.since, again.posts) == (0, NOW + MINUTE, frozenset({7, 8}))


def test_one_that_cannot_succeed_or_was_tried_for_a_day_is_forgotten() -> None:
    redraws, late = Redraws(), NOW + TRIED_FOR
    redraws.ask([1, 2, 3], 7, NOW)
    first, second, third = redraws.take(NOW, limit=9)
    redraws.put_back(first, None, NOW)
    redraws.put_back(second, MINUTE, late)
    redraws.put_back(third, MINUTE, late - MINUTE)
    assert [each.message_id for each in redraws.take(late + MINUTE, limit=9)] == [3]
