"""When direct messages begin: not while somebody's reply is being made, and not much later."""

import asyncio
from collections.abc import Callable

from bot.publishing.people_first import PeopleFirst

# They begin one by one: what somebody waits for meanwhile would come after the work of all that
# begin together. But what was late since it gave way must not fall behind its pace.
BEGUN_AT_ONCE, BEGUN_AFTERWARDS = 1, 3


class GivingWay:
    """Lets people go first, once before each message is begun."""

    def __init__(self, people: PeopleFirst, begin: Callable[[], None]) -> None:
        """Have messages begun later with `begin`."""
        self._people, self._begin = people, begin
        self._waits: asyncio.Task[None] | None = None
        self._is_over = False

    def room(self) -> int:
        """Return how many messages may begin now; where it is none they are, in a moment."""
        if self._is_over:
            return BEGUN_AFTERWARDS
        if not self._people.are_waiting:
            return BEGUN_AT_ONCE
        if self._waits is None or self._waits.done():
            self._waits = asyncio.create_task(self._wait(), name="outbox-gives-way")
        return 0

    def begun(self) -> None:
        """Note that messages were begun: before the next ones people go first again."""
        self._is_over = False

    async def stop(self) -> None:
        """Begin nothing any more."""
        if self._waits is not None:
            self._waits.cancel()
            await asyncio.gather(self._waits, return_exceptions=True)

    async def _wait(self) -> None:
        await self._people.give_way()
        # Others may have come meanwhile, all the time.
        self._is_over = True
        self._begin()
