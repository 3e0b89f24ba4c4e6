"""What is known of channels and of early tries is bounded, and says what is true."""

import asyncio
from datetime import UTC, datetime, timedelta
from functools import partial
from types import SimpleNamespace
from typing import Any

import pytest

from bot.pace import Pace
from bot.publishing import early_tries, met_channels
from bot.publishing.early_tries import Came, EarlyTries
from bot.publishing.met_channels import MetChannels
from bot.publishing.sending_early import early_sender


def test_a_lost_channel_is_one_until_somebody_is_met_there_again() -> None:
    met = MetChannels()
    met.meet(1, 10)
    assert met.of(1) == 10
    met.lose(1, 10)
    assert met.of(1) is None
    assert met.is_lost(10)
    met.meet(1, 10)
    assert not met.is_lost(10)


def test_whoever_was_met_last_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(met_channels, "MOST_MET", 2)
    met = MetChannels()
    for user_id in (1, 2, 1, 3):
        met.meet(user_id, 10 * user_id)
    assert [met.of(each) for each in (1, 2, 3)] == [10, None, 30]
    for user_id in (1, 2, 3):
        met.lose(user_id, 10 * user_id)
    assert [met.is_lost(each) for each in (10, 20, 30)] == [False, True, True]


def test_each_message_is_looked_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(early_tries, "MOST_REMEMBERED", 2)
    tries = EarlyTries()
    begun = tries.begin(1)
    assert begun is not None
    assert tries.find(1) is begun
    assert tries.begin(1) is None
    tries.forget(1)
    assert [tries.begin(number) is not None for number in (1, 2, 3)] == [True] * 3
    assert tries.find(1) is None


async def test_who_waits_for_one_hears_what_became_of_it() -> None:
    begun = EarlyTries().begin(1)
    assert begun is not None
    assert begun.may_have_come
    waiting = asyncio.create_task(begun.outcome())
    begun.end(Came.NO)
    assert await waiting is Came.NO
    assert not begun.may_have_come


async def test_what_failed_is_tried_again_ever_later_until_its_turn_comes() -> None:
    tries, now, acts = EarlyTries(), datetime(2026, 1, 1, tzinfo=UTC), []
    begun = tries.begin(1)
    assert begun is not None

    async def again() -> None:
        acts.append(begun.go_on())

    waits = []
    for _ in range(9):
        wait = begun.wait()
        assert wait is not None
        waits.append(wait.total_seconds())
        assert begun.waits
        assert await begun.outcome() is Came.PERHAPS
        tries.put_back(1, now + wait, again)
        assert tries.take(now + wait - timedelta(seconds=1), limit=4) == []
        (act,) = tries.take(now + wait, limit=4)
        await act()
    assert waits == [5, 10, 20, 40, 80, 160, 320, 600, 600]
    assert acts == [True] * 9
    assert tries.begin(1, is_again=True) is None, "it is on its way"
    turn = asyncio.create_task(begun.last_outcome())
    await asyncio.sleep(0)
    assert begun.wait() is None
    assert await turn is Came.PERHAPS
    assert not begun.go_on()
    assert tries.begin(1) is None
    assert tries.begin(1, is_again=True) is not None


async def test_a_turn_waits_for_nothing_that_only_waits_itself() -> None:
    begun = EarlyTries().begin(1)
    assert begun is not None
    begun.wait()
    assert await begun.last_outcome() is Came.PERHAPS
    assert not begun.go_on()


async def test_what_is_tried_again_keeps_to_the_pace() -> None:
    moment, tried = datetime(2026, 3, 2, 12, tzinfo=UTC), []
    clock = SimpleNamespace(now=moment)
    tries = EarlyTries()
    client = SimpleNamespace(is_ready=lambda: True)
    context: Any = SimpleNamespace(early=tries, clock=lambda: clock.now, client=client)
    sender = early_sender(context, Pace(1.0))

    async def again(number: int) -> None:
        tried.append(number)

    for number in range(3):
        tries.put_back(number, moment, partial(again, number))
    for seconds, expected in ((0, [0]), (0, [0]), (1, [0, 1]), (1, [0, 1, 2])):
        clock.now += timedelta(seconds=seconds)
        sender.begin()
        await asyncio.sleep(0.01)
        assert tried == expected
    await sender.stop()
