"""Forums of any size in a file: 3 answers and 5 votes a question, words by Zipf's law.

What was written stays: begun again, it goes on where it stopped, and the file is the same.
"""

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import cast

from sqlalchemy import Connection, Engine, Table, create_engine, event, func, insert, select
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

from bench.grown_rows import (
    ANSWERS,
    BATCH,
    CHANNEL,
    CHILDREN,
    FIRST,
    FORUM_ID,
    GUILD,
    POSTS_A_ROUND,
    ROOTS,
    TAGS,
    Plan,
    Row,
    batch_of,
)
from bench.wording import Wording
from data.columns import table_of
from data.indexing import settle
from data.migrate import migrate
from data.tables import Category, ChannelKind, Forum, Identity, IdentitySource, Member, Post, Tag


def grow(file: Path, plan: Plan, progress: Callable[[int], None]) -> None:
    """Write the forum into a file, or what is missing of it; told each time how many questions.

    The points of its members are not reckoned: an import or a recount does that.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    migrate(f"sqlite:///{file}")
    engine = _engine(file)
    wording = Wording()
    try:
        with engine.begin() as connection:
            _found(connection, plan)
        for number in range(_written(engine) // BATCH, plan.batches):
            with engine.begin() as connection:
                for model, rows in batch_of(plan, wording, number).items():
                    connection.execute(insert(table_of(model)), rows)
                settle(_raw(connection))
            progress(min(plan.questions, (number + 1) * BATCH))
        with engine.connect() as connection:
            connection.exec_driver_sql("ANALYZE")
            connection.commit()
    finally:
        engine.dispose()


def _engine(file: Path) -> Engine:
    engine = create_engine(f"sqlite:///{file}")

    def prepare(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
        cursor = connection.cursor()
        # A crash of the machine may cost this file: it can be made again.
        for pragma in ("journal_mode=WAL", "synchronous=OFF", "cache_size=-400000"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    event.listen(engine, "connect", prepare)
    return engine


def _raw(connection: Connection) -> sqlite3.Connection:
    return cast("sqlite3.Connection", connection.connection.driver_connection)


def _written(engine: Engine) -> int:
    posts = table_of(Post)
    with engine.connect() as connection:
        newest = connection.execute(select(func.max(posts.c.id))).scalar_one()
    return int(newest or 0) * len(ANSWERS) // POSTS_A_ROUND


def _found(connection: Connection, plan: Plan) -> None:
    """Found the forum with its categories, tags and members, unless it is there."""
    forums = table_of(Forum)
    if connection.execute(select(func.count()).select_from(forums)).scalar_one():
        return
    random, wording = Random(0), Wording()
    connection.execute(
        insert(forums),
        Forum(
            id=FORUM_ID,
            guild_id=GUILD,
            channel_id=CHANNEL,
            channel_kind=ChannelKind.FORUM,
            name="Mindwell",
            created_at=FIRST,
        ).model_dump(),
    )
    rows: list[tuple[Table, list[Row]]] = [
        (table_of(Category), [*_categories(wording)]),
        (
            table_of(Tag),
            [
                {"id": number, "forum_id": FORUM_ID, "name": f"{wording.words[number]}-{number}"}
                for number in range(1, TAGS + 1)
            ],
        ),
        (
            table_of(Member),
            [
                {
                    **Member(forum_id=FORUM_ID, created_at=FIRST).model_dump(),
                    "id": number,
                    "name": f"{wording.text(random, 1).title()} {number}",
                }
                for number in range(1, plan.members + 1)
            ],
        ),
        (
            table_of(Identity),
            [
                {
                    "member_id": number,
                    "forum_id": FORUM_ID,
                    "source": IdentitySource.DISCORD,
                    "external_id": str(10_000 + number),
                }
                for number in range(1, plan.members + 1)
            ],
        ),
    ]
    for table, values in rows:
        connection.execute(insert(table), values)


def _categories(wording: Wording) -> Iterator[Row]:
    for root in range(ROOTS):
        for place in range(CHILDREN + 1):
            number = root * (CHILDREN + 1) + place + 1
            yield {
                "id": number,
                "forum_id": FORUM_ID,
                "parent_id": None if place == 0 else number - place,
                "name": f"{wording.words[number].title()} {number}",
                "description": "",
                "position": place,
                "created_at": FIRST,
            }
