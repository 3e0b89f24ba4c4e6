"""Deliveries that somebody waits for while others in their lane come first."""

import asyncio

from bot.publishing.context import Context
from data.claiming import Progress, progress_of

# How long somebody's answer waits for others to the same question.
LONGEST_SECONDS = 8.0


class Awaited:
    """Lets people wait for deliveries; whatever ends may be what they waited for."""

    def __init__(self, context: Context) -> None:
        """Start with nobody waiting."""
        self._context = context
        self._waiting: set[asyncio.Event] = set()

    def __bool__(self) -> bool:
        """Tell whether anybody waits."""
        return bool(self._waiting)

    def note(self) -> None:
        """Have everybody look again: a delivery has ended."""
        for each in self._waiting:
            each.set()

    async def outcome(self, delivery_id: int) -> bool:
        """Wait until the worker has tried a delivery; return whether it is done.

        False also when what is before it has to wait, or it takes too long.
        """
        ended = asyncio.Event()
        self._waiting.add(ended)
        try:
            async with asyncio.timeout(LONGEST_SECONDS):
                while (progress := await self._progress(delivery_id)) is Progress.UNDER_WAY:
                    await ended.wait()
                    ended.clear()
        except TimeoutError:
            return False
        finally:
            self._waiting.discard(ended)
        return progress is Progress.DONE

    async def _progress(self, delivery_id: int) -> Progress:
        async with self._context.database.read() as session:
            return await progress_of(session, delivery_id, self._context.clock())
