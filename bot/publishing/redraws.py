"""Direct messages that are still to be drawn anew: in memory alone, and when each is tried again.

Written down, or logged, a try that failed would say that somebody was told of a post: its author is
not. After a restart nobody knows what was sent, and so none is left.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

# What Discord still refuses then stays as it is. Waits between tries grow to ten minutes, so that
# bounds the tries, too.
TRIED_FOR = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Redraw:
    """A message, since when it is to be drawn anew, and when to try; `attempts` that failed.

    `posts`: only if it says something of one of these; None: whatever it says.
    """

    message_id: int
    posts: frozenset[int] | None
    since: datetime
    due_at: datetime
    attempts: int = 0

    def and_of(self, other: "Redraw | None") -> "Redraw":
        """Return it for the posts of another one as well."""
        if other is None:
            return self
        if self.posts is None or other.posts is None:
            return replace(self, posts=None)
        return replace(self, posts=self.posts | other.posts)


class Redraws:
    """What is still to be drawn anew, one of each message."""

    def __init__(self) -> None:
        """Have nothing to draw."""
        self._waiting: dict[int, Redraw] = {}

    def ask(self, message_ids: Iterable[int], post_id: int | None, now: datetime) -> None:
        """Have messages drawn anew, those that say something of a post when one is given."""
        posts = None if post_id is None else frozenset({post_id})
        for message_id in message_ids:
            asked = Redraw(message_id, posts, now, now)
            self._waiting[message_id] = asked.and_of(self._waiting.get(message_id))

    def take(self, now: datetime, *, limit: int) -> list[Redraw]:
        """Return some whose time has come; they wait no more."""
        due = [each for each in self._waiting.values() if each.due_at <= now][:limit]
        for each in due:
            del self._waiting[each.message_id]
        return due

    def put_back(self, tried: Redraw, wait: timedelta | None, now: datetime) -> None:
        """Have one wait so long for its next try; None: it can't succeed.

        One that was tried for long enough is forgotten, too.
        """
        if wait is None or now - tried.since >= TRIED_FOR:
            return
        again = replace(tried, due_at=now + wait, attempts=tried.attempts + 1)
        newer = self._waiting.get(tried.message_id)
        # What changed meanwhile is to go at once, however often this one was tried.
        self._waiting[tried.message_id] = again if newer is None else newer.and_of(again)
