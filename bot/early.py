"""What is heard of a message before it is written down that it shows a post.

Whoever sees a card appear may be quicker than the database, and what a try made whose answer was
lost stands in Discord until it is found. Until then it is no post: what is heard is left out.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

import discord

# What takes longer to be written down was looked for, and is read from Discord in any case.
YOUNG_FOR = timedelta(minutes=10)
MOST_KEPT = 1000


class HeardEarly:
    """The young messages and threads of which something was heard, a thousand at most."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        """Have heard of nothing yet."""
        self._clock = clock
        self._heard: dict[int, None] = {}

    def note(self, *ids: int) -> None:
        """Note that something was heard of these; what is older than some minutes is no news."""
        oldest = discord.utils.time_snowflake(self._clock() - YOUNG_FOR)
        self._heard |= dict.fromkeys(each for each in ids if each >= oldest)
        for each in list(self._heard)[:-MOST_KEPT]:
            del self._heard[each]

    def take(self, ids: set[int]) -> set[int]:
        """Return, once, of which of these something was heard."""
        heard = ids & self._heard.keys()
        for each in heard:
            del self._heard[each]
        return heard
