"""What tables and queries share: column types, Core tables, statements run for many rows."""

import json
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any, cast

from sqlalchemy import Connection, CursorResult, Enum, Executable, ScalarSelect, Table, func, select
from sqlalchemy.util import greenlet_spawn
from sqlmodel import SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

CONNECTION = "connection"
LAST_CHARACTER = "\U0010ffff"
"""What begins with a text lies between it and the text with this behind."""


def by_value(kind: type[StrEnum]) -> Enum:
    """Return a column type that stores an enum by its value, with a CHECK on the values.

    SQLAlchemy would store the member's *name* by default, which breaks when code is renamed.
    """
    return Enum(
        kind,
        values_callable=lambda members: [member.value for member in members],
        native_enum=False,
        create_constraint=True,
        length=32,
        name=kind.__name__.lower(),
    )


def table_of(model: type[SQLModel]) -> Table:
    """Return the Core table behind a model: Core statements cost less than ORM ones."""
    return cast("Table", model.__table__)  # type: ignore[attr-defined]  # SQLModel adds it


def any_of(values: Sequence[int] | Sequence[str]) -> ScalarSelect[object]:
    """Return a subquery of these values, for `in_`: one parameter, however many they are."""
    return select(
        func.json_each(json.dumps(values)).table_valued("value").c.value
    ).scalar_subquery()


async def run(
    session: AsyncSession,
    statement: Executable,
    values: Mapping[str, object] | Sequence[Mapping[str, object]] | None = None,
) -> CursorResult[*tuple[Any, ...]]:
    """Run a statement on tables in this session's transaction, past the ORM.

    The ORM has nothing to add to a statement that names no mapped class, and takes its time.
    """
    connection = session.info.get(CONNECTION) or await connection_of(session)
    return cast(
        "CursorResult[*tuple[Any, ...]]",
        await greenlet_spawn(connection.execute, statement, values),
    )


async def many(
    session: AsyncSession, statement: Executable, rows: Sequence[Mapping[str, object]]
) -> None:
    """Run one prepared statement for many rows, in this session's transaction."""
    if rows:
        await run(session, statement, list(rows))


async def connection_of(session: AsyncSession) -> Connection:
    """Return the session's connection, which stays the same: a session is one transaction."""
    opened = (await session.connection()).sync_connection
    if opened is None:
        msg = "the session's connection is closed"
        raise RuntimeError(msg)
    session.info[CONNECTION] = opened
    return opened
