"""Who waits for a reply right now: work that nobody waits for gives way to them.

A direct message takes some milliseconds of the one processor, in many small steps. Where somebody's
command comes amid them, each of its own steps would wait for one of these.
"""

import asyncio
import time
from collections.abc import Callable

import discord

# Whoever has none by then waits for something else, such as Discord.
LONGEST_SECONDS = 0.3
LOOK_AGAIN_SECONDS = 0.001


class PeopleFirst:
    """The interactions that have no reply yet, not even that one is to come."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Nobody waits. The clock counts seconds, and is never set back."""
        self._clock = clock
        self._waiting: list[tuple[discord.Interaction, float]] = []

    def came(self, interaction: discord.Interaction) -> None:
        """Note that somebody did something that is to be replied to."""
        self._waiting.append((interaction, self._clock() + LONGEST_SECONDS))

    @property
    def are_waiting(self) -> bool:
        """Whether anybody waits, for 0.3 seconds at most."""
        now = self._clock()
        self._waiting = [
            (interaction, until)
            for interaction, until in self._waiting
            if now < until and not interaction.response.is_done()
        ]
        return bool(self._waiting)

    async def give_way(self) -> None:
        """Return once nobody waits: at once, nearly always."""
        while self.are_waiting:  # noqa: ASYNC110  # discord.py tells nobody that it replied
            await asyncio.sleep(LOOK_AGAIN_SECONDS)
