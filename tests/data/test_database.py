import asyncio
import threading
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, OperationalError, StatementError
from sqlmodel import select

from data.app_state import get_fact, set_fact
from data.database import Database, DatabaseClosed, file_of
from data.tables import AppState, Forum
from tests.data.conftest import NOW
from tests.support.quick import PRAGMAS_IN_EARNEST


@pytest.mark.parametrize(
    ("pragma", "value"),
    [
        ("journal_mode", "wal"),
        ("foreign_keys", 1),
        ("busy_timeout", 2000),
        ("synchronous", 1),
        ("secure_delete", 1),
    ],
)
async def test_every_connection_has_the_pragmas(
    database: Database, monkeypatch: pytest.MonkeyPatch, pragma: str, value: object
) -> None:
    monkeypatch.setattr("data.database.PRAGMAS", PRAGMAS_IN_EARNEST)
    async with database.read() as one, database.read() as other:
        for session in (one, other):
            found = await session.connection()
            assert (await found.execute(text(f"PRAGMA {pragma}"))).scalar() == value


async def _add_one(database: Database) -> None:
    async with database.write() as session:
        count = int(await get_fact(session, "count") or 0)
        await asyncio.sleep(0)
        await set_fact(session, "count", str(count + 1))


async def test_concurrent_read_then_write_loses_nothing(database: Database) -> None:
    await asyncio.gather(*(_add_one(database) for _ in range(20)))
    async with database.read() as session:
        assert await get_fact(session, "count") == "20"


async def test_two_processes_worth_of_writers_lose_nothing(database: Database) -> None:
    other = Database(f"sqlite:///{database.file}")
    try:
        await asyncio.gather(*(_add_one(each) for each in (database, other) * 10))
    finally:
        await other.close()
    async with database.read() as session:
        assert await get_fact(session, "count") == "20"


async def _fail_half_way(database: Database) -> None:
    async with database.write() as session:
        await set_fact(session, "kept", "no")
        raise LookupError


async def test_what_raises_is_rolled_back(database: Database) -> None:
    with pytest.raises(LookupError):
        await _fail_half_way(database)
    async with database.read() as session:
        assert await get_fact(session, "kept") is None


async def test_a_reader_is_not_blocked_by_a_writer(database: Database) -> None:
    async with database.write() as writer:
        await set_fact(writer, "seen", "new")
        async with asyncio.timeout(1), database.read() as reader:
            assert await get_fact(reader, "seen") is None


async def test_a_reader_sees_one_state_of_the_file(database: Database) -> None:
    async with database.read() as reader:
        assert await get_fact(reader, "seen") is None
        async with database.write() as writer:
            await set_fact(writer, "seen", "new")
        assert await get_fact(reader, "seen") is None


async def test_a_writer_gives_up_within_discords_three_seconds(database: Database) -> None:
    other = Database(f"sqlite:///{database.file}")
    try:
        async with other.write() as holder:
            await set_fact(holder, "held", "yes")
            with pytest.raises(OperationalError, match="locked"):
                async with asyncio.timeout(3), database.write() as session:
                    await get_fact(session, "held")
    finally:
        await other.close()


async def test_a_cancelled_write_frees_the_lock(database: Database) -> None:
    async def hold() -> None:
        async with database.write() as session:
            await set_fact(session, "cancelled", "yes")
            await asyncio.sleep(60)

    task = asyncio.create_task(hold())
    await asyncio.sleep(0.05)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    async with asyncio.timeout(1), database.write() as session:
        assert await get_fact(session, "cancelled") is None


async def test_a_write_cancelled_at_any_step_frees_the_lock(database: Database) -> None:
    """The tracebacks are kept on purpose: each may hold a cursor of the cancelled write."""

    async def write() -> None:
        async with database.write() as session:
            for name in ("a", "b", "c"):
                await set_fact(session, name, "cancelled")
                await get_fact(session, name)

    kept: list[BaseException | None] = []
    for steps in range(0, 1200, 10):
        task = asyncio.create_task(write())
        for _ in range(steps):
            await asyncio.sleep(0)
        task.cancel()
        kept += await asyncio.gather(task, return_exceptions=True)
        async with database.write() as session:
            await set_fact(session, "free", str(steps))
    assert any(isinstance(end, asyncio.CancelledError) for end in kept)


async def test_times_come_back_aware_and_naive_ones_are_refused(
    database: Database, forum_id: int
) -> None:
    async with database.read() as session:
        forum = (await session.exec(select(Forum).where(Forum.id == forum_id))).one()
    assert forum.created_at == NOW
    assert forum.created_at.utcoffset() is not None
    naive = Forum(name="x", created_at=datetime(2026, 1, 1))  # noqa: DTZ001  # the point
    with pytest.raises(StatementError):
        async with database.write() as session:
            session.add(naive)


async def test_foreign_keys_are_enforced(database: Database) -> None:
    with pytest.raises(IntegrityError):
        async with database.write() as session:
            await (await session.connection()).execute(
                text("INSERT INTO tag (forum_id, name) VALUES (99, 'x')")
            )


async def test_facts_are_replaced(database: Database) -> None:
    for value in ("one", "two"):
        async with database.write() as session:
            await set_fact(session, "hash", value)
    async with database.read() as session:
        assert await get_fact(session, "hash") == "two"
        assert len((await session.exec(select(AppState))).all()) == 1


def test_the_file_of_a_url() -> None:
    assert file_of("sqlite:///var/forum.db") == Path("var/forum.db")
    assert file_of("sqlite+aiosqlite:////srv/forum.db") == Path("/srv/forum.db")


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "postgresql://host/name"])
def test_other_urls_are_refused(url: str) -> None:
    with pytest.raises(ValueError, match="SQLite file"):
        file_of(url)


async def test_closing_waits_for_what_is_under_way_and_lets_nothing_begin(
    database: Database,
) -> None:
    inside, go_on = asyncio.Event(), asyncio.Event()

    async def read_late() -> str | None:
        async with database.read() as session:
            await get_fact(session, "kept")
            inside.set()
            await go_on.wait()
            return await get_fact(session, "kept")

    async with database.write() as session:
        await set_fact(session, "kept", "yes")
    reading = asyncio.create_task(read_late())
    await inside.wait()
    closing = asyncio.create_task(database.close())
    await asyncio.sleep(0.05)
    for begin in (database.read, database.write):
        with pytest.raises(DatabaseClosed):
            async with begin():
                pass
    assert not closing.done()
    go_on.set()
    assert await reading == "yes"
    await closing
    # The driver has a thread a connection, which ends with it.
    for thread in threading.enumerate():
        if "_connection_worker" in thread.name:
            thread.join(timeout=5)
            assert not thread.is_alive()
