"""Direct messages that were sent lately: what happens in their question is added to the last one.

And what is hidden or deleted meanwhile is taken out of them. All of it is in memory: a row would
say who is told of what. After a restart the next one is new, and earlier ones stay as they are.
"""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import NamedTuple
from weakref import WeakValueDictionary

from bot.forum.digests import News
from bot.forum.wishes import Why

MOST_TOGETHER = 8
"""So many notifications stand in one message; their numbers must fit into a custom_id."""
MOST_KNOWN = 10_000
# A message that was on its way while its post changed is drawn anew; none is for so long.
ON_ITS_WAY = timedelta(minutes=1)


class About(NamedTuple):
    """Whom a message tells of which question: what they are told by name is told apart."""

    user_id: int
    question_id: int
    is_anonymous: bool


@dataclass(frozen=True, slots=True)
class Recent:
    """A message, when it was sent, and the notifications that stand in it, the oldest first.

    `why` the newest came. `seen`: it gathers what waited in quiet hours, and its button says so
    much. `is_first`: it offers to make messages discreet. `is_over`: somebody pressed a button.
    `news`: it is a digest of these, and `seen` its span.
    """

    message_id: int
    channel_id: int
    sent_at: datetime
    told: tuple[int, ...]
    abouts: tuple[About, ...]
    why: Why = Why.TICKED
    seen: str = ""
    is_first: bool = False
    is_discreet: bool = False
    is_over: bool = False
    news: tuple[News, ...] = ()

    @property
    def posts(self) -> set[int]:
        """The posts of which a digest says something."""
        return {number for each in self.news for number in each.posts}

    @property
    def user_id(self) -> int:
        """Whom it was sent to."""
        return self.abouts[0].user_id

    def with_another(self, number: int, why: Why, *, is_discreet: bool) -> "Recent":
        """Return it with another notification in it."""
        seen = f"{self.seen}+{number}" if self.seen else ""
        told = (*self.told, number)
        return replace(self, told=told, seen=seen, why=why, is_discreet=is_discreet)


class RecentMail:
    """The messages that were sent lately, and the last to each person about each question."""

    def __init__(self, added_for: timedelta) -> None:
        """Know none; something is added to a message for so long."""
        self._added_for = added_for
        self._sent: OrderedDict[int, Recent] = OrderedDict()
        self._last: dict[About, int] = {}
        self._changed: OrderedDict[int, datetime] = OrderedDict()
        self._turns: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    @asynccontextmanager
    async def alone_with(self, user_id: int) -> AsyncIterator[None]:
        """Write to somebody while nothing else does: two would each add to what they know."""
        turn = self._turns.setdefault(user_id, asyncio.Lock())
        async with turn:
            yield

    def find(self, about: About, now: datetime) -> Recent | None:
        """Return the message to which something about a question is to be added, if there is.

        What is sealed is also added to what came by name. Never the other way round: by name a
        message that is added where others can't be sent would show that something sealed came.
        """
        abouts = {about, about._replace(is_anonymous=False)} if about.is_anonymous else {about}
        found = [self._sent.get(self._last.get(each, 0)) for each in abouts]
        open_ones = [each for each in found if each is not None and self._is_open(each, now)]
        return max(open_ones, key=lambda each: each.message_id, default=None)

    def _is_open(self, recent: Recent, now: datetime) -> bool:
        is_late = now - recent.sent_at >= self._added_for
        return not (recent.is_over or is_late) and len(recent.told) < MOST_TOGETHER

    def known(self, message_id: int) -> Recent | None:
        """Return a message, while it is known."""
        return self._sent.get(message_id)

    def note(self, recent: Recent) -> None:
        """Note what was sent, or added."""
        self._sent.pop(recent.message_id, None)
        self._sent[recent.message_id] = recent
        if not recent.news:
            self._last |= dict.fromkeys(recent.abouts, recent.message_id)
        if len(self._sent) > MOST_KNOWN:
            oldest_id, oldest = self._sent.popitem(last=False)
            for about in oldest.abouts:
                if self._last.get(about) == oldest_id:
                    del self._last[about]

    def end(self, message_id: int) -> None:
        """Add nothing to a message any more: somebody pressed a button on it."""
        recent = self._sent.get(message_id)
        if recent is not None:
            self._sent[message_id] = replace(recent, is_over=True)

    def make_discreet(self, message_id: int) -> None:
        """Draw a message anew no more: its reader has it say nothing."""
        recent = self._sent.get(message_id)
        if recent is not None:
            self._sent[message_id] = replace(recent, is_discreet=True)

    def changing(self, post_id: int, question_id: int, now: datetime) -> list[int]:
        """Note that a post was changed or hidden; return the messages about its question."""
        self._changed.pop(post_id, None)
        self._changed[post_id] = now
        if len(self._changed) > MOST_KNOWN:
            self._changed.popitem(last=False)
        return [
            message_id
            for message_id, recent in self._sent.items()
            if any(about.question_id == question_id for about in recent.abouts)
        ]

    def has_changed(self, post_ids: Collection[int], now: datetime) -> bool:
        """Tell whether one of these posts changed while a message about it was on its way."""
        found = (self._changed[each] for each in post_ids if each in self._changed)
        return any(now - at < ON_ITS_WAY for at in found)
