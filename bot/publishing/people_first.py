"""Whose reply is being made right now: work that nobody waits for gives way to them.

A direct message takes some milliseconds of the one processor, in many small steps. Where somebody's
command comes amid them, each of its own steps would wait for one of these. Once a reply is on its
way it is Discord that they wait for.
"""

import asyncio
import time
from collections.abc import Callable

import discord

# Whose reply is not on its way by then waits for something else, such as Discord.
LONGEST_SECONDS = 0.1
LOOK_AGAIN_SECONDS = 0.001


class PeopleFirst:
    """The interactions whose first reply is not on its way yet, not even that one is to come."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Nobody waits. The clock counts seconds, and is never set back."""
        self._clock = clock
        self._waiting: dict[int, tuple[discord.Interaction, float]] = {}

    def came(self, interaction: discord.Interaction) -> None:
        """Note that somebody did something that is to be replied to."""
        self._waiting[interaction.id] = interaction, self._clock() + LONGEST_SECONDS

    def is_replied_to(self, interaction_id: int) -> None:
        """Note that a reply goes to Discord now."""
        self._waiting.pop(interaction_id, None)

    @property
    def are_waiting(self) -> bool:
        """Whether any reply is being made, of those that began within a tenth of a second."""
        now = self._clock()
        self._waiting = {
            number: (interaction, until)
            for number, (interaction, until) in self._waiting.items()
            if now < until and not interaction.response.is_done()
        }
        return bool(self._waiting)

    async def give_way(self) -> None:
        """Return once no reply is being made: at once, nearly always; in a tenth of a second."""
        until = self._clock() + LONGEST_SECONDS
        await asyncio.sleep(0)  # whoever just came is heard of
        while self.are_waiting and self._clock() < until:  # noqa: ASYNC110  # time ends it, too
            await asyncio.sleep(LOOK_AGAIN_SECONDS)
