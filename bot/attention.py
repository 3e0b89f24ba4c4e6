"""What somebody waits for goes first: direct messages make way while a press is unanswered."""

import asyncio
import time

import discord

# Discord takes no answer later than this; whatever is older waits for nobody.
LONGEST_UNANSWERED_SECONDS = 3.0
# How long one message makes way at a time: even among many presses each goes on.
LONGEST_WAIT_SECONDS = 0.25
LOOK_SECONDS = 0.004


class Attention:
    """Knows who waits for an answer right now."""

    def __init__(self) -> None:
        """Begin with nobody."""
        self._waiting: list[tuple[float, discord.Interaction]] = []

    def turn_to(self, interaction: discord.Interaction) -> None:
        """Note that somebody pressed, typed or sent something, and waits for its answer."""
        self._waiting.append((time.monotonic(), interaction))

    @property
    def is_needed(self) -> bool:
        """Whether anybody waits."""
        if self._waiting:
            oldest = time.monotonic() - LONGEST_UNANSWERED_SECONDS
            self._waiting = [
                (at, each)
                for at, each in self._waiting
                if at > oldest and not each.response.is_done()
            ]
        return bool(self._waiting)

    async def make_way(self) -> None:
        """Wait while somebody waits, but not for ever."""
        until = time.monotonic() + LONGEST_WAIT_SECONDS
        # The library says nowhere when an interaction is answered.
        while self.is_needed and time.monotonic() < until:  # noqa: ASYNC110
            await asyncio.sleep(LOOK_SECONDS)
