"""What a new post is compared with: its author's own, and the newest that others wrote."""

from datetime import datetime

from sqlalchemy import bindparam, func, or_
from sqlalchemy import select as select_columns
from sqlmodel.ext.asyncio.session import AsyncSession

from data.columns import run, table_of
from data.tables import Post, PostKind, PostState

# Built once: to build and key a statement anew costs more than SQLite takes to answer it.
POSTS = table_of(Post)
THEIRS = (
    POSTS.c.author_id == bindparam("by_author"),
    POSTS.c.kind == bindparam("of_kind", type_=POSTS.c.kind.type),
)
SAME_TEXT = (
    select_columns(POSTS.c.id)
    .where(
        *THEIRS,
        POSTS.c.created_at >= bindparam("same_since", type_=POSTS.c.created_at.type),
        POSTS.c.state == PostState.VISIBLE,
        POSTS.c.title.is_not_distinct_from(bindparam("with_title")),
        POSTS.c.body == bindparam("with_body"),
        or_(
            POSTS.c.question_id.is_(None),
            POSTS.c.parent_id.is_not_distinct_from(bindparam("under")),
        ),
    )
    .limit(1)
)
COUNT = select_columns(func.count(POSTS.c.id)).where(
    *THEIRS, POSTS.c.created_at >= bindparam("count_since", type_=POSTS.c.created_at.type)
)
REPEATS = select_columns(SAME_TEXT.scalar_subquery(), COUNT.scalar_subquery())
NEWEST_ANSWERS = (
    select_columns(POSTS.c.id, POSTS.c.body)
    .where(
        POSTS.c.question_id == bindparam("wanted"),
        POSTS.c.kind == PostKind.ANSWER,
        POSTS.c.state == PostState.VISIBLE,
    )
    .order_by(POSTS.c.id.desc())
    .limit(bindparam("at_most"))
)


ANSWERS_BY = select_columns(POSTS.c.id, POSTS.c.state).where(
    POSTS.c.question_id == bindparam("wanted"),
    POSTS.c.kind == PostKind.ANSWER,
    POSTS.c.author_id == bindparam("by_author"),
    POSTS.c.state != PostState.DELETED,
)


async def answers_by(
    session: AsyncSession, question_id: int, member_id: int
) -> dict[int, PostState]:
    """Return the answers that a member gave to a question and did not delete, with their states."""
    values = {"wanted": question_id, "by_author": member_id}
    return {row.id: row.state for row in await run(session, ANSWERS_BY, values)}


async def repeats(  # one statement, because every post waits for it
    session: AsyncSession,
    *,
    author_id: int,
    kind: PostKind,
    title: str | None,
    body: str,
    parent_id: int | None,
    same_since: datetime,
    count_since: datetime,
) -> tuple[int | None, int]:
    """Return an author's visible post with these very texts, and how many of the kind they made.

    The first is None when there was none since `same_since`; the second counts any state since
    `count_since`.
    """
    values = {
        "by_author": author_id,
        "of_kind": kind,
        "with_title": title,
        "with_body": body,
        "under": parent_id,
        "same_since": same_since,
        "count_since": count_since,
    }
    same, count = (await run(session, REPEATS, values)).one()
    return same, count


async def newest_texts(session: AsyncSession, forum_id: int, *, limit: int) -> dict[int, str]:
    """Return the titles and texts of a forum's newest visible questions, by number."""
    wanted = (
        select_columns(POSTS.c.id, POSTS.c.title, POSTS.c.body)
        .where(
            POSTS.c.forum_id == forum_id,
            POSTS.c.kind == PostKind.QUESTION,
            POSTS.c.state == PostState.VISIBLE,
        )
        .order_by(POSTS.c.created_at.desc())
        .limit(limit)
    )
    return {row.id: f"{row.title} {row.body}" for row in await run(session, wanted)}


async def newest_answers(session: AsyncSession, question_id: int, *, limit: int) -> dict[int, str]:
    """Return the texts of a question's newest visible answers, by number."""
    values = {"wanted": question_id, "at_most": limit}
    return {row.id: row.body for row in await run(session, NEWEST_ANSWERS, values)}
