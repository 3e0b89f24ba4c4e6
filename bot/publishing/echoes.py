"""What the bot itself changed on threads, so that hearing of it is not taken for a person's act.

Discord tells of a change a moment after it answers, which may be after the next one was made. It
is remembered in memory: after a start, what Discord shows is compared with the database anyway.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

import discord

from bot.forum.thread_changes import ThreadState

# Discord's events come within a second or two, but may be late: what was taken out of a title would
# come back then as if somebody had put it there. One that was sent and changed nothing has none.
ECHOES_FOR = timedelta(hours=1)
SERVER_ERROR = 500
_Value = str | frozenset[int]
"""A thread's name, or its tags."""


@dataclass(slots=True)
class _Sent:
    thread_id: int
    value: _Value
    until: datetime | None = None
    """None while the request is under way."""


class Echoes:
    """The names and tags that the bot gave threads and has yet to hear of, in its requests' order.

    For an hour: of what a lost connection swallowed nothing is heard.
    """

    def __init__(self, clock: Callable[[], datetime]) -> None:
        """Remember nothing yet."""
        self._clock = clock
        self._sent: list[_Sent] = []

    @contextmanager
    def sending(self, thread_id: int, changes: Mapping[str, object]) -> Iterator[None]:
        """Remember what a request changes, from before it is sent; not what Discord refused."""
        sent = [_Sent(thread_id, value) for value in _values(changes)]
        for each in sent:
            # Sent once more, as after a fault of Discord's: one of the two changes nothing.
            before = self._of(thread_id, each.value)[-1:]
            self._forget([last for last in before if last.value == each.value])
        self._sent += sent
        try:
            yield
        except discord.RateLimited:
            self._forget(sent)
            raise
        except discord.HTTPException as error:
            if error.status < SERVER_ERROR:
                self._forget(sent)
            raise
        finally:
            for each in sent:
                each.until = self._clock() + ECHOES_FOR

    def heard(
        self, thread_id: int, state: ThreadState, before: ThreadState | None
    ) -> tuple[bool, bool]:
        """Tell whether the name, and the tags, that a thread shows now are the bot's own doing.

        Each request is told of once, in order; without `before` it may be told of again.
        """
        now = self._clock()
        self._sent = [each for each in self._sent if each.until is None or each.until > now]
        tags = frozenset(state.tag_ids)
        if before is None:
            return (
                self._is_own(thread_id, state.name, is_past=False),
                self._is_own(thread_id, tags, is_past=False),
            )
        return (
            self._has_become(thread_id, before.name, state.name),
            self._has_become(thread_id, frozenset(before.tag_ids), tags),
        )

    def awaited(self, thread_id: int, state: ThreadState) -> tuple[bool, bool]:
        """Tell whether the bot put this name, and these tags, there without having heard of it."""
        now = self._clock()
        mine = [
            each.value
            for each in self._sent
            if each.thread_id == thread_id and (each.until is None or each.until > now)
        ]
        return state.name in mine, frozenset(state.tag_ids) in mine

    def _has_become(self, thread_id: int, before: _Value, value: _Value) -> bool:
        """Tell whether what changed is the bot's own doing, which is past then."""
        if before == value:
            return False
        is_own = self._is_own(thread_id, value, is_past=True)
        if not is_own:
            # With somebody's act comes what stood there before it. To put that back is an act, too.
            self._is_own(thread_id, before, is_past=True)
        return is_own

    def _is_own(self, thread_id: int, value: _Value, *, is_past: bool) -> bool:
        mine = self._of(thread_id, value)
        for place, sent in enumerate(mine):
            if sent.value == value:
                if is_past:
                    self._forget(mine[: place + 1])
                return True
        return False

    def _of(self, thread_id: int, value: _Value) -> list[_Sent]:
        """Return the names, or the tags, that were sent to a thread, as `value` is one."""
        return [
            each
            for each in self._sent
            if each.thread_id == thread_id and isinstance(each.value, type(value))
        ]

    def _forget(self, sent: list[_Sent]) -> None:
        gone = {id(each) for each in sent}
        self._sent = [each for each in self._sent if id(each) not in gone]


def _values(changes: Mapping[str, object]) -> Iterator[_Value]:
    name, tags = changes.get("name"), changes.get("applied_tags")
    if isinstance(name, str):
        yield name
    if isinstance(tags, list):
        yield frozenset(tag.id for tag in tags)
