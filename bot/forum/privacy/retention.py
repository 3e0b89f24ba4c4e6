"""How long things are kept, and forgetting them then: in small transactions, a part at a time."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.forum import given_up
from bot.forum.anonymous.unmask_requests import REQUEST_DAYS
from data.database import Database
from data.retention import (
    delete_aged_drafts,
    delete_drafts,
    delete_ended_blocks,
    delete_given_up_turns,
    delete_log,
    delete_notifications,
    delete_requests,
    delete_shells,
)

ROWS_AT_ONCE = 500

Step = Callable[[AsyncSession], Awaitable[int]]
"""Deletes a part of what is old, and returns how many rows that was."""


@dataclass(frozen=True, slots=True)
class Retention:
    """How long each kind of thing is kept."""

    drafts: timedelta = timedelta(hours=24)
    read_notifications: timedelta = timedelta(days=90)
    log: timedelta = timedelta(days=365)
    members_who_left: timedelta = timedelta(days=30)
    removed_servers: timedelta = timedelta(days=30)
    backups: timedelta = timedelta(days=30)
    grace: timedelta = timedelta(days=7)


async def forget_old(database: Database, *, keep: Retention, now: datetime) -> None:
    """Delete drafts, notifications, log entries, blocks and the like that were kept long enough."""
    lapsed = now - timedelta(days=REQUEST_DAYS)
    steps: tuple[Step, ...] = (
        lambda s: delete_aged_drafts(s, now, limit=ROWS_AT_ONCE),
        lambda s: delete_ended_blocks(s, now, limit=ROWS_AT_ONCE),
        lambda s: delete_requests(s, lapsed, limit=ROWS_AT_ONCE),
        lambda s: delete_drafts(s, now - keep.drafts, limit=ROWS_AT_ONCE),
        lambda s: delete_notifications(s, now - keep.read_notifications, limit=ROWS_AT_ONCE),
        lambda s: delete_log(s, now - keep.log, limit=ROWS_AT_ONCE),
        lambda s: delete_given_up_turns(s, now - keep.members_who_left, limit=ROWS_AT_ONCE),
        lambda s: delete_shells(s, limit=ROWS_AT_ONCE),
    )
    for step in steps:
        await _in_parts(database, step)
    await given_up.forget_old(database, now - keep.members_who_left)


async def _in_parts(database: Database, step: Step) -> None:
    count = ROWS_AT_ONCE
    while count >= ROWS_AT_ONCE:
        async with database.write() as session:
            count = await step(session)
