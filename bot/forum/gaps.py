"""What was missed while Discord was not heard: since when, and which posts to look at."""

from datetime import datetime, timedelta

from data.app_state import get_fact, set_fact
from data.database import Database
from data.gaps import questions_since
from data.links import links_in_thread

HEARD_AT = "heard_at"
# A connection that died silently is noticed within a minute or two.
SILENCE_MARGIN = timedelta(minutes=5)
# Discord archives a quiet thread after a week at most.
ACTIVE_FOR = timedelta(days=8)
MOST_QUESTIONS = 1000


async def heard(database: Database, *, now: datetime) -> None:
    """Note that everything Discord told up to now was heard."""
    async with database.write() as session:
        await set_fact(session, HEARD_AT, now.isoformat())


async def gap_began(database: Database) -> datetime | None:
    """Return when Discord was last surely heard; None for a bot that never ran."""
    async with database.read() as session:
        noted = await get_fact(session, HEARD_AT)
    return datetime.fromisoformat(noted) - SILENCE_MARGIN if noted else None


async def possibly_deleted(database: Database, *, forum_id: int, now: datetime) -> tuple[int, ...]:
    """Return the threads of questions young enough to be active, the newest first."""
    async with database.read() as session:
        found = await questions_since(session, forum_id, now - ACTIVE_FOR, limit=MOST_QUESTIONS)
    return tuple(thread_id for _, thread_id in found)


async def messages_in(database: Database, *, thread_id: int) -> tuple[tuple[int, int], ...]:
    """Return (channel, message) of every post of a thread that still stands in Discord."""
    async with database.read() as session:
        links = await links_in_thread(session, thread_id)
    return tuple((link.channel_id, link.message_id) for link in links if link.gone_at is None)
