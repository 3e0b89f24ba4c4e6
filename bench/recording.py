"""What a bot says to its database: recorded, and run again bare or through `sqlite3` alone."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

from sqlalchemy import Connection, event
from sqlalchemy.engine.interfaces import DBAPICursor, ExecutionContext
from sqlalchemy.ext.asyncio import AsyncEngine

from data.database import PRAGMAS

Values = tuple[str | int | float | bytes | None, ...]


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement with the values of one execution, or of many."""

    sql: str
    values: Values | list[Values]
    connection: int


@dataclass
class Recording:
    """Everything that was said, and how many transactions were committed."""

    statements: list[Statement] = field(default_factory=list)
    commits: int = 0

    def writes(self) -> list[list[Statement]]:
        """Return the statements of each write transaction, BEGIN and COMMIT left out."""
        found: list[list[Statement]] = []
        present: dict[int, list[Statement]] = {}
        for statement in self.statements:
            if statement.sql.startswith("BEGIN"):
                present[statement.connection] = []
                if statement.sql == "BEGIN IMMEDIATE":
                    found.append(present[statement.connection])
            else:
                present[statement.connection].append(statement)
        return found


@contextmanager
def recorded(engine: AsyncEngine) -> Iterator[Recording]:
    """Record what is said through an engine."""
    recording = Recording()

    def before(
        connection: Connection,
        _cursor: DBAPICursor,
        sql: str,
        values: object,
        _context: ExecutionContext | None,
        _many: bool,  # noqa: FBT001  # SQLAlchemy's signature
    ) -> None:
        said = cast("Values | list[Values]", values)
        recording.statements.append(Statement(sql, said, id(connection)))

    def begun(connection: Connection) -> None:
        # A reader's BEGIN goes with its first statement, past the engine.
        if not connection.get_execution_options().get("is_writer"):
            recording.statements.append(Statement("BEGIN", (), id(connection)))

    def committed(_connection: Connection) -> None:
        recording.commits += 1

    event.listen(engine.sync_engine, "before_cursor_execute", before)
    event.listen(engine.sync_engine, "begin", begun)
    event.listen(engine.sync_engine, "commit", committed)
    try:
        yield recording
    finally:
        event.remove(engine.sync_engine, "before_cursor_execute", before)
        event.remove(engine.sync_engine, "begin", begun)
        event.remove(engine.sync_engine, "commit", committed)


async def run_bare(
    engine: AsyncEngine, transaction: Sequence[Statement], *, writes: bool = True
) -> None:
    """Run one transaction through the engine, without sessions and without compiling."""
    async with engine.connect() as plain:
        connection = await plain.execution_options(is_writer=writes)
        for statement in transaction:
            found = await connection.exec_driver_sql(statement.sql, statement.values)
            if found.returns_rows:
                found.all()
        await connection.commit()


def open_raw(file: Path) -> sqlite3.Connection:
    """Open a file through `sqlite3` alone, set as the bot sets it."""
    connection = sqlite3.connect(file, isolation_level=None)
    for pragma in PRAGMAS:
        connection.execute(pragma)
    return connection


def run_raw(connection: sqlite3.Connection, transaction: Sequence[Statement]) -> None:
    """Run one write transaction through `sqlite3` alone."""
    connection.execute("BEGIN IMMEDIATE")
    for statement in transaction:
        if isinstance(statement.values, list):
            connection.executemany(statement.sql, statement.values)
        else:
            connection.execute(statement.sql, statement.values).fetchall()
    connection.execute("COMMIT")
