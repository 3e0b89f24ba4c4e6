"""Queries on comments: those on a question or an answer, which have an order of their own."""

from collections.abc import Collection

from sqlalchemy import bindparam, func, update
from sqlalchemy import select as select_columns
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from data.columns import run, table_of
from data.tables import Post, PostKind, PostState

POSTS = table_of(Post)
COMMENTS = select_columns(func.count()).where(
    POSTS.c.parent_id == bindparam("wanted"),
    POSTS.c.kind == PostKind.COMMENT,
    POSTS.c.state == PostState.VISIBLE,
)


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


async def lift_comments(session: AsyncSession, question_ids: Collection[int]) -> list[int]:
    """Put comments on comments on their question; return which. At most 500 questions at once."""
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
    moved = await session.exec(lifted.values(parent_id=posts.c.question_id).returning(posts.c.id))
    return [int(row.id) for row in moved]
