"""What nobody waits for gives way to whoever waits for a reply, and not for long."""

from dataclasses import dataclass, field
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


def interaction(waiting: Waiting) -> discord.Interaction:
    return cast("discord.Interaction", SimpleNamespace(response=waiting))


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


async def test_where_nobody_waits_nothing_does() -> None:
    people, done = PeopleFirst(Clock()), Waiting(looks=0)
    people.came(interaction(done))
    await people.give_way()
    assert done.seen == 1
