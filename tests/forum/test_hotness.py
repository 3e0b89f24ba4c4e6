"""Question2Answer's hotness: its rules, 2.2."""

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from alembic import command

from bot.forum.hotness import hotness, refresh
from data.database import Database
from data.migrate import configuration, make_private_folder
from data.tables import Post
from data.tables.forums import PointOptions
from tests.forum.world import ANNA, BEN, World

ZERO = datetime(2010, 1, 1, tzinfo=UTC)
DAY = timedelta(days=1)


def hot(
    created_at: datetime = ZERO,
    newest_answer_at: datetime | None = None,
    *,
    answers: int = 0,
    score: int = 0,
    views: int = 0,
) -> int:
    return hotness(
        created_at=created_at,
        newest_answer_at=newest_answer_at,
        answers=answers,
        score=score,
        views=views,
    )


CASES = {
    "nothing": (hot(), 0),
    # Without an answer, the question's own time counts for the answer's as well.
    "a day": (hot(ZERO + DAY), 2 * 100 * 86_400),
    "one answer": (hot(ZERO, ZERO + DAY, answers=1), 100 * 86_400 + 16_000_000),
    "two answers": (hot(ZERO + DAY, ZERO + 3 * DAY, answers=2), 400 * 86_400 + 32_000_000),
    "a vote": (hot(score=1), 16_000_000),
    "votes down": (hot(score=-3), -48_000_000),
    "a view": (hot(views=1), 400_000),
    "forty views are a vote": (hot(views=40), hot(score=1)),
    "before 2010": (hot(ZERO - DAY), -200 * 86_400),
    "part of a second": (hot(ZERO + timedelta(seconds=1, microseconds=999_999)), 200),
    "a time as SQLite gives it": (hot((ZERO + DAY).replace(tzinfo=None)), hot(ZERO + DAY)),
    "number 1 of tests/importing/site.json": (
        hot(
            datetime.fromtimestamp(1759599693, UTC),
            datetime.fromtimestamp(1760123648, UTC),
            answers=8,
            score=21,
            views=23,
        ),
        99984734100,
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_hotness_is_question2answers(case: str) -> None:
    reckoned, expected = CASES[case]
    assert reckoned == expected


def test_a_vote_is_worth_as_much_as_44_hours_of_age() -> None:
    assert hot(ZERO + DAY, score=1) > hot(ZERO + DAY + timedelta(hours=22))
    assert hot(ZERO + DAY, score=1) < hot(ZERO + DAY + timedelta(hours=23))


async def test_it_is_stored_as_the_question_stands(world: World) -> None:
    asked_at = world.now
    question = await world.ask(ANNA)
    world.later(hours=5)
    answer = await world.answer(question, BEN)
    async with world.database.write() as session:
        await refresh(session, [question, answer])
    found = await world.all(Post)
    stored = {post.id: post.hotness for post in found}
    assert stored == {question: hot(asked_at, world.now, answers=1), answer: 0}


async def test_nothing_is_written_where_it_is_right_already(world: World) -> None:
    question = await world.ask(ANNA)
    async with world.database.write() as session:
        await refresh(session, [question])
    before = _changes(world.database)
    async with world.database.write() as session:
        await refresh(session, [question])
    assert _changes(world.database) == before


def test_questions_of_older_versions_have_it_after_the_migration(tmp_path: Path) -> None:
    file = tmp_path / "var" / "forum.db"
    make_private_folder(file.parent)
    command.upgrade(configuration(file), "0008")
    with closing(sqlite3.connect(file)) as connection:
        forum = {"id": 1, "name": "F", "locale": "en", "created_at": "2026-03-01 12:00:00"}
        _insert(connection, "forum", dict.fromkeys(PointOptions.model_fields, 0) | forum)
        for post, kind, state, at in (
            (1, "question", "visible", "2026-03-02 12:00:00.250000"),
            (2, "answer", "visible", "2026-03-03 12:00:00.000000"),
            (3, "answer", "hidden", "2026-03-09 12:00:00.000000"),
            (4, "question", "visible", "2026-03-04 12:00:00.000000"),
        ):
            root = None if kind == "question" else 1
            values = {"id": post, "kind": kind, "state": state, "created_at": at}
            values |= {"question_id": root, "parent_id": root, "forum_id": 1, "origin": "discord"}
            values |= {"title": None if root else "T", "body": "B", "is_spoiler": 0, "notify": 0}
            values |= {"up": 3, "down": 1, "answers": 1, "views": 7, "revision": 1}
            _insert(connection, "post", values)
        connection.commit()
    command.upgrade(configuration(file), "0009")
    with closing(sqlite3.connect(file)) as connection:
        found = dict(connection.execute("SELECT id, hotness FROM post"))
    asked, answered = (datetime(2026, 3, day, 12, tzinfo=UTC) for day in (2, 3))
    assert found == {
        1: hot(asked, answered, answers=1, score=2, views=7),
        2: 0,
        3: 0,
        4: hot(datetime(2026, 3, 4, 12, tzinfo=UTC), answers=1, score=2, views=7),
    }


def _changes(database: Database) -> int:
    with closing(sqlite3.connect(database.file)) as connection:
        return int(connection.execute("PRAGMA data_version").fetchone()[0])


def _insert(connection: sqlite3.Connection, table: str, values: Mapping[str, object]) -> None:
    marks = ", ".join("?" * len(values))
    statement = f"INSERT INTO {table} ({', '.join(values)}) VALUES ({marks})"  # noqa: S608  # ours
    connection.execute(statement, list(values.values()))
