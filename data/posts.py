"""Queries on posts."""

from collections.abc import Collection

from sqlalchemy import bindparam, insert, or_, update
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
EARLIER = (
    select_columns(POSTS.c.id)
    .where(POSTS.c.author_id == bindparam("author"), POSTS.c.id < bindparam("before"))
    .limit(1)
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


async def posts_above(session: AsyncSession, post: Post) -> list[Post]:
    """Return what a post stands beneath: its question, before that the answer it is a comment on.

    Nothing for a question, whatever it follows on from.
    """
    if post.kind is PostKind.QUESTION:
        return []
    numbers = dict.fromkeys(filter(None, (post.parent_id, post.question_id)))
    found = await get_posts(session, numbers)
    return [found[number] for number in numbers if number in found]


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
        posts.c.author_id + 0 == author_id,  # not along all that they ever wrote
        or_(posts.c.id == question_id, posts.c.question_id == question_id),
    )
    await session.exec(theirs.values(notify=False))


async def has_ticked(session: AsyncSession, question_id: int, author_id: int) -> bool:
    """Tell whether an author wants DMs on a question or on anything they wrote beneath it."""
    posts = table_of(Post)
    theirs = select_columns(posts.c.id).where(
        posts.c.author_id + 0 == author_id,  # not along all that they ever wrote
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
