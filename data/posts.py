"""Queries on posts."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import bindparam, func, insert, or_, update
from sqlalchemy import select as select_columns
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from data.columns import among, as_json, rows_of, run, table_of, whole
from data.numbers import LARGEST_NUMBER
from data.tables import Post, PostKind, PostOrigin, PostState

DEFAULTS = {
    name: field.default
    for name, field in Post.model_fields.items()
    if name != "id" and not field.is_required()
}

# Built once: to build and key a statement anew costs more than SQLite takes to answer it.
POSTS = table_of(Post)
MADE = insert(POSTS).returning(POSTS.c.id)
BY_ID = rows_of(Post).where(POSTS.c.id == bindparam("wanted"))
BY_IDS = rows_of(Post).where(POSTS.c.id.in_(among("wanted")))
ANSWERS = (
    rows_of(Post)
    .where(
        POSTS.c.question_id == bindparam("wanted"),
        POSTS.c.kind == PostKind.ANSWER,
        POSTS.c.state == PostState.VISIBLE,
    )
    .order_by(
        (POSTS.c.id == bindparam("best")).desc(),
        (POSTS.c.up - POSTS.c.down).desc(),
        POSTS.c.created_at,
        POSTS.c.website_number,
        POSTS.c.id,
    )
    .offset(bindparam("after"))
    .limit(bindparam("at_most"))
)
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
EARLIER = (
    select_columns(POSTS.c.id)
    .where(POSTS.c.author_id == bindparam("author"), POSTS.c.id < bindparam("before"))
    .limit(1)
)
REPEATS = select_columns(SAME_TEXT.scalar_subquery(), COUNT.scalar_subquery())
COMMENTS = select_columns(func.count()).where(
    POSTS.c.parent_id == bindparam("wanted"),
    POSTS.c.kind == PostKind.COMMENT,
    POSTS.c.state == PostState.VISIBLE,
)
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
ANSWERED = (
    update(POSTS)
    .where(POSTS.c.id == bindparam("wanted"))
    .values(answers=POSTS.c.answers + bindparam("by"))
)
HEATED = ANSWERED.values(hotness=bindparam("as_hot"))


async def insert_post(session: AsyncSession, **values: object) -> int:
    """Add a visible post and return its number; what is not said has the column's default."""
    row = {"state": PostState.VISIBLE, "origin": PostOrigin.DISCORD} | DEFAULTS | values
    made = await run(session, MADE, row)
    return int(made.one()[0])


async def get_post(session: AsyncSession, post_id: int) -> Post | None:
    """Return a post of any kind and state; none has a number that SQLite could not hold."""
    if post_id > LARGEST_NUMBER:
        return None
    return next(iter(await whole(session, Post, BY_ID, {"wanted": post_id})), None)


async def get_posts(session: AsyncSession, post_ids: Collection[int]) -> dict[int, Post]:
    """Return posts by their numbers."""
    found = await whole(session, Post, BY_IDS, {"wanted": as_json(post_ids)})
    return {post.number: post for post in found}


async def is_first_by(session: AsyncSession, author_id: int, post_id: int) -> bool:
    """Tell whether a member wrote no post by name before this one."""
    found = await run(session, EARLIER, {"author": author_id, "before": post_id})
    return found.first() is None


async def update_post(session: AsyncSession, post_id: int, **values: object) -> None:
    """Set columns of a post; values may be column expressions."""
    posts = table_of(Post)
    await session.exec(update(posts).where(posts.c.id == post_id).values(values))


async def stop_notifying(session: AsyncSession, question_id: int, author_id: int) -> None:
    """Take back an author's wish for DMs on a question and on what they wrote beneath it."""
    posts = table_of(Post)
    theirs = update(posts).where(
        posts.c.author_id == author_id,
        or_(posts.c.id == question_id, posts.c.question_id == question_id),
    )
    await session.exec(theirs.values(notify=False))


async def has_ticked(session: AsyncSession, question_id: int, author_id: int) -> bool:
    """Tell whether an author wants DMs on a question or on anything they wrote beneath it."""
    posts = table_of(Post)
    theirs = select_columns(posts.c.id).where(
        posts.c.author_id == author_id,
        or_(posts.c.id == question_id, posts.c.question_id == question_id),
        posts.c.notify,
    )
    return (await run(session, theirs.limit(1))).first() is not None


