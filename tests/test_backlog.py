"""One reading that fails is tried later, and holds nothing up."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import cast

import aiohttp
import discord
import pytest

from bot import backlog
from bot.backlog import TRIES_WHEN_REFUSED, Backlog, NotYet, Reading


@dataclass
class Answer:
    """What discord.py's errors are made of."""

    status: int
    reason: str = "ordered by the test"


def refusal(status: int, code: int) -> discord.HTTPException:
    kind = discord.Forbidden if status == 403 else discord.HTTPException
    return kind(cast("aiohttp.ClientResponse", Answer(status)), {"code": code, "message": "no"})


@pytest.fixture(autouse=True)
def _hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backlog, "PACE_SECONDS", 0)
    monkeypatch.setattr(backlog, "FIRST_WAIT_SECONDS", 0.001)
    monkeypatch.setattr(backlog, "LONGEST_WAIT_SECONDS", 0.002)


class Shelf:
    """Readings by name, which note that they were tried."""

    def __init__(self) -> None:
        self.tried: list[str] = []
        self.trouble: dict[str, list[Exception]] = {}

    def reading(self, name: str, *then: str) -> Reading:
        async def read() -> Sequence[Reading]:
            self.tried.append(name)
            await asyncio.sleep(0)
            if self.trouble.get(name):
                raise self.trouble[name].pop()
            return [self.reading(each) for each in then]

        return Reading(name, read)


@pytest.mark.parametrize(
    "trouble",
    [
        lambda: refusal(403, 50001),
        lambda: refusal(503, 0),
        lambda: NotYet("StillChanging", passes=True),
        lambda: KeyError("a fault of ours"),
    ],
    ids=["refusal", "server", "changing", "fault"],
)
async def test_what_fails_is_read_after_everything_else(
    trouble: Callable[[], Exception], caplog: pytest.LogCaptureFixture
) -> None:
    shelf = Shelf()
    shelf.trouble["bad"] = [trouble()]
    work = Backlog([shelf.reading("first", "found"), shelf.reading("bad"), shelf.reading("last")])
    await work.work()
    assert shelf.tried == ["first", "bad", "last", "found", "bad"]
    assert work.is_empty
    assert "can't read bad yet" in caplog.text


async def test_what_is_refused_for_good_is_given_up_and_logged(
    caplog: pytest.LogCaptureFixture,
) -> None:
    shelf = Shelf()
    shelf.trouble["bad"] = [refusal(403, 50001) for _ in range(100)]
    work = Backlog([shelf.reading("bad")])
    await work.work()
    assert shelf.tried == ["bad"] * TRIES_WHEN_REFUSED
    assert "gave up reading bad: Forbidden:50001" in caplog.text


async def test_trouble_that_passes_is_waited_out() -> None:
    shelf = Shelf()
    shelf.trouble["bad"] = [refusal(503, 0) for _ in range(3 * TRIES_WHEN_REFUSED)]
    await Backlog([shelf.reading("bad")]).work()
    assert shelf.trouble["bad"] == []
    assert len(shelf.tried) == 3 * TRIES_WHEN_REFUSED + 1


async def test_work_that_was_cancelled_goes_on_where_it_was(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(backlog, "FIRST_WAIT_SECONDS", 600)
    shelf = Shelf()
    shelf.trouble["bad"] = [refusal(503, 0)]
    work = Backlog([shelf.reading("bad"), shelf.reading("last")])
    task = asyncio.create_task(work.work())
    await asyncio.wait([task], timeout=0.05)
    assert shelf.tried == ["bad", "last"]
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert not work.is_empty
    monkeypatch.setattr(backlog, "FIRST_WAIT_SECONDS", 0.001)
    work.add(shelf.reading("new"))
    await work.work()
    assert shelf.tried[-2:] == ["new", "bad"]
    assert work.is_empty
