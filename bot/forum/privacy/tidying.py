"""Forgetting in time what was only kept for a while."""

import asyncio
from datetime import datetime

from bot.forum.anonymous.notices import write_reads
from bot.forum.anonymous.seals import destroy_seals, tidy_indexes
from bot.forum.anonymous.stops import forget_stops
from bot.forum.privacy.retention import Retention, forget_old
from data.database import Database
from data.leftovers import delete_copies, empty_log, rewrite
from data.tags import delete_unused_tags


async def forget_what_aged_out(
    database: Database, *, keep: Retention, now: datetime, is_daily: bool = True
) -> None:
    """Delete what was kept long enough, also when nobody uses the bot any more.

    `is_daily`: also what need not be done each hour.
    """
    await forget_old(database, keep=keep, now=now)
    await write_reads(database)
    if await destroy_seals(database, now=now) or is_daily:
        # Erased texts leave the indexes here, at a time that says nothing about them.
        await tidy_indexes(database)
        await forget_stops(database)
    if is_daily:
        async with database.write() as session:
            await delete_unused_tags(session)
        await asyncio.to_thread(delete_copies, database.file, now - keep.backups)
        async with database.unchanged() as file:
            await asyncio.to_thread(rewrite, file)
    await asyncio.to_thread(empty_log, database.file)
