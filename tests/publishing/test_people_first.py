"""What nobody waits for gives way to whoever waits for a reply, and not for long."""

import asyncio
from dataclasses import dataclass, field
from itertools import count
from types import SimpleNamespace
from typing import cast

import discord
import pytest

from bot.publishing.people_first import LONGEST_SECONDS, PeopleFirst


@dataclass
class Waiting:
    """Somebody whose reply comes when told, or after some looks."""

    looks: int | None = None
    seen: int = field(default=0)

    def is_done(self) -> bool:
        self.seen += 1
        return self.looks is not None and self.seen > self.looks


NUMBERS = count(1)


def interaction(waiting: Waiting) -> discord.Interaction:
    made = SimpleNamespace(id=next(NUMBERS), response=waiting)
    return cast("discord.Interaction", made)


@dataclass
class Clock:
    now: float = 0.0

    def __call__(self) -> float:
        return self.now


def test_nobody_waits_at_first() -> None:
    assert not PeopleFirst().are_waiting


def test_who_was_replied_to_waits_no_more() -> None:
    people, waiting = PeopleFirst(Clock()), Waiting()
    people.came(interaction(waiting))
    assert people.are_waiting
    waiting.looks = 0
    assert not people.are_waiting


def test_who_waits_for_long_waits_for_something_else() -> None:
    clock = Clock()
    people = PeopleFirst(clock)
    people.came(interaction(Waiting()))
    clock.now = LONGEST_SECONDS - 0.01
    people.came(interaction(Waiting()))
    assert people.are_waiting
    clock.now = LONGEST_SECONDS
    assert people.are_waiting, "the second one still does"
    clock.now = 2 * LONGEST_SECONDS
    assert not people.are_waiting


@pytest.mark.parametrize("others", [0, 2])
async def test_giving_way_ends_once_all_were_replied_to(others: int) -> None:
    people, slow = PeopleFirst(Clock()), Waiting(looks=5)
    for each in (slow, *(Waiting(looks=1) for _ in range(others))):
        people.came(interaction(each))
    await people.give_way()
    assert slow.seen == 6


def test_whose_reply_is_on_its_way_waits_for_discord() -> None:
    people, mine = PeopleFirst(Clock()), interaction(Waiting())
    people.came(mine)
    people.is_replied_to(mine.id)
    assert not people.are_waiting
    people.is_replied_to(mine.id)  # as a retry does


async def test_in_a_crowd_it_ends_all_the_same() -> None:
    clock = Clock()

    class Crowd(PeopleFirst):
        """Somebody waits whenever anybody looks."""

        @property
        def are_waiting(self) -> bool:
            clock.now += 0.001
            return True

    people = Crowd(clock)
    for number in range(3):
        async with asyncio.timeout(10):
            await people.give_way()
        assert clock.now <= (number + 1) * (LONGEST_SECONDS + 0.01)


async def test_where_nobody_waits_nothing_does() -> None:
    people, done = PeopleFirst(Clock()), Waiting(looks=0)
    people.came(interaction(done))
    await people.give_way()
    assert done.seen == 1
