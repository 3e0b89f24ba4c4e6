"""SQLAlchemy's aiosqlite dialect with one journey to the driver's thread a statement.

The dialect makes four: to open a cursor, execute, fetch and close. A journey costs more than
SQLite takes to answer most of our statements, so here all four happen in one, a reader's BEGIN
goes with its first statement, and what has ended is not rolled back again. It leans on names that
both libraries keep to themselves; both are pinned, and `tests/data/test_driver.py` watches.
"""

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from enum import Enum, auto
from typing import Any, Self, TypeVar, cast

from sqlalchemy.connectors.asyncio import AsyncIODBAPIConnection, AsyncIODBAPICursor
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.aiosqlite import (
    AsyncAdapt_aiosqlite_connection,
    AsyncAdapt_aiosqlite_cursor,
    AsyncAdapt_aiosqlite_dbapi,
    SQLiteDialect_aiosqlite,
)
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import PoolProxiedConnection
from sqlmodel.ext.asyncio.session import AsyncSession

DRIVER = "sqlite+one_journey"
BEGIN = "BEGIN DEFERRED"
# Under this name a connection of the driver's carries a `Stage`.
STAGE = "mindwell_stage"
Result = TypeVar("Result")


class Stage(Enum):
    """How far a connection's transaction has come."""

    ENDED = auto()
    """Nothing was said since it was rolled back or committed."""
    WAITING = auto()
    """Its BEGIN goes with the next statement."""
    BEGUN = auto()
    """Something was said, or it may have been."""


class FetchedCursor:
    """What SQLAlchemy asks of a driver's cursor, with every row of an answer fetched at once."""

    arraysize = 1
    description: Any = None
    lastrowid = 0
    rowcount = -1

    def __init__(self, connection: AsyncIODBAPIConnection) -> None:
        """Stand for a cursor of this connection; none is open except during a statement."""
        self._connection = connection
        self._in_thread = connection._execute  # noqa: SLF001  # aiosqlite's one way in
        self._rows: Sequence[Any] = ()

    async def __aenter__(self) -> Self:
        """Return itself: there is nothing to open yet."""
        return self

    async def execute(self, statement: str, values: Sequence[Any] | Mapping[str, Any] = ()) -> None:
        """Run a statement and fetch what it answers."""
        begins = _began(self._connection)
        await self._in_thread(self._run, sqlite3.Cursor.execute, statement, values, begins=begins)

    async def executemany(self, statement: str, values: Sequence[Sequence[Any]]) -> None:
        """Run a statement once for each row of values."""
        begins = _began(self._connection)
        await self._in_thread(
            self._run, sqlite3.Cursor.executemany, statement, values, begins=begins
        )

    async def fetchall(self) -> Sequence[Any]:
        """Return the rows that came back with the statement."""
        return self._rows

    async def close(self) -> None:
        """Do nothing: the driver's cursor was closed when its rows were fetched."""

    def _run(
        self,
        run: Callable[..., object],
        statement: str,
        values: Sequence[Any] | Mapping[str, Any],
        *,
        begins: bool,
    ) -> None:
        """Carry a statement out, in the driver's thread."""
        cursor = self._connection._conn.cursor()  # noqa: SLF001  # that of `sqlite3`
        try:
            if begins:
                cursor.execute(BEGIN)
            run(cursor, statement, values)
            self.description = cursor.description
            self._rows = cursor.fetchall() if cursor.description else ()
            # After the rows: SQLite counts what RETURNING changed while they are read.
            self.lastrowid, self.rowcount = cursor.lastrowid or 0, cursor.rowcount
        finally:
            cursor.close()


def _began(opened: object) -> bool:
    """Note that a statement is on its way, and tell whether a BEGIN has to go with it."""
    was_waiting = getattr(opened, STAGE, Stage.BEGUN) is Stage.WAITING
    setattr(opened, STAGE, Stage.BEGUN)
    return was_waiting


class _Cursor(AsyncAdapt_aiosqlite_cursor):
    __slots__ = ()

    def _make_new_cursor(self, connection: AsyncIODBAPIConnection) -> AsyncIODBAPICursor:
        return FetchedCursor(connection)  # type: ignore[return-value]


class ReadingConnection(AsyncAdapt_aiosqlite_connection):
    """SQLAlchemy's connection, which can put a BEGIN off until something is asked."""

    __slots__ = ()

    _cursor_cls = _Cursor

    def begin(self) -> None:
        """Begin to read with the next statement: until one, SQLite looks at no state anyway."""
        setattr(self.driver_connection, STAGE, Stage.WAITING)

    def rollback(self) -> None:
        """End what has begun: a session says so once, and the pool another time."""
        if self._has_begun():
            super().rollback()
        setattr(self.driver_connection, STAGE, Stage.ENDED)

    def commit(self) -> None:
        """End what has begun, the same way."""
        if self._has_begun():
            super().commit()
        setattr(self.driver_connection, STAGE, Stage.ENDED)

    def _has_begun(self) -> bool:
        return getattr(self.driver_connection, STAGE, Stage.BEGUN) is Stage.BEGUN


class _Driver(AsyncAdapt_aiosqlite_dbapi):
    def connect(self, *where: Any, **how: Any) -> AsyncAdapt_aiosqlite_connection:  # noqa: ANN401  # as in SQLAlchemy
        opened = super().connect(*where, **how)
        return ReadingConnection(self, opened.driver_connection)


class Dialect(SQLiteDialect_aiosqlite):
    """aiosqlite's dialect, whose connections hand out `FetchedCursor`s."""

    supports_statement_cache = True

    @classmethod
    def import_dbapi(cls) -> AsyncAdapt_aiosqlite_dbapi:
        """Return the driver's module as SQLAlchemy wants it."""
        usual = super().import_dbapi()
        return _Driver(usual.aiosqlite, usual.sqlite)


async def in_thread(session: AsyncSession, act: Callable[[sqlite3.Connection], Result]) -> Result:
    """Do something with `sqlite3` alone in the driver's thread, in a session's transaction.

    Raises `sqlalchemy.exc.OperationalError` for whatever SQLite raises.
    """
    connection = await (await session.connection()).get_raw_connection()
    opened = opened_by(connection)
    begins = _began(opened)

    def begun() -> Result:
        if begins:
            opened._conn.execute(BEGIN)  # noqa: SLF001  # as above
        return act(opened._conn)  # noqa: SLF001

    try:
        return cast("Result", await opened._execute(begun))  # noqa: SLF001
    except sqlite3.Error as error:
        raise OperationalError(act.__name__, None, error) from error


def opened_by(pooled: PoolProxiedConnection) -> Any:  # noqa: ANN401  # SQLAlchemy gives it no type
    """Return the driver's own connection behind one of the pool's; raise RuntimeError if closed."""
    opened = pooled.driver_connection
    if opened is None:
        msg = "the session's connection is closed"
        raise RuntimeError(msg)
    return opened


registry.register(DRIVER.replace("+", "."), __name__, Dialect.__name__)
