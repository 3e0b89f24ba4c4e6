"""Reading notifications: one for a DM, pages of them for the inbox; stopping them."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.forum.errors import NotYourNotification
from bot.forum.places import place_of
from bot.forum.summaries import InboxPage, Notice
from data.database import Database
from data.forums import get_forum
from data.links import link_of
from data.members import discord_ids_of, get_members
from data.notices import count_inbox, count_unread, get_notification, inbox_of, mark_read
from data.posts import get_post, stop_notifying
from data.tables import Notification, NotificationKind, PostState

PAGE = 5


async def read_notice(session: AsyncSession, row: Notification) -> Notice:
    """Return a notification as its reader sees it, with the post's present text."""
    forum = await get_forum(session, row.forum_id)
    post = await get_post(session, row.post_id) if row.post_id is not None else None
    question = await get_post(session, post.root_id) if post is not None else None
    actors = await get_members(session, [row.actor_id]) if row.actor_id is not None else {}
    actor = actors.get(row.actor_id or 0)
    is_visible = post is not None and post.state is PostState.VISIBLE
    place = place_of(forum, await link_of(session, row.post_id)) if row.post_id else None
    return Notice(
        id=row.id or 0,
        kind=row.kind.value,
        forum_name=forum.name,
        title=(question.title if question else None) or "",
        excerpt=post.body if post is not None and is_visible else "",
        actor=actor.name if actor else None,
        url=place.url if place and not place.is_gone else None,
        post_id=row.post_id,
        created_at=row.created_at,
        is_read=row.read_at is not None,
    )


async def inbox(
    database: Database, *, discord_id: int, forum_id: int | None, page: int
) -> InboxPage:
    """Return a page of somebody's notifications, unread first; the last when `page` is beyond it.

    Without a forum, of every forum they are in.
    """
    async with database.read() as session:
        if page:
            count = await count_inbox(session, discord_id, forum_id=forum_id)
            page = min(page, max(0, count - 1) // PAGE)
        rows = await inbox_of(
            session, discord_id, forum_id=forum_id, offset=page * PAGE, limit=PAGE + 1
        )
        found = tuple([await read_notice(session, row) for row in rows[:PAGE]])
    return InboxPage(found, page, has_more=len(rows) > PAGE)


async def unread(database: Database, *, discord_id: int) -> int:
    """Count somebody's unread notifications."""
    async with database.read() as session:
        return await count_unread(session, discord_id)


async def mark_all_read(
    database: Database, *, discord_id: int, now: datetime, forum_id: int | None = None
) -> None:
    """Mark all of somebody's notifications as read; those of one forum, when it is named."""
    async with database.write() as session:
        await mark_read(session, discord_id, now, forum_id=forum_id)


async def wants_dm(session: AsyncSession, row: Notification) -> bool:
    """Tell whether the recipient still wants a DM of this: they may have stopped it meanwhile."""
    post = await get_post(session, row.post_id) if row.post_id is not None else None
    if post is not None and row.kind is NotificationKind.ANSWER:
        post = await get_post(session, post.root_id)
    return post is not None and post.notify


async def stop(database: Database, *, notification_id: int, discord_id: int) -> str:
    """Stop somebody's DMs about the question of their notification; return its title.

    Stopping again is harmless. Raises `NotYourNotification`.
    """
    async with database.write() as session:
        row = await get_notification(session, notification_id)
        if row is None or row.recipient_id is None or row.post_id is None:
            raise NotYourNotification
        owner = await discord_ids_of(session, [row.recipient_id])
        post = await get_post(session, row.post_id)
        if post is None or owner.get(row.recipient_id) != discord_id:
            raise NotYourNotification
        await stop_notifying(session, post.root_id, row.recipient_id)
        question = await get_post(session, post.root_id)
    return (question.title if question else None) or ""
