"""discord.py's rate limits are forgotten after five minutes, without a look at all of them."""

import asyncio
from collections.abc import Iterator
from unittest import mock

import pytest
from discord.http import HTTPClient, Ratelimit

from bot.rate_limits import LOOKED_AT, forget_gradually
from tests.support.worlds import BotMaker


@pytest.fixture
async def http() -> HTTPClient:
    made = HTTPClient(asyncio.get_running_loop())
    forget_gradually(made)
    return made


@pytest.fixture
def looks() -> Iterator[list[Ratelimit]]:
    """Give those that were looked at."""
    seen: list[Ratelimit] = []
    is_inactive = Ratelimit.is_inactive

    def look(limit: Ratelimit) -> bool:
        seen.append(limit)
        return is_inactive(limit)

    with mock.patch.object(Ratelimit, "is_inactive", look):
        yield seen


def age(limit: Ratelimit) -> None:
    limit._last_request -= 300


async def test_a_new_one_costs_as_much_however_many_there_are(
    http: HTTPClient, looks: list[Ratelimit]
) -> None:
    for number in range(1000):
        http.get_ratelimit(str(number))
    assert len(looks) <= 1000 * LOOKED_AT
    assert len(http._buckets) == 1000


async def test_those_not_used_for_five_minutes_are_forgotten(http: HTTPClient) -> None:
    for number in range(1000):
        age(http.get_ratelimit(str(number)))
    for number in range(500):
        http.get_ratelimit(f"new {number}")
    assert sorted(http._buckets) == sorted(f"new {number}" for number in range(500))


async def test_those_in_use_stay_and_do_not_keep_others_from_going(http: HTTPClient) -> None:
    used = [http.get_ratelimit(f"used {number}") for number in range(10)]
    for number in range(100):
        age(http.get_ratelimit(f"old {number}"))
    waiting = http.get_ratelimit("waiting")
    age(waiting)
    waiting.outgoing = 1
    for number in range(100):
        http.get_ratelimit(f"new {number}")
    left = set(http._buckets)
    assert {"waiting", *(f"used {number}" for number in range(10))} <= left
    assert not any(each.startswith("old") for each in left)
    assert http.get_ratelimit("used 3") is used[3]


async def test_the_bot_does_so(new_bot: BotMaker) -> None:
    http = new_bot().http
    for number in range(300):
        age(http.get_ratelimit(str(number)))
    assert len(http._buckets) < 10
