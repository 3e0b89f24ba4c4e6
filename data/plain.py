"""Statements in SQL of our own, answered with tuples as `sqlite3` makes them.

SQLAlchemy takes longer to run a statement and to wrap its rows than SQLite to answer most of ours.
Where hundreds are compared to show a handful, that is what a page mostly cost.
"""

import sqlite3
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Select
from sqlalchemy.dialects.sqlite.base import SQLiteDialect
from sqlalchemy.exc import OperationalError
from sqlmodel.ext.asyncio.session import AsyncSession

from data.columns import CONNECTION, connection_of
from data.driver import FetchedCursor, opened_by

Values = Mapping[str, object] | tuple[object, ...]


async def plain(session: AsyncSession, statement: str, values: Values) -> Sequence[tuple[Any, ...]]:
    """Return all rows of a statement in this session's transaction, of SQLite's own types.

    `values` are for `:name`s, or for question marks in their order. Who listens to SQLAlchemy's
    statements hears of this one, too. Raises `sqlalchemy.exc.OperationalError` for whatever SQLite
    raises.
    """
    connection = session.info.get(CONNECTION) or await connection_of(session)
    cursor = FetchedCursor(opened_by(connection.connection))
    for hear in connection.dispatch.before_cursor_execute:
        hear(connection, cursor, statement, values, None, False)  # noqa: FBT003  # its signature
    try:
        await cursor.execute(statement, values)
    except sqlite3.Error as error:
        raise OperationalError(statement, None, error) from error
    return await cursor.fetchall()


def sql_of(statement: Select[*tuple[Any, ...]]) -> str:
    """Return a statement as `plain` takes it, its parameters as `:name`s.

    Raises ValueError for one with values of its own: nothing would bring them along.
    """
    compiled = statement.compile(dialect=SQLiteDialect(paramstyle="named"))
    if own := [name for name, value in compiled.params.items() if value is not None]:
        msg = f"values that the statement brings along: {own}"
        raise ValueError(msg)
    return str(compiled)
