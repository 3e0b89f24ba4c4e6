"""Queries on what may have been missed while Discord was not heard."""

from datetime import datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from data.tables import DiscordLink, Post, PostKind, PostState


async def questions_since(
    session: AsyncSession, forum_id: int, since: datetime, *, limit: int
) -> list[tuple[int, int]]:
    """Return question and thread of visible questions asked since then, the newest first."""
    wanted = (
        select(DiscordLink.post_id, DiscordLink.thread_id)
        .join(Post, col(Post.id) == col(DiscordLink.post_id))
        .where(
            col(Post.forum_id) == forum_id,
            col(Post.kind) == PostKind.QUESTION,
            col(Post.state) == PostState.VISIBLE,
            col(Post.created_at) >= since,
            col(DiscordLink.gone_at).is_(None),
            col(DiscordLink.thread_id).is_not(None),
        )
        .order_by(col(Post.id).desc())
        .limit(limit)
    )
    return [(post, thread or 0) for post, thread in (await session.exec(wanted)).all()]
