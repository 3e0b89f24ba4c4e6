"""Queries on questions that follow on from others: `parent_id` is the post that each came from."""

from sqlalchemy import or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from data.columns import run
from data.tables.posts import FOLLOWING_ON, POSTS

ABOVE = POSTS.alias("above")


async def follow_ons_of(session: AsyncSession, post_id: int) -> list[int]:
    """Return the visible questions that follow on from a post, the oldest first."""
    wanted = select(POSTS.c.id).where(FOLLOWING_ON, POSTS.c.parent_id == post_id)
    return [int(row.id) for row in await run(session, wanted.order_by(POSTS.c.id))]


async def follow_ons_within(session: AsyncSession, question_id: int) -> list[int]:
    """Return those that follow on from a question or from what is beneath it, the oldest first."""
    beneath = select(ABOVE.c.id).where(ABOVE.c.question_id == question_id)
    came_from = or_(POSTS.c.parent_id == question_id, POSTS.c.parent_id.in_(beneath))
    wanted = select(POSTS.c.id).where(FOLLOWING_ON, came_from)
    return [int(row.id) for row in await run(session, wanted.order_by(POSTS.c.id))]
