"""Who has seen which question today: in memory alone, and never in a log.

A view is one person who opens a card through the bot, once a day (Question2Answer counts a page
once an address in a row; Discord tells nobody about reading). No read costs a write: what was seen
is counted a minute's worth at a time.
"""

from datetime import date, datetime

from bot.forum.views import Seen, count_views
from data.database import Database

# More than a very large server's day. With more, the day begins anew: somebody may count twice.
MOST_REMEMBERED = 200_000
MOST_A_BATCH = 500


class Views:
    """Questions that were opened, until they are counted; forgotten with the process."""

    def __init__(self, database: Database) -> None:
        """Count in this database."""
        self._database = database
        self._today: date | None = None
        self._seen: set[Seen] = set()
        self._waiting: list[Seen] = []

    def note(self, post_id: int, user_id: int, now: datetime) -> None:
        """Take in that somebody opened a post's card; returns at once."""
        if now.date() != self._today or len(self._seen) >= MOST_REMEMBERED:
            self._today = now.date()
            self._seen.clear()
        seen = Seen(post_id, user_id)
        if seen not in self._seen:
            self._seen.add(seen)
            self._waiting.append(seen)

    async def flush(self) -> None:
        """Count what was seen. What the database doesn't take now waits for the next time."""
        while self._waiting:
            batch = self._waiting[:MOST_A_BATCH]
            await count_views(self._database, batch)
            del self._waiting[: len(batch)]
