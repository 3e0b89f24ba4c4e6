"""The small Discord in a process of its own, as Discord is: it takes none of the bot's time."""

import asyncio
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import aiohttp


@dataclass(frozen=True, slots=True)
class Seen:
    """How many direct messages came, within how many seconds, and what else was counted."""

    sent: int
    seconds: float
    refused: int
    asked: int


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """The way to a `LimitedDiscord` in another process."""

    url: str
    _session: aiohttp.ClientSession

    async def command(self, name: str, user_id: int) -> float:
        """Let a member use a command; return the seconds until it was answered, measured there."""
        async with self._session.post(f"http://{self.url}/control/{name}/{user_id}") as answer:
            return float((await answer.json())["seconds"])

    async def seen(self) -> Seen:
        """Return what was seen so far."""
        async with self._session.get(f"http://{self.url}/control/") as answer:
            return Seen(**await answer.json())


@asynccontextmanager
async def elsewhere(reply_seconds: float = 0.0) -> AsyncIterator[Elsewhere]:
    """Run a `LimitedDiscord` in another process until left; it takes so long to take a reply."""
    words = (sys.executable, "-m", "bench.limited_discord", str(reply_seconds))
    process = await asyncio.create_subprocess_exec(*words, stdout=PIPE)
    try:
        if process.stdout is None:
            raise RuntimeError("the other process has no output")
        url = (await process.stdout.readline()).decode().strip()
        async with aiohttp.ClientSession() as session:
            yield Elsewhere(url, session)
    finally:
        process.kill()
        await process.wait()
