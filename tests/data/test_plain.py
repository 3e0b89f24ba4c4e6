"""Statements that are answered with plain tuples: in the same transaction, heard like any other."""

from sqlite3 import Cursor
from typing import Any

import pytest
from sqlalchemy import bindparam, event, insert, select, text
from sqlalchemy.exc import OperationalError

from data.columns import run, table_of
from data.database import Database
from data.plain import plain, sql_of
from data.tables import AppState

STATE = table_of(AppState)
SAID = "SELECT value FROM app_state WHERE key = :wanted"


async def test_what_a_session_wrote_and_nobody_else_sees_is_found(database: Database) -> None:
    async with database.write() as session:
        await run(session, insert(STATE), {"key": "one", "value": "1"})
        assert await plain(session, SAID, {"wanted": "one"}) == [("1",)]
        async with database.read() as other:
            assert await plain(other, SAID, {"wanted": "one"}) == []


async def test_a_reader_sees_one_state_of_the_file(database: Database) -> None:
    async with database.write() as session:
        await run(session, insert(STATE), {"key": "one", "value": "1"})
    async with database.read() as reader:
        assert await plain(reader, SAID, {"wanted": "one"}) == [("1",)]
        async with database.write() as session:
            await run(session, text("UPDATE app_state SET value = '2'"))
        assert await plain(reader, SAID, {"wanted": "one"}) == [("1",)]
    async with database.read() as reader:
        assert await plain(reader, SAID, {"wanted": "one"}) == [("2",)]


async def test_what_sqlite_refuses_is_raised_as_everywhere(database: Database) -> None:
    async with database.read() as session:
        with pytest.raises(OperationalError, match="nowhere"):
            await plain(session, "SELECT * FROM nowhere", ())
        assert await plain(session, "SELECT ?, ?", (1, "a")) == [(1, "a")]


async def test_who_listens_to_statements_hears_it(database: Database) -> None:
    heard: list[tuple[str, object]] = []

    def hear(_connection: object, _cursor: Cursor, sql: str, values: Any, *_: object) -> None:  # noqa: ANN401  # of any shape
        heard.append((sql, values))

    event.listen(database.engine.sync_engine, "before_cursor_execute", hear)
    async with database.read() as session:
        await plain(session, SAID, {"wanted": "one"})
    assert heard == [(SAID, {"wanted": "one"})]


async def test_a_built_statement_is_taken_with_its_names(database: Database) -> None:
    statement = select(STATE.c.value).where(STATE.c.key == bindparam("wanted"))
    async with database.write() as session:
        await run(session, insert(STATE), {"key": "one", "value": "1"})
        assert await plain(session, sql_of(statement), {"wanted": "one"}) == [("1",)]
    with pytest.raises(ValueError, match="value"):
        sql_of(statement.where(STATE.c.value == "a value of its own"))
