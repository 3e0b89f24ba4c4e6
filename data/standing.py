"""Queries on the visible questions whose threads stand in Discord: which show what of a forum."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, and_, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from data.columns import rows_of, table_of, whole
from data.tables import DiscordLink, Post, PostKind, PostState

LINKS = table_of(DiscordLink)
POSTS = table_of(Post)
QUESTIONS = and_(POSTS.c.kind == PostKind.QUESTION, POSTS.c.state == PostState.VISIBLE)


def in_categories(category_ids: Collection[int]) -> ColumnElement[bool]:
    """Return what is true of the questions of some categories, those beneath them left out."""
    return and_(POSTS.c.category_id.in_(list(category_ids)), QUESTIONS)


def closed_in(forum_id: int) -> ColumnElement[bool]:
    """Return what is true of a forum's closed questions."""
    return and_(POSTS.c.forum_id == forum_id, POSTS.c.closed_at.is_not(None), QUESTIONS)


def answered_in(forum_id: int) -> ColumnElement[bool]:
    """Return what is true of a forum's questions with a best answer."""
    return and_(POSTS.c.forum_id == forum_id, POSTS.c.best_answer_id.is_not(None), QUESTIONS)


async def mark_stale_where(session: AsyncSession, are: ColumnElement[bool]) -> None:
    """Note that the cards of some questions wait for their threads to open."""
    wanted = select(POSTS.c.id).where(are)
    await session.exec(update(LINKS).where(LINKS.c.post_id.in_(wanted)).values(is_stale=True))


async def standing(session: AsyncSession, are: ColumnElement[bool], *, limit: int) -> list[Post]:
    """Return those of some questions that have a message in Discord, the newest first."""
    wanted = (
        rows_of(Post)
        .join(LINKS, LINKS.c.post_id == POSTS.c.id)
        .where(are, LINKS.c.gone_at.is_(None))
        .order_by(POSTS.c.id.desc())
        .limit(limit)
    )
    return await whole(session, Post, wanted, {})
