"""Reading notifications: one for a DM, pages of them for the inbox; stopping them."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.forum.anonymous.authors import sealed_author
from bot.forum.anonymous.notices import (
    SAID_BY_OTHERS,
    mark_sealed_read,
    opened,
    sealed_notices,
    stop_sealed,
)
from bot.forum.errors import NotYourNotification
from bot.forum.places import place_of
from bot.forum.summaries import InboxPage, Notice
from data.database import Database
from data.forums import get_forum
from data.links import link_of
from data.members import discord_ids_of, get_members
from data.notices import count_inbox, count_unread, get_notification, inbox_of, mark_read
from data.posts import comments_on, get_post, stop_notifying
from data.tables import Notification, NotificationKind, Post, PostState

PAGE = 5
COMMENTED = {NotificationKind.COMMENT, NotificationKind.COMMENT_AFTER}


async def read_notice(session: AsyncSession, row: Notification) -> Notice:
    """Return a notification as its reader sees it, with the post's present text."""
    sealed = opened(session, row) if row.sealed is not None else None
    post_id = sealed.post_id if sealed else row.post_id
    forum = await get_forum(session, row.forum_id)
    post = await get_post(session, post_id) if post_id is not None else None
    question = await get_post(session, post.root_id) if post is not None else None
    actor_id = row.actor_id
    if sealed is not None and post is not None and row.kind in SAID_BY_OTHERS:
        # It stands in the answer; beside a sealed row it would say which answer that is.
        actor_id = post.author_id
    actors = await get_members(session, [actor_id]) if actor_id is not None else {}
    actor = actors.get(actor_id or 0)
    is_visible = post is not None and post.state is PostState.VISIBLE
    place = place_of(forum, await link_of(session, post_id)) if post_id else None
    return Notice(
        id=row.id or 0,
        kind=row.kind.value,
        forum_name=forum.name,
        title=_title(row, question),
        excerpt=post.body if post is not None and is_visible else "",
        actor=actor.name if actor else _alias_of(row, post),
        url=place.url if place and not place.is_gone else None,
        post_id=post_id,
        created_at=row.created_at,
        is_read=sealed.is_read if sealed else row.read_at is not None,
        is_spoiler=post is not None and post.is_spoiler,
    )


def _title(row: Notification, question: Post | None) -> str:
    """Return the question's title; of one that is hidden only to its author, whose post it is."""
    if question is None:
        return ""
    is_own = row.kind in {NotificationKind.HIDDEN, NotificationKind.UNMASKED}
    return (question.title or "") if is_own or question.state is PostState.VISIBLE else ""


def _alias_of(row: Notification, post: Post | None) -> str | None:
    """Return the alias of an anonymous author who did what this is about."""
    return post.alias if post is not None and row.kind in SAID_BY_OTHERS else None


async def inbox(
    database: Database, *, discord_id: int, forum_id: int | None, page: int
) -> InboxPage:
    """Return a page of somebody's notifications, unread first; the last when `page` is beyond it.

    Without a forum, of every forum they are in.
    """
    async with database.read() as session:
        sealed = await sealed_notices(session, discord_id, forum_id)
        count = await count_inbox(session, discord_id, forum_id=forum_id) + len(sealed)
        page = min(page, max(0, count - 1) // PAGE)
        start, end = page * PAGE, (page + 1) * PAGE
        rows = await inbox_of(session, discord_id, forum_id=forum_id, limit=end)
        known = [(row.read_at is not None, -(row.id or 0), row) for row in rows]
        known += [(each.is_read, -(each.row.id or 0), each.row) for each in sealed]
        shown = sorted(known, key=lambda entry: entry[:2])[start:end]
        found = tuple([await read_notice(session, row) for _, _, row in shown])
    return InboxPage(found, page, has_more=count > end)


async def unread(database: Database, *, discord_id: int) -> int:
    """Count somebody's unread notifications."""
    async with database.read() as session:
        sealed = await sealed_notices(session, discord_id, None)
        by_name = await count_unread(session, discord_id)
    return by_name + sum(not each.is_read for each in sealed)


async def mark_all_read(
    database: Database, *, discord_id: int, now: datetime, forum_id: int | None = None
) -> None:
    """Mark all of somebody's notifications as read; those of one forum, when it is named."""
    async with database.write() as session:
        await mark_read(session, discord_id, now, forum_id=forum_id)
        await mark_sealed_read(session, discord_id, forum_id)


async def is_read(session: AsyncSession, row: Notification) -> bool:
    """Tell whether the recipient has read a notification."""
    return opened(session, row).is_read if row.sealed is not None else row.read_at is not None


async def wants_dm(session: AsyncSession, row: Notification) -> bool:
    """Tell whether the recipient still wants a DM of this: they may have stopped it meanwhile."""
    post_id = opened(session, row).post_id if row.sealed is not None else row.post_id
    post = await get_post(session, post_id) if post_id is not None else None
    if post is None:
        return False
    if row.kind in COMMENTED:
        return await _wants_comments(session, row, post)
    if row.kind is NotificationKind.ANSWER:
        post = await get_post(session, post.root_id) or post
    author = sealed_author(session, post)
    return author.notify if author is not None else post.notify


async def _wants_comments(session: AsyncSession, row: Notification, comment: Post) -> bool:
    """Tell whether the recipient wants DMs about what they wrote where a comment is."""
    parent = await get_post(session, comment.parent_id or 0)
    if parent is None:
        return False
    for each in [parent, *await comments_on(session, parent.number)]:
        author = sealed_author(session, each)
        if row.sealed is not None:
            is_theirs = author is not None and author.user_id == opened(session, row).user_id
        else:
            is_theirs = each.author_id == row.recipient_id
        if is_theirs and (each.notify if author is None else author.notify):
            return True
    return False


async def stop(database: Database, *, notification_id: int, discord_id: int) -> str:
    """Stop somebody's DMs about the question of their notification; return its title.

    Stopping again is harmless. Raises `NotYourNotification`.
    """
    async with database.write() as session:
        row = await get_notification(session, notification_id)
        if row is None:
            raise NotYourNotification
        if row.sealed is not None:
            question_id = await _stop_sealed(session, row, discord_id)
        else:
            question_id = await _stop_named(session, row, discord_id)
        question = await get_post(session, question_id)
    return (question.title if question else None) or ""


async def _stop_sealed(session: AsyncSession, row: Notification, discord_id: int) -> int:
    notice = opened(session, row)
    if notice.user_id != discord_id:
        raise NotYourNotification
    await stop_sealed(session, discord_id, notice.question_id)
    return notice.question_id


async def _stop_named(session: AsyncSession, row: Notification, discord_id: int) -> int:
    if row.recipient_id is None or row.post_id is None:
        raise NotYourNotification
    owner = await discord_ids_of(session, [row.recipient_id])
    post = await get_post(session, row.post_id)
    if post is None or owner.get(row.recipient_id) != discord_id:
        raise NotYourNotification
    await stop_notifying(session, post.root_id, row.recipient_id)
    return post.root_id
