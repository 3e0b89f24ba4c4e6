"""Telling ten thousand followers of a post: how long it takes, and holds up whoever else writes."""

import gc
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from types import SimpleNamespace
from typing import cast

from sqlalchemy import delete, insert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bench.beginnings import asked_in, forum_in
from bench.recording import Statement, recorded, run_bare
from bench.report import Row, milliseconds
from bot.forum import answers, categories
from bot.forum.anonymous.follows import follow_question
from bot.forum.followers import tell_followers
from bot.forum.identity import Sealer, provide
from bot.forum.summaries import Actor
from bot.publishing.context import Context
from bot.publishing.followers import tell
from data.columns import table_of
from data.database import Database
from data.migrate import migrate
from data.tables import (
    Delivery,
    DeliveryKind,
    Follow,
    FollowTarget,
    Identity,
    IdentitySource,
    Member,
    Notification,
)

FOLLOWERS = 10_000
SECONDS_AIM, LOCK_AIM = 2.0, 0.1
WRITTEN_AT_ONCE = 500
NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
FIRST_PERSON = 1_000_000
ASKER, ANSWERER = Actor(1, "Anna"), Actor(2, "Ben")


class _Timed(Database):
    """Notes how many seconds each write transaction held the lock, its commit included."""

    def __init__(self, database_url: str) -> None:
        super().__init__(database_url)
        self.held: list[float] = []

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncSession]:
        began = perf_counter()
        async with super().write() as session:
            yield session
        self.held.append(perf_counter() - began)


async def measure() -> list[Row]:
    """Measure followers of a category told of a question, and of a question told of an answer."""
    gc.collect()
    gc.freeze()  # as `bot run` does
    rows = []
    for is_sealed in (False, True):
        with tempfile.TemporaryDirectory(prefix="mindwell-bench-") as folder:
            url = f"sqlite:///{Path(folder) / 'forum.db'}"
            migrate(url)
            database = _Timed(url)
            provide(database, Sealer(b"a secret for measuring"))
            try:
                rows += await _measure(database, is_sealed=is_sealed)
            finally:
                await database.close()
    return rows


async def _measure(database: _Timed, *, is_sealed: bool) -> list[Row]:
    forum_id, post_id = await _followed(database, is_sealed=is_sealed)
    async with database.write() as session:
        await tell_followers(session, forum_id, post_id, NOW)
    async with database.read() as session:
        wanted = select(Delivery).where(col(Delivery.kind) == DeliveryKind.TELL_FOLLOWERS)
        delivery = (await session.exec(wanted)).one()
    context = cast("Context", SimpleNamespace(database=database, clock=lambda: NOW))
    database.held.clear()
    with recorded(database.engine) as said:
        began = perf_counter()
        await tell(context, delivery)
        seconds = perf_counter() - began
    held = [*database.held]
    async with database.read() as session:
        told = len((await session.exec(select(Notification.id))).all())
    if told < FOLLOWERS:
        msg = f"only {told} were told"
        raise RuntimeError(msg)
    what = "a question's followers (sealed)" if is_sealed else "a category's followers (by name)"
    floor = await _bare(database, said.writes())
    return [
        Row(
            f"{FOLLOWERS:,} of {what}",
            milliseconds(seconds),
            floor=milliseconds(floor),
            ratio=f"{seconds / floor:.2f}",
            aim=f"{SECONDS_AIM:g} s",
            is_met=seconds < SECONDS_AIM,
        ),
        Row(
            f"  longest of {len(held)} transactions",
            milliseconds(max(held)),
            aim=milliseconds(LOCK_AIM),
            is_met=max(held) <= LOCK_AIM,
        ),
    ]


async def _bare(database: Database, said: Sequence[Sequence[Statement]]) -> float:
    """Return how long the same statements take in a copy without the code around them."""
    async with database.write() as session:
        await session.exec(delete(Notification))
    began = perf_counter()
    for transaction in said:
        await run_bare(database.engine, transaction)
    return perf_counter() - began


async def _followed(database: Database, *, is_sealed: bool) -> tuple[int, int]:
    """Return a forum and a post in it that so many people are to be told of."""
    forum = await forum_in(database, NOW)
    category_id = await categories.add(
        database, forum_id=forum.id, actor=ASKER, name="Sleep", parent_id=None, now=NOW
    )
    question_id = await asked_in(database, forum.id, ASKER, NOW, category_id=category_id)
    if not is_sealed:
        await _follow_category(database, forum.id, category_id)
        return forum.id, question_id
    await _follow_question(database, forum.id, question_id)
    answered = await answers.answer(
        database,
        forum_id=forum.id,
        question_id=question_id,
        actor=ANSWERER,
        body="A walk in the evening helped me a lot.",
        now=NOW,
    )
    return forum.id, answered.post_id


async def _follow_category(database: Database, forum_id: int, category_id: int) -> None:
    people = range(FIRST_PERSON, FIRST_PERSON + FOLLOWERS)
    members = [{"id": each, "forum_id": forum_id, "created_at": NOW} for each in people]
    identities = [
        {
            "member_id": each,
            "forum_id": forum_id,
            "source": IdentitySource.DISCORD,
            "external_id": str(each),
        }
        for each in people
    ]
    follows = [
        {
            "member_id": each,
            "target": FollowTarget.CATEGORY,
            "target_id": category_id,
            "by_dm": False,
            "created_at": NOW,
        }
        for each in people
    ]
    async with database.write() as session:
        connection = await session.connection()
        for table, rows in ((Member, members), (Identity, identities), (Follow, follows)):
            await connection.execute(insert(table_of(table)), rows)


async def _follow_question(database: Database, forum_id: int, question_id: int) -> None:
    for first in range(0, FOLLOWERS, WRITTEN_AT_ONCE):
        async with database.write() as session:
            for each in range(first, min(first + WRITTEN_AT_ONCE, FOLLOWERS)):
                await follow_question(session, forum_id, question_id, FIRST_PERSON + each, NOW)
