"""Indexing posts that were there before the index was, a few at a time.

What changes is indexed as it changes; this is for an older file, and for other rules of words.
"""

import asyncio

from data.app_state import get_fact, set_fact
from data.database import Database
from data.driver import in_thread
from data.indexing import BATCH, index_after
from data.words import VERSION

FACT = "search"
DONE = "done"
PAUSE_SECONDS = 0.05


async def index_all(database: Database) -> None:
    """Index every post that is not, with a pause after each few."""
    has_more = True
    while has_more:
        has_more = await index_more(database)
        # Whoever writes meanwhile gets their turn.
        await asyncio.sleep(PAUSE_SECONDS if has_more else 0)


async def index_more(database: Database) -> bool:
    """Index the next few posts that are not; tell whether there may be more."""
    async with database.read() as session:
        known = await get_fact(session, FACT)
    version, _, reached = (known or "").partition(" ")
    if version == VERSION and reached == DONE:
        return False
    async with database.write() as session:
        after = int(reached) if version == VERSION else 0
        last = await in_thread(session, lambda connection: index_after(connection, after, BATCH))
        await set_fact(session, FACT, f"{VERSION} {DONE if last is None else last}")
    return last is not None
