"""The dialect of ours: one journey to the driver's thread a statement, nothing else changed."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from aiosqlite import Connection
from sqlalchemy import insert, select, text
from sqlalchemy.exc import IntegrityError, OperationalError

from data.columns import many, run, table_of
from data.database import Database
from data.driver import in_thread
from data.tables import AppState

STATE = table_of(AppState)


@pytest.fixture
def journeys(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Count what is sent to the drivers' threads, from here on."""
    sent: list[Any] = []
    send: Callable[..., Awaitable[object]] = Connection._execute

    async def note(self: Connection, what: object, *values: object, **more: object) -> object:
        sent.append(what)
        return await send(self, what, *values, **more)

    monkeypatch.setattr(Connection, "_execute", note)
    return sent


async def test_a_statement_and_its_rows_are_one_journey(
    database: Database, journeys: list[Any]
) -> None:
    async with database.read() as session:
        await run(session, text("SELECT 1"))
        journeys.clear()
        found = await run(session, text("SELECT 1 UNION ALL SELECT 2"))
        assert found.scalars().all() == [1, 2]
        assert len(journeys) == 1


async def test_a_reader_begins_with_its_first_statement(
    database: Database, journeys: list[Any]
) -> None:
    async with database.write() as session:
        await run(session, insert(STATE), {"key": "seen", "value": "before"})
    seen = select(STATE.c.value).where(STATE.c.key == "seen")
    journeys.clear()
    async with database.read() as session:
        assert (await run(session, seen)).scalar_one() == "before"
    assert len(journeys) == 2, "BEGIN with the SELECT, then one ROLLBACK"
    async with database.read() as reader:
        await reader.connection()
        async with database.write() as session:
            await run(session, text("UPDATE app_state SET value = 'after' WHERE key = 'seen'"))
        assert (await run(reader, seen)).scalar_one() == "after"
        async with database.write() as session:
            await run(session, text("DELETE FROM app_state WHERE key = 'seen'"))
        assert (await run(reader, seen)).scalar_one() == "after", "not one state of the file"


async def test_a_reader_that_asks_nothing_leaves_nothing_begun(database: Database) -> None:
    async with database.read() as session:
        await session.connection()
    async with database.write() as session:
        await run(session, insert(STATE), {"key": "one", "value": "1"})
    async with database.read() as session:
        await in_thread(session, lambda raw: raw.execute("SELECT * FROM app_state").fetchall())
        async with database.write() as other:
            await run(other, text("DELETE FROM app_state"))
        assert (await run(session, select(STATE.c.key))).scalars().all() == ["one"]


async def test_what_returning_and_many_rows_answer_is_all_there(database: Database) -> None:
    rows = [{"key": f"k{number}", "value": str(number)} for number in range(50)]
    async with database.write() as session:
        made = await run(session, insert(STATE).returning(STATE.c.key), rows[0])
        assert made.scalars().all() == ["k0"]
        await many(session, insert(STATE), rows[1:])
        changed = await run(session, text("UPDATE app_state SET value = value || '!'"))
        assert changed.rowcount == 50
    async with database.read() as session:
        found = await run(session, select(STATE.c.value).where(STATE.c.key == "k49"))
        assert found.scalar_one() == "49!"


async def test_a_row_that_may_not_be_leaves_the_connection_usable(database: Database) -> None:
    row = {"key": "one", "value": "1"}
    with pytest.raises(IntegrityError):
        async with database.write() as session:
            await many(session, insert(STATE), [row, row])
    with pytest.raises(OperationalError, match="nowhere"):
        async with database.write() as session:
            await run(session, text("SELECT * FROM nowhere"))
    async with database.write() as session:
        await run(session, insert(STATE), row)


async def test_a_cancelled_statement_frees_the_file(database: Database) -> None:
    async def count_for_long() -> None:
        async with database.write() as session:
            await run(
                session,
                text(
                    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n LIMIT 3000000)"
                    " SELECT sum(i) FROM n"
                ),
            )

    counting = asyncio.create_task(count_for_long())
    await asyncio.sleep(0.05)
    counting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await counting
    async with database.write() as session:
        await run(session, insert(STATE), {"key": "after", "value": "it"})
