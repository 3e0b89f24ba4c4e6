"""The small Discord in a process of its own, as Discord is: it takes none of the bot's time."""

import asyncio
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

import aiohttp

FOR_EVER = aiohttp.ClientTimeout(total=None)


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

    async def commands(
        self, names: Sequence[str], user_id: int, *, every: float, count: int = 0, sent: int = 0
    ) -> dict[str, list[float]]:
        """Let a member use commands in turn, so many times each and until so many messages came.

        They wait so many seconds before each. Return of each the seconds until it was answered:
        they are begun and measured there, for what that takes is no work of the bot's.
        """
        how = {"names": names, "user_id": user_id, "every": every, "count": count, "sent": sent}
        url = f"http://{self.url}/control/"
        async with self._session.post(url, json=how, timeout=FOR_EVER) as answer:
            waits: dict[str, list[float]] = await answer.json()
        return waits

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
