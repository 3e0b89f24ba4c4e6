"""What is done in the background from memory alone: some at a time, each by itself."""

import asyncio
from collections.abc import Callable, Coroutine, Sequence

import discord

Act = Callable[[], Coroutine[None, None, None]]
AT_ONCE = 4


class Background:
    """Does what is due, whenever it is looked for."""

    def __init__(
        self, client: discord.Client, take: Callable[[int], Sequence[Act]], *, name: str
    ) -> None:
        """Do nothing before `begin`. `take` gives at most so many acts that are due."""
        self._client, self._take, self._name = client, take, name
        self._running: set[asyncio.Task[None]] = set()

    def begin(self) -> None:
        """Begin what is due, unless Discord is not connected; called again and again."""
        if not self._client.is_ready():
            return
        for act in self._take(AT_ONCE - len(self._running)):
            task = asyncio.create_task(act(), name=self._name)
            self._running.add(task)
            task.add_done_callback(self._ended)

    def _ended(self, task: "asyncio.Task[None]") -> None:
        self._running.discard(task)
        if not task.cancelled():
            self.begin()

    async def stop(self) -> None:
        """End, with whatever is left to be done."""
        pending = list(self._running)
        for task in pending:
            task.cancel()
        await asyncio.gather(*pending, return_exceptions=True)
