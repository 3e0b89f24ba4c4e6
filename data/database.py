"""The unit of work: `read()` and `write()` over one SQLite file.

Writers take the lock at once (BEGIN IMMEDIATE), so what they read stays true until they commit;
the driver's own transactions lose updates silently. Readers never wait for a writer (WAL).
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import cast

from sqlalchemy import Connection, event
from sqlalchemy.engine import make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.ext.asyncio import AsyncEngine, async_sessionmaker, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry
from sqlmodel.ext.asyncio.session import AsyncSession

from data.columns import ANSWERS, connection_of
from data.driver import DRIVER, ReadingConnection, in_thread
from data.indexing import settle

# Under Discord's three seconds, so that a person hears a sentence instead of nothing.
BUSY_TIMEOUT_MS = 2000

# What is under way when the database is closed gets this long to end: a statement that waits for
# another process' lock, and some.
CLOSING_SECONDS = 2 * BUSY_TIMEOUT_MS / 1000

PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA foreign_keys=ON",
    f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}",
    "PRAGMA synchronous=NORMAL",
    "PRAGMA secure_delete=ON",
)


def file_of(database_url: str) -> Path:
    """Return the file of a SQLite URL; raise ValueError for any other database."""
    url = make_url(database_url)
    if url.get_backend_name() != "sqlite" or not url.database or url.database == ":memory:":
        msg = "DATABASE_URL must name a SQLite file, such as sqlite:///var/forum.db"
        raise ValueError(msg)
    return Path(url.database)


class DatabaseClosed(RuntimeError):
    """Somebody wanted a transaction after the end, as an event at the last moment may."""


class Database:
    """A SQLite file with one writer at a time and any number of readers."""

    def __init__(self, database_url: str) -> None:
        """Prepare the engine; nothing is opened until the first use."""
        self.file = file_of(database_url)
        url = make_url(database_url).set(drivername=DRIVER)
        self.engine: AsyncEngine = create_async_engine(url)
        event.listen(self.engine.sync_engine, "connect", _prepare)
        event.listen(self.engine.sync_engine, "begin", _begin)
        event.listen(self.engine.sync_engine, "invalidate", _roll_back)
        immediate = self.engine.execution_options(is_writer=True)
        self.tools: dict[str, object] = {}
        """What every session of this database carries in its `info`, such as the sealer."""
        self._reader = async_sessionmaker(self.engine, class_=AsyncSession, expire_on_commit=False)
        self._writer = async_sessionmaker(immediate, class_=AsyncSession, expire_on_commit=False)
        # SQLite's own waiting polls and is not fair; a lock in the process is both.
        self._turn = asyncio.Lock()
        self._under_way = 0
        self._idle = asyncio.Event()
        self._closed = False

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncSession]:
        """Open a transaction that sees one state of the file and writes nothing.

        Raises `DatabaseClosed` after `close()`.
        """
        async with self._counted(), self._reader(info=self.tools | {ANSWERS: {}}) as session:
            yield session

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncSession]:
        """Open the one write transaction: commits when left, rolls back when raised from.

        What changed of posts is indexed for searching before it commits (`data.indexing`).
        No Discord or HTTP await inside. Raises `sqlalchemy.exc.OperationalError` when another
        process holds the file for longer than the busy timeout, or the disk is full, and
        `DatabaseClosed` after `close()`.
        """
        async with (
            self._counted(),
            self._turn,
            self._writer(info=self.tools) as session,
            session.begin(),
        ):
            # The lock now, not at the first statement: what comes before one holds as well.
            await connection_of(session)
            yield session
            await session.flush()
            await in_thread(session, settle)

    @asynccontextmanager
    async def unchanged(self) -> AsyncIterator[Path]:
        """Let nobody of this process write to the file, which is returned; reading goes on.

        Raises `DatabaseClosed` after `close()`.
        """
        async with self._counted(), self._turn:
            yield self.file

    async def close(self) -> None:
        """Let what is under way end, then close every connection, for good."""
        self._closed = True
        await self.let_go()

    async def let_go(self) -> None:
        """Close every connection until the next use; the last one folds the WAL into the file."""
        if self._under_way:
            # A connection that comes back to a disposed pool is closed by nobody.
            with suppress(TimeoutError):
                await asyncio.wait_for(self._idle.wait(), CLOSING_SECONDS)
        await self.engine.dispose()

    @asynccontextmanager
    async def _counted(self) -> AsyncIterator[None]:
        if self._closed:
            raise DatabaseClosed("the database is closed")
        self._under_way += 1
        self._idle.clear()
        try:
            yield
        finally:
            self._under_way -= 1
            if not self._under_way:
                self._idle.set()


def _prepare(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    # SQLAlchemy, not the driver, says BEGIN.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in PRAGMAS:
        cursor.execute(pragma)
    cursor.close()


def _roll_back(
    connection: DBAPIConnection, _entry: ConnectionPoolEntry, _error: BaseException | None
) -> None:
    # SQLite keeps the lock of a closed connection while a cursor of it lives, and the traceback
    # of a cancelled task keeps one: nobody could write until it is forgotten.
    connection.rollback()


def _begin(connection: Connection) -> None:
    if connection.get_execution_options().get("is_writer"):
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        cast("ReadingConnection", connection.connection.dbapi_connection).begin()
