"""Forums of any size in a file: 3 answers and 5 votes a question, words by Zipf's law.

What was written stays: begun again, it goes on where it stopped, and the file is the same.
"""

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import cast

from sqlalchemy import (
    Column,
    Connection,
    Engine,
    Table,
    create_engine,
    delete,
    event,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

from bench.bulk import is_put_aside, put_aside, put_back
from bench.grown_rows import (
    BATCH,
    CHANNEL,
    CHILDREN,
    FIRST,
    FORUM_ID,
    GUILD,
    ROOTS,
    TAGS,
    Plan,
    Row,
    batch_of,
    posts_in,
)
from bench.wording import Wording
from data.columns import table_of
from data.indexing import index_after
from data.migrate import migrate
from data.tables import (
    Category,
    ChannelKind,
    DiscordLink,
    Forum,
    Identity,
    IdentitySource,
    Member,
    Post,
    PostTag,
    Tag,
    Tagged,
    Vote,
)
from data.tables.posts import LISTED
from data.tables.search import SearchPost

Progress = Callable[[str, int], None]
"""Told what is done to the forum, and to how many of its questions it is done."""

POSTS = table_of(Post)
MANY = (POSTS, table_of(PostTag), table_of(Vote), table_of(DiscordLink))
INDEXED_AT_ONCE = 100_000
"""Posts; each time touches most pages of the index of words, once that is large."""


def grow(file: Path, plan: Plan, progress: Progress) -> None:
    """Write the forum into a file, or what is missing of it.

    The points of its members are drawn, not reckoned: an import or a recount does that. Of what
    they are reckoned from only their questions are counted.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    migrate(f"sqlite:///{file}")
    engine = _engine(file)
    try:
        with engine.begin() as connection:
            _found(connection, plan)
        if _newest(engine, POSTS.c.id) < posts_in(plan.questions):
            put_aside(engine, [*(table.name for table in MANY), Tagged.__tablename__])
            _write(engine, plan, progress)
        if is_put_aside(engine):
            _index_words(engine, plan, progress)
            _gather_tagged(engine)
            _count_questions(engine)
            progress("sorting", plan.questions)
            put_back(engine)
    finally:
        engine.dispose()


def _write(engine: Engine, plan: Plan, progress: Progress) -> None:
    wording = Wording()
    for number in range(_newest(engine, POSTS.c.id) // posts_in(BATCH), plan.batches):
        with engine.begin() as connection:
            for table, rows in zip(MANY, batch_of(plan, wording, number), strict=True):
                connection.execute(insert(table), rows)
        progress("writing", min(plan.questions, (number + 1) * BATCH))


def _index_words(engine: Engine, plan: Plan, progress: Progress) -> None:
    """Index what the posts are found by, as the bot does it, but of very many at once."""
    reached: int | None = _newest(engine, table_of(SearchPost).c.post_id)
    while reached is not None:
        progress("indexing", plan.questions * reached // posts_in(plan.questions))
        with engine.begin() as connection:
            reached = index_after(_raw(connection), reached, INDEXED_AT_ONCE)


def _gather_tagged(engine: Engine) -> None:
    """Write what the triggers that were put aside would have written of tags."""
    tags, given, tagged = table_of(Tag), table_of(PostTag), table_of(Tagged)
    kept = [each.name for each in tagged.c if each.name not in {*given.c.keys(), "category_id"}]
    category = func.coalesce(POSTS.c.category_id, 0)
    shown = select(given.c.tag_id, category, given.c.post_id, *(POSTS.c[name] for name in kept))
    shown = shown.join(POSTS, POSTS.c.id == given.c.post_id).where(LISTED)
    shown = shown.order_by(given.c.tag_id, category, given.c.post_id)
    number = select(func.count()).where(tagged.c.tag_id == tags.c.id).scalar_subquery()
    with engine.begin() as connection:
        connection.execute(delete(tagged))
        connection.execute(insert(tagged).from_select([*tagged.primary_key, *kept], shown))
        connection.execute(update(tags).values(given=number))


def _count_questions(engine: Engine) -> None:
    """Write how many each member asked: a list of theirs with a tag goes by that."""
    members = table_of(Member)
    number = func.count().label("number")
    asked = select(POSTS.c.author_id, number).where(LISTED).group_by(POSTS.c.author_id).subquery()
    counted = update(members).where(members.c.id == asked.c.author_id)
    with engine.begin() as connection:
        connection.execute(counted.values(qposts=asked.c.number))


def _engine(file: Path) -> Engine:
    engine = create_engine(f"sqlite:///{file}")

    def prepare(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
        cursor = connection.cursor()
        # A crash of the machine may cost this file: it can be made again.
        for pragma in ("journal_mode=WAL", "synchronous=OFF", "cache_size=-1500000"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    event.listen(engine, "connect", prepare)
    return engine


def _raw(connection: Connection) -> sqlite3.Connection:
    return cast("sqlite3.Connection", connection.connection.driver_connection)


def _newest(engine: Engine, number: Column[int]) -> int:
    with engine.connect() as connection:
        return connection.execute(select(func.max(number))).scalar_one() or 0


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
                    # Many who came once, and few with very many.
                    "points": 100 + int(20 * (random.paretovariate(1) - 1)),
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
