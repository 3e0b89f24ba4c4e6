"""What is heard from Discord waits in memory, in its order, until the database takes it."""

import asyncio
import logging
from abc import ABC, abstractmethod
from collections.abc import Callable
from contextlib import suppress
from typing import Generic, TypeVar

from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFree

log = logging.getLogger(__name__)

RETRY_SECONDS = 1.0
# What a database says that takes the same thing later.
BUSY = (OperationalError, NoConnectionFree)

Item = TypeVar("Item")


class Inbound(ABC, Generic[Item]):
    """Applies what was heard in its order; while the database is locked, all of it waits.

    What still waits when the process ends, or is too much to keep, is for reconciling.
    """

    def __init__(
        self,
        name: str,
        after_batch: Callable[[], None],
        *,
        most_waiting: int,
        most_a_batch: int = 1,
    ) -> None:
        """Call the items `name` in the log; `after_batch` is called when some were applied."""
        self._name = name
        self._after_batch = after_batch
        self._most_waiting = most_waiting
        self._most_a_batch = most_a_batch
        self._waiting: list[Item] = []
        self._task: asyncio.Task[None] | None = None
        self._taken = self._applied = 0
        self._is_stopped = False
        self._has_lost = False
        # This many are tried one by one, to find the one that the others must not suffer for.
        self._one_by_one = 0

    @property
    def is_behind(self) -> bool:
        """Whether something that was heard is not in the database."""
        return bool(self._waiting) or self._has_lost

    def put(self, item: Item) -> None:
        """Take an item in; returns at once."""
        if self._is_stopped or len(self._waiting) >= self._most_waiting:
            self._has_lost = True
            return
        self._waiting.append(item)
        self._taken += 1
        if self._task is None or self._task.done():
            self._begin()

    def admit_loss(self) -> bool:
        """Tell, once, whether something was left out that must be reconciled; not before it can be.

        As long as something waits, the database takes nothing.
        """
        is_due = self._has_lost and not self._waiting and not self._is_stopped
        self._has_lost = self._has_lost and not is_due
        return is_due

    async def settled(self) -> None:
        """Wait until everything taken in before is applied."""
        goal = self._taken
        while self._task is not None and self._applied < goal and not self._is_stopped:
            await asyncio.wait([self._task])

    async def stop(self) -> None:
        """Apply what waits if that is quickly done, and take nothing more."""
        self._is_stopped = True
        with suppress(TimeoutError):
            async with asyncio.timeout(RETRY_SECONDS):
                while self._waiting and self._task is not None:
                    await asyncio.wait([self._task])
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    def _begin(self) -> None:
        # A task a batch: whoever waits for one must not wait for all that is heard meanwhile.
        self._task = asyncio.create_task(self._take_batch(), name=self._name)

    async def _take_batch(self) -> None:
        await self._gather()
        batch = self._next_batch(1 if self._one_by_one else self._most_a_batch)
        try:
            await self._apply(batch)
        except BUSY as error:
            log.warning("%s %s wait: %s", len(self._waiting), self._name, type(error).__name__)
            await asyncio.sleep(RETRY_SECONDS)
        except Exception:
            if len(batch) > 1:
                self._one_by_one = len(batch)
            else:
                log.exception("one of the %s is left out", self._name)
                self._done(1)
        else:
            self._done(len(batch))
        if self._waiting:
            self._begin()

    def _done(self, count: int) -> None:
        del self._waiting[:count]
        self._applied += count
        self._one_by_one = max(0, self._one_by_one - count)
        self._after_batch()

    def _next_batch(self, most: int) -> list[Item]:
        """Return what is applied next, from the front of what waits."""
        return self._waiting[:most]

    async def _gather(self) -> None:
        """Wait before the next batch, for those that make it larger."""

    @abstractmethod
    async def _apply(self, batch: list[Item]) -> None:
        """Write a batch to the database."""
