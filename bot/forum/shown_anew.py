"""Having many questions' cards and tags drawn anew, because what they all show has changed."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.forum.deliveries import show_category
from data.standing import answered_in, closed_in, in_categories, mark_stale_where, standing

# Cards follow, newest first; the rest when their threads open.
MOST_SHOWN_ANEW = 500
FIRST_SHOWN = timedelta(seconds=2)  # after the tags
SHOWN_EVERY = timedelta(seconds=1)


async def show_categories_anew(
    session: AsyncSession, category_ids: Collection[int], now: datetime
) -> None:
    """Have the questions of some categories show where those are by now, or their new tags."""
    if category_ids:
        await _show_anew(session, in_categories(category_ids), now)


async def show_closed_anew(session: AsyncSession, forum_id: int, now: datetime) -> None:
    """Have a forum's closed questions carry the tag that says so: it is a new one."""
    await _show_anew(session, closed_in(forum_id), now)


async def show_answered_anew(session: AsyncSession, forum_id: int, now: datetime) -> None:
    """Have a forum's questions with a best answer carry the tag that says so: it is a new one."""
    await _show_anew(session, answered_in(forum_id), now)


async def _show_anew(session: AsyncSession, are: ColumnElement[bool], now: datetime) -> None:
    await mark_stale_where(session, are)
    for place, question in enumerate(await standing(session, are, limit=MOST_SHOWN_ANEW)):
        await show_category(session, question, now, wait=FIRST_SHOWN + place * SHOWN_EVERY)
