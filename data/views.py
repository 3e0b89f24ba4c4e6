"""Counting how often questions were opened."""

from collections.abc import Mapping

from sqlalchemy import bindparam, update
from sqlmodel.ext.asyncio.session import AsyncSession

from data.columns import many
from data.tables.posts import LISTED, POSTS

SEEN = (
    update(POSTS)
    .where(POSTS.c.id == bindparam("of_question"), LISTED)
    .values(views=POSTS.c.views + bindparam("by"))
)


async def add_views(session: AsyncSession, counts: Mapping[int, int]) -> None:
    """Add to the views of those of these that are visible questions: number to how many."""
    await many(session, SEEN, [{"of_question": id_, "by": by} for id_, by in counts.items()])
