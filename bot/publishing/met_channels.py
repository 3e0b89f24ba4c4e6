"""Channels in which people were met, by whatever name: what is sealed may be sent there at once.

In memory alone, and apart from what is known by name (`dm_channels.py`): which of somebody's
messages by name take a turn must not depend on what else they are told.
"""

from collections import OrderedDict

MOST_MET = 10_000


class MetChannels:
    """The channel in which each person was last reached, and those in which nobody is any more."""

    def __init__(self) -> None:
        """Have met nobody."""
        self._met: OrderedDict[int, int] = OrderedDict()
        self._lost: OrderedDict[int, None] = OrderedDict()

    def meet(self, user_id: int, channel_id: int) -> None:
        """Note that somebody's channel was opened, or that a message reached them there."""
        self._lost.pop(channel_id, None)
        self._met[user_id] = channel_id
        self._met.move_to_end(user_id)
        if len(self._met) > MOST_MET:
            self._met.popitem(last=False)

    def lose(self, user_id: int, channel_id: int) -> None:
        """Note that a channel is gone, or takes no message of ours, whoever remembers it."""
        self._met.pop(user_id, None)
        self._lost[channel_id] = None
        if len(self._lost) > MOST_MET:
            self._lost.popitem(last=False)

    def of(self, user_id: int) -> int | None:
        """Return the channel in which somebody was met since the bot began."""
        return self._met.get(user_id)

    def is_lost(self, channel_id: int) -> bool:
        """Tell whether somebody whose channel is stored is not to be reached in it."""
        return channel_id in self._lost
