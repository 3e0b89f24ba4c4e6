"""What questions' hotness is reckoned from, and what is stored of it."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Select, bindparam, func, select, update
from sqlalchemy.orm import aliased
from sqlmodel.ext.asyncio.session import AsyncSession

from data.columns import many, run
from data.tables import PostKind, PostState
from data.tables.posts import POSTS


class Warmth(NamedTuple):
    """What a question's hotness is reckoned from, and which one is stored."""

    id: int
    created_at: datetime
    newest_answer_at: datetime | None
    """When the newest visible answer was written."""
    answers: int
    score: int
    views: int
    hotness: int


def _warmth() -> Select[Warmth]:
    answer = aliased(POSTS)
    newest = (
        select(func.max(answer.c.created_at, type_=POSTS.c.created_at.type))
        .where(
            answer.c.question_id == POSTS.c.id,
            answer.c.kind == PostKind.ANSWER,
            answer.c.state == PostState.VISIBLE,
        )
        .scalar_subquery()
    )
    return select(
        POSTS.c.id,
        POSTS.c.created_at,
        newest,
        POSTS.c.answers,
        POSTS.c.score,
        POSTS.c.views,
        POSTS.c.hotness,
    ).where(
        POSTS.c.id.in_(bindparam("questions", expanding=True)),
        POSTS.c.kind == PostKind.QUESTION,
    )


# Built once: to build and key a statement anew costs more than SQLite takes to answer it.
WARMTH = _warmth()
HEATED = (
    update(POSTS).where(POSTS.c.id == bindparam("of_question")).values(hotness=bindparam("as_hot"))
)


async def warmth_of(session: AsyncSession, question_ids: Collection[int]) -> list[Warmth]:
    """Return what the hotness of questions is reckoned from; other posts are left out."""
    found = await run(session, WARMTH, {"questions": [*question_ids]})
    return [Warmth(*row) for row in found]


async def set_hotness(session: AsyncSession, hotness: Mapping[int, int]) -> None:
    """Store questions' hotness: number to hotness."""
    rows = [{"of_question": id_, "as_hot": hot} for id_, hot in hotness.items()]
    await many(session, HEATED, rows)
