"""Queries on lists of questions. A question is listed while it is visible."""

from sqlalchemy import ColumnElement, func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from data.tables import Post, PostKind, PostState


async def list_questions(
    session: AsyncSession, forum_id: int, *, only_unanswered: bool, offset: int, limit: int
) -> list[Post]:
    """Return questions, the newest first; unanswered ones are open and have no visible answer."""
    wanted = (
        select(Post)
        .where(*_listed(forum_id, only_unanswered=only_unanswered))
        .order_by(col(Post.created_at).desc(), col(Post.id).desc())
        .offset(offset)
        .limit(limit)
    )
    return list((await session.exec(wanted)).all())


async def count_questions(session: AsyncSession, forum_id: int, *, only_unanswered: bool) -> int:
    """Count a forum's questions."""
    listed = _listed(forum_id, only_unanswered=only_unanswered)
    wanted = select(func.count()).select_from(Post).where(*listed)
    return int((await session.exec(wanted)).one())


def _listed(forum_id: int, *, only_unanswered: bool) -> list[ColumnElement[bool]]:
    conditions = [
        col(Post.forum_id) == forum_id,
        col(Post.kind) == PostKind.QUESTION,
        col(Post.state) == PostState.VISIBLE,
    ]
    if only_unanswered:
        # Question2Answer's unanswered: no answers, not closed.
        conditions += [col(Post.answers) == 0, col(Post.closed_at).is_(None)]
    return conditions
