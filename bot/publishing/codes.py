"""Discord's codes of errors that mean the same wherever they come, and what is gone for good."""

from collections.abc import Iterator
from contextlib import contextmanager

import discord

UNKNOWN_CHANNEL = 10003
UNKNOWN_MESSAGE = 10008
THREAD_ARCHIVED = 50083
GONE = {UNKNOWN_CHANNEL, UNKNOWN_MESSAGE}


def is_gone(error: Exception) -> bool:
    """Tell whether Discord says that a channel, a thread or a message is not there.

    A 404 without a code doesn't: it may come from anything on the way to Discord.
    """
    return isinstance(error, discord.NotFound) and error.code in GONE


@contextmanager
def unless_gone() -> Iterator[None]:
    """Go on after what is done within once that is of no more use: what it is done to is gone."""
    try:
        yield
    except discord.NotFound as error:
        if not is_gone(error):
            raise