async def add_answers(
    session: AsyncSession, question_id: int, by: int, *, hotness: int | None = None
) -> None:
    """Change a question's number of visible answers, and its hotness when that is known."""
    if hotness is None:
        await run(session, ANSWERED, {"wanted": question_id, "by": by})
    else:
        await run(session, HEATED, {"wanted": question_id, "by": by, "as_hot": hotness})


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


async def answers_of(
    session: AsyncSession, question: Post, *, offset: int = 0, limit: int
) -> list[Post]:
    """Return a question's visible answers in Question2Answer's order by votes.

    The best one comes first, then the highest scores, of the same the oldest.
    """
    # No post has the number 0.
    best = question.best_answer_id or 0
    values = {"wanted": question.number, "best": best, "after": offset, "at_most": limit}
    return await whole(session, Post, ANSWERS, values)


async def comments_on(session: AsyncSession, post_id: int) -> list[Post]:
    """Return the visible comments on a question or an answer, the oldest first."""
    wanted = (
        select(Post)
        .where(
            col(Post.parent_id) == post_id,
            col(Post.kind) == PostKind.COMMENT,
            col(Post.state) == PostState.VISIBLE,
        )
        .order_by(col(Post.created_at), col(Post.website_number), col(Post.id))
    )
    return list((await session.exec(wanted)).all())


async def newest_comments(session: AsyncSession, post_id: int, *, limit: int) -> list[int]:
    """Return the numbers of the newest visible comments on a post, the newest first."""
    wanted = (
        select(Post.id)
        .where(
            col(Post.parent_id) == post_id,
            col(Post.kind) == PostKind.COMMENT,
            col(Post.state) == PostState.VISIBLE,
        )
        .order_by(col(Post.created_at).desc(), col(Post.website_number).desc(), col(Post.id).desc())
        .limit(limit)
    )
    return [number or 0 for number in (await session.exec(wanted)).all()]


async def count_comments(session: AsyncSession, post_id: int) -> int:
    """Count the visible comments on a post."""
    return int((await run(session, COMMENTS, {"wanted": post_id})).scalar_one())


async def put_comments_on(session: AsyncSession, former_id: int, post_id: int) -> None:
    """Put the comments on one post, in any state, on another."""
    posts = table_of(Post)
    moved = update(posts).where(posts.c.parent_id == former_id, posts.c.kind == PostKind.COMMENT)
    await session.exec(moved.values(parent_id=post_id))


async def lift_comments(session: AsyncSession, question_ids: Collection[int]) -> None:
    """Put comments on comments on their question; at most 500 questions at once."""
    posts = table_of(Post)
    above = posts.alias("above")
    are_comments = select_columns(above.c.id).where(
        above.c.id == posts.c.parent_id, above.c.kind == PostKind.COMMENT
    )
    lifted = update(posts).where(
        posts.c.question_id.in_(list(question_ids)),
        posts.c.kind == PostKind.COMMENT,
        are_comments.exists(),
    )
    await session.exec(lifted.values(parent_id=posts.c.question_id))


async def posts_beneath(session: AsyncSession, question_id: int) -> list[Post]:
    """Return every answer and comment of a question, in any state but deleted, oldest first."""
    wanted = select(Post).where(
        col(Post.question_id) == question_id, col(Post.state) != PostState.DELETED
    )
    return list((await session.exec(wanted.order_by(col(Post.id)))).all())


async def duplicates_of(session: AsyncSession, question_id: int) -> list[Post]:
    """Return the visible questions that were closed as duplicates of one."""
    wanted = select(Post).where(
        col(Post.duplicate_of) == question_id, col(Post.state) == PostState.VISIBLE
    )
    return list((await session.exec(wanted)).all())


async def questions_in(
    session: AsyncSession, category_ids: Collection[int], *, limit: int
) -> list[Post]:
    """Return the visible questions of some categories, the newest first."""
    wanted = (
        select(Post)
        .where(
            col(Post.category_id).in_(list(category_ids)),
            col(Post.kind) == PostKind.QUESTION,
            col(Post.state) == PostState.VISIBLE,
        )
        .order_by(col(Post.id).desc())
        .limit(limit)
    )
    return list((await session.exec(wanted)).all())


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
