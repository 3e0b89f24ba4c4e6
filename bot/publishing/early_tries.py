"""What became of sealed direct messages that were sent before their turn: in memory alone.

Written down, it would say that there was a message. Their seals say that they may have been sent
(`notices.EARLY`), before they are; so after a restart they are looked for.
"""

import asyncio
from collections import OrderedDict
from enum import Enum

MOST_REMEMBERED = 20_000


class Came(Enum):
    """Whether a message came before its turn."""

    YES = "yes"
    NO = "no"
    PERHAPS = "perhaps"
    """Also while it is on its way."""


class EarlyTry:
    """One look whether a message may go before its turn, and what came of it."""

    def __init__(self) -> None:
        """Know nothing yet."""
        self.came = Came.PERHAPS
        self._is_over = asyncio.Event()

    @property
    def may_have_come(self) -> bool:
        """Whether the message came, or is still on its way."""
        return self.came is Came.YES or not self._is_over.is_set()

    def end(self, came: Came) -> None:
        """Note what became of it."""
        self.came = came
        self._is_over.set()

    async def outcome(self) -> Came:
        """Wait until it is known what became of it, and return that."""
        await self._is_over.wait()
        return self.came


class EarlyTries:
    """The tries since the bot began, by the numbers of their deliveries: one for each."""

    def __init__(self) -> None:
        """Know of none."""
        self._tries: OrderedDict[int, EarlyTry] = OrderedDict()

    def begin(self, delivery_id: int) -> EarlyTry | None:
        """Return a new try; None when a message was looked at before."""
        if delivery_id in self._tries:
            return None
        begun = self._tries[delivery_id] = EarlyTry()
        if len(self._tries) > MOST_REMEMBERED:
            self._tries.popitem(last=False)
        return begun

    def forget(self, delivery_id: int) -> None:
        """Let a message be looked at again."""
        self._tries.pop(delivery_id, None)

    def find(self, delivery_id: int) -> EarlyTry | None:
        """Return what is remembered of a message."""
        return self._tries.get(delivery_id)
