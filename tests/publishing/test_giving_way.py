"""Messages begin after whoever's reply is being made, and not much later."""

import asyncio

from bot.giving_way import BEGUN_AFTERWARDS, BEGUN_AT_ONCE, GivingWay
from bot.publishing.people_first import PeopleFirst


class Crowd(PeopleFirst):
    """Somebody waits, or nobody; each who is given way to takes a moment."""

    somebody = True

    @property
    def are_waiting(self) -> bool:
        return self.somebody

    async def give_way(self) -> None:
        await asyncio.sleep(0)


async def test_where_nobody_waits_one_begins_at_once() -> None:
    crowd, begun = Crowd(), []
    crowd.somebody = False
    way = GivingWay(crowd, lambda: begun.append(1))
    assert way.room() == BEGUN_AT_ONCE
    await asyncio.sleep(0.01)
    assert begun == []


async def test_in_an_endless_crowd_some_begin_after_each_wait() -> None:
    begun: list[int] = []
    way = GivingWay(Crowd(), lambda: begun.append(1))
    for number in (1, 2):
        assert [way.room(), way.room()] == [0, 0], "one wait, however often it is asked"
        await asyncio.sleep(0.01)
        assert sum(begun) == number
        assert way.room() == BEGUN_AFTERWARDS
        way.begun()


async def test_once_stopped_nothing_begins() -> None:
    begun: list[int] = []
    way = GivingWay(Crowd(), lambda: begun.append(1))
    assert way.room() == 0
    await way.stop()
    await asyncio.sleep(0.01)
    assert begun == []
