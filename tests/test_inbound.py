"""What is heard is applied in its order, whatever the database says meanwhile."""

import asyncio
import sqlite3

import pytest
from sqlalchemy.exc import OperationalError

from bot import inbound
from bot.inbound import Inbound


class Numbers(Inbound[int]):
    """Applies numbers; it may be locked, and a number may be bad."""

    def __init__(self, *, most_waiting: int = 100, most_a_batch: int = 10) -> None:
        self.applied: list[int] = []
        self.locked_for = 0
        self.bad: set[int] = set()
        self.kicks = 0
        super().__init__(
            "numbers", self._kick, most_waiting=most_waiting, most_a_batch=most_a_batch
        )

    def _kick(self) -> None:
        self.kicks += 1

    async def _apply(self, batch: list[int]) -> None:
        await asyncio.sleep(0)
        if self.locked_for:
            self.locked_for -= 1
            raise OperationalError("BEGIN IMMEDIATE", {}, sqlite3.OperationalError("locked"))
        if self.bad & set(batch):
            raise KeyError(batch)
        self.applied += batch


@pytest.fixture(autouse=True)
def _hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inbound, "RETRY_SECONDS", 0.01)


async def test_a_locked_database_is_waited_for_and_the_order_kept() -> None:
    numbers = Numbers(most_a_batch=3)
    numbers.locked_for = 4
    for number in range(10):
        numbers.put(number)
    assert numbers.is_behind
    await numbers.settled()
    assert numbers.applied == list(range(10))
    assert numbers.kicks == 4
    assert not numbers.is_behind


async def test_a_bad_one_is_left_out_alone() -> None:
    numbers = Numbers()
    numbers.bad = {3}
    for number in range(15):
        numbers.put(number)
    await numbers.settled()
    assert numbers.applied == [each for each in range(15) if each != 3]
    assert not numbers.is_behind


async def test_waiting_for_what_was_heard_is_not_waiting_for_what_is_heard_later() -> None:
    numbers = Numbers(most_a_batch=1)
    numbers.put(-1)

    async def never_quiet() -> None:
        for number in range(50):
            numbers.put(number)
            await asyncio.sleep(0)

    talking = asyncio.create_task(never_quiet())
    await numbers.settled()
    assert -1 in numbers.applied
    assert numbers.is_behind or not talking.done()
    await talking


async def test_too_much_is_left_to_reconciling_once_the_rest_is_applied() -> None:
    numbers = Numbers(most_waiting=5)
    for number in range(7):
        numbers.put(number)
    assert not numbers.admit_loss()
    await numbers.settled()
    assert numbers.applied == [0, 1, 2, 3, 4]
    assert numbers.is_behind
    assert [numbers.admit_loss(), numbers.admit_loss()] == [True, False]
    assert not numbers.is_behind


async def test_stopping_applies_what_is_quickly_done_and_takes_nothing_more() -> None:
    numbers = Numbers(most_a_batch=1)
    numbers.put(1)
    numbers.put(2)
    await numbers.stop()
    numbers.put(3)
    assert numbers.applied == [1, 2]
    assert numbers.is_behind
    stuck = Numbers()
    stuck.locked_for = 10**6
    stuck.put(1)
    await asyncio.wait_for(stuck.stop(), timeout=1)
    assert stuck.is_behind
