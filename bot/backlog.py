"""What is still to be read from Discord: one thing at a time, paced.

What can't be read now is put off, and everything else goes on. Trouble that passes is waited out
however long it takes; what Discord keeps refusing is given up, and logged.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass

import aiohttp
import discord
from sqlalchemy.exc import SQLAlchemyError

from bot.publishing.failures import RATE_LIMITED, SERVER_ERROR, failure_of

log = logging.getLogger(__name__)

PACE_SECONDS = 0.05
# Waits for what was put off double from the first to the longest.
FIRST_WAIT_SECONDS = 10.0
LONGEST_WAIT_SECONDS = 600.0
# With those waits, an hour or so for somebody to give a permission back.
TRIES_WHEN_REFUSED = 11


class NotYet(Exception):
    """It can't be read as things are, and will be later; `reason` is for the log."""

    def __init__(self, reason: str, *, passes: bool) -> None:
        """Say whether it passes by itself, or only when somebody does something about it."""
        super().__init__(reason)
        self.reason = reason
        self.passes = passes


@dataclass(slots=True)
class Reading:
    """One thing to read; `read` returns what is to be read after everything known so far."""

    what: str
    read: Callable[[], Awaitable[Sequence["Reading"]]]
    tries: int = 0


class Backlog:
    """Reads everything once, in the order in which it was added."""

    def __init__(self, readings: Iterable[Reading] = ()) -> None:
        """Begin with these; nothing is read before `work`."""
        self._next = deque(readings)
        self._later: list[Reading] = []

    @property
    def is_empty(self) -> bool:
        """Whether everything was read."""
        return not self._next and not self._later

    def add(self, reading: Reading) -> None:
        """Read this too; `work` is to be called again when it waits for something put off."""
        self._next.append(reading)

    async def work(self) -> None:
        """Read until nothing is left. Cancelled, it can be called again and loses nothing."""
        wait = FIRST_WAIT_SECONDS
        while True:
            await self._work_once()
            if not self._later:
                return
            await asyncio.sleep(wait)
            wait = min(2 * wait, LONGEST_WAIT_SECONDS)
            self._next.extend(self._later)
            self._later.clear()

    async def _work_once(self) -> None:
        while self._next:
            reading = self._next[0]
            try:
                self._next.extend(await reading.read())
            except Exception as error:  # noqa: BLE001  # whatever it is, the others go on
                self._put_off(reading, error)
            self._next.popleft()
            await asyncio.sleep(PACE_SECONDS if self._next else 0)

    def _put_off(self, reading: Reading, error: Exception) -> None:
        reason = error.reason if isinstance(error, NotYet) else failure_of(error, attempts=0).reason
        reading.tries += 1
        if not _passes(error) and reading.tries >= TRIES_WHEN_REFUSED:
            log.error("gave up reading %s: %s", reading.what, reason)
            return
        fault = error if reason.startswith("Fault") else None
        log.warning(
            "can't read %s yet: %s, try %s", reading.what, reason, reading.tries, exc_info=fault
        )
        self._later.append(reading)


def _passes(error: Exception) -> bool:
    """Tell whether trouble passes by itself."""
    if isinstance(error, NotYet):
        return error.passes
    if isinstance(error, discord.HTTPException):
        return error.status == RATE_LIMITED or error.status >= SERVER_ERROR
    passing = (discord.RateLimited, aiohttp.ClientError, OSError, SQLAlchemyError)
    return isinstance(error, passing)
