"""The log can't be altered, and nothing young can be taken out of it, whatever the code does."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import delete, insert, text, update
from sqlalchemy.exc import IntegrityError

from data.columns import table_of
from data.database import Database
from data.tables import AuditEntry

ENTRIES = table_of(AuditEntry)


async def add(database: Database, forum_id: int, *, days_ago: int) -> None:
    at = datetime.now(UTC) - timedelta(days=days_ago)
    row = {"forum_id": forum_id, "action": "hide", "detail": "x", "created_at": at}
    async with database.write() as session:
        await session.exec(insert(ENTRIES).values(row))


@pytest.mark.parametrize("days_ago", [0, 400])
async def test_no_entry_is_ever_altered(database: Database, forum_id: int, days_ago: int) -> None:
    await add(database, forum_id, days_ago=days_ago)
    with pytest.raises(IntegrityError, match="never altered"):
        async with database.write() as session:
            await session.exec(update(ENTRIES).values(detail="y"))


async def test_no_entry_of_the_last_year_is_removed(database: Database, forum_id: int) -> None:
    for days_ago in (0, 359, 361):
        await add(database, forum_id, days_ago=days_ago)
    with pytest.raises(IntegrityError, match="kept for a year"):
        async with database.write() as session:
            await session.exec(delete(ENTRIES))
    aged = datetime.now(UTC) - timedelta(days=360)
    async with database.write() as session:
        await session.exec(delete(ENTRIES).where(ENTRIES.c.created_at < aged))
    async with database.read() as session:
        left = await (await session.connection()).execute(text("SELECT count(*) FROM audit_entry"))
        assert left.scalar() == 2
