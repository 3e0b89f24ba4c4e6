"""What tables and queries share: column types, Core tables, statements run for many rows."""

import json
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import cast

from sqlalchemy import Enum, Executable, ScalarSelect, Table, func, select
from sqlmodel import SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession


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


async def many(
    session: AsyncSession, statement: Executable, rows: Sequence[Mapping[str, object]]
) -> None:
    """Run one prepared statement for many rows, in this session's transaction."""
    if rows:
        connection = await session.connection()
        await connection.execute(statement, list(rows))
