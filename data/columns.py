"""What tables and queries share: column types, Core tables, statements run for many rows."""

import json
from collections.abc import Awaitable, Callable, Hashable, Iterable, Mapping, Sequence
from enum import StrEnum
from functools import lru_cache
from typing import Any, TypeVar, cast

from sqlalchemy import (
    Connection,
    CursorResult,
    Enum,
    Executable,
    Row,
    ScalarSelect,
    Select,
    Table,
    bindparam,
    func,
    select,
)
from sqlalchemy.orm import ClassManager, class_mapper
from sqlalchemy.orm.attributes import manager_of_class
from sqlalchemy.sql.dml import ReturningUpdate
from sqlalchemy.util import greenlet_spawn
from sqlmodel import SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

Model = TypeVar("Model", bound=SQLModel)
Answer = TypeVar("Answer")
CONNECTION = "connection"
ANSWERS = "answers"
"""What a reading session keeps of what it was told, by statement and values."""
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


def among(name: str) -> ScalarSelect[object]:
    """Return a subquery, for `in_`, of the values that a parameter of this name brings `as_json`.

    However many they are, the statement is the same, and is compiled once.
    """
    return select(func.json_each(bindparam(name)).table_valued("value").c.value).scalar_subquery()


def as_json(values: Iterable[int] | Iterable[str]) -> str:
    """Return values as `among` takes them."""
    return json.dumps([*values])


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


async def told(
    session: AsyncSession, statement: Executable, values: Mapping[str, Hashable]
) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return all that a statement answers; of who only reads, SQLite is asked the same once.

    Such a session sees one state of the file, however often it asks.
    """

    async def ask() -> Sequence[Row[*tuple[Any, ...]]]:
        return (await run(session, statement, values)).all()

    return await _once(session, (None, statement, *values.values()), ask)


async def whole(
    session: AsyncSession,
    model: type[Model],
    statement: Select[*tuple[Any, ...]] | ReturningUpdate[*tuple[Any, ...]],
    values: Mapping[str, object] | None = None,
) -> list[Model]:
    """Return the rows of a statement made by `rows_of`, as models that no session knows.

    They are to be read: what is set on them is stored nowhere. The ORM's own loading, which keeps
    track of each, costs twice as much as SQLite's answer and the way to it. Whoever only reads sees
    one state of the file, so there the same question is asked of SQLite once.
    """

    async def ask() -> list[Model]:
        return await _whole(session, model, statement, values)

    return [*await _once(session, (model, statement, *(values or {}).values()), ask)]


async def _once(
    session: AsyncSession, asked: Hashable, ask: Callable[[], Awaitable[Answer]]
) -> Answer:
    """Return an answer; of who only reads, the first that was given to this."""
    answers = session.info.get(ANSWERS)
    if answers is None:
        return await ask()
    if asked not in answers:
        answers[asked] = await ask()
    return cast("Answer", answers[asked])


async def _whole(
    session: AsyncSession,
    model: type[Model],
    statement: Executable,
    values: Mapping[str, object] | None,
) -> list[Model]:
    manager, names = _shape(model)
    found = []
    for row in (await run(session, statement, values)).all():
        instance = manager.new_instance()
        instance.__dict__.update(zip(names, row, strict=True))
        found.append(instance)
    return found


def rows_of(model: type[SQLModel]) -> Select[*tuple[Any, ...]]:
    """Return the statement for a table's whole rows, as `whole` takes it; to be narrowed."""
    table = table_of(model)
    return select(*(table.c[name] for name in model.model_fields))


@lru_cache
def _shape(model: type[Model]) -> tuple[ClassManager[Model], tuple[str, ...]]:
    """Return what makes instances of a model, and their fields in the order of `rows_of`."""
    class_mapper(model)  # which makes its attributes, unless that was done
    return manager_of_class(model), tuple(model.model_fields)


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
