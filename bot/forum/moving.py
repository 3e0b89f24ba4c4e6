"""Putting a question into another category, with all beneath it, as Question2Answer does."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.forum.anonymous.authors import wrote
from bot.forum.category_errors import CategoryUnknown
from bot.forum.closing import question_of
from bot.forum.controls import log_change
from bot.forum.deliveries import arrange_thread, refresh_card, show_at_once
from bot.forum.notifications import tell_of_moderation
from bot.forum.people import unnamed_member
from bot.forum.summaries import Actor
from data.categories import categories_of, category_ids, put_into
from data.database import Database
from data.forums import get_forum
from data.tables import NotificationKind, Post


async def move(
    database: Database,
    *,
    forum_id: int,
    post_id: int,
    category_id: int,
    actor: Actor,
    now: datetime,
) -> int:
    """Put a question, or that of an answer, into a category; return the question's number.

    The same category again is harmless. Raises `NotFound`, `PostGone`, `CategoryUnknown`.
    """
    async with database.write() as session:
        question = await question_of(session, forum_id, post_id)
        if category_id not in await category_ids(session, forum_id):
            raise CategoryUnknown
        if question.category_id == category_id:
            return question.number
        by = None
        if not wrote(session, question, actor.discord_id):
            forum = await get_forum(session, forum_id)
            by = await unnamed_member(session, forum, actor, now)
        await set_category(session, question, category_id, now)
        if by is not None and by != question.author_id:
            await note_move(session, question, by, now)
    return question.number


async def set_category(
    session: AsyncSession, question: Post, category_id: int, now: datetime
) -> None:
    """Put a question and what is beneath it into a category, and have that shown.

    An archived thread is opened with its new tag, and the card is drawn then. Opened for the card
    before that, it would show the old tag as if somebody had put it there.
    """
    categories = await categories_of(session, question.forum_id)
    tags = {each.id: each.discord_tag_id for each in categories}
    is_tagged_anew = tags.get(question.category_id or 0) != tags[category_id]
    await put_into(session, question.number, category_id)
    show = refresh_card if is_tagged_anew else show_at_once
    await show(session, question, now)
    await arrange_thread(session, question, now)


async def note_move(session: AsyncSession, question: Post, by: int | None, now: datetime) -> None:
    """Log that a moderator put somebody else's question into another category, and tell them."""
    await log_change(session, question, "move", "", now, by=by)
    await tell_of_moderation(session, question, NotificationKind.MOVED, now)
