"""Reading notifications: one for a DM, pages of them for the inbox; stopping them."""

from dataclasses import replace
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.forum.anonymous.authors import sealed_author, wrote
from bot.forum.anonymous.follows import follower_of
from bot.forum.anonymous.notices import (
    SAID_BY_OTHERS,
    known_posts,
    mark_sealed_read,
    opened,
    sealed_notices,
)
from bot.forum.errors import NotYourNotification
from bot.forum.followers import is_crowd, targets_of
from bot.forum.following import names_of
from bot.forum.notifying import stop_all
from bot.forum.pages import InboxPage
from bot.forum.places import url_of
from bot.forum.summaries import Notice
from data.database import Database
from data.follows import follows_by, matching, set_by_dm
from data.forums import get_forum
from data.links import link_of
from data.members import discord_ids_of, get_members
from data.notices import count_inbox, count_unread, get_notification, inbox_of, mark_read
from data.posts import comments_on, get_post
from data.tables import (
    FollowTarget,
    Notification,
    NotificationKind,
    Post,
    PostKind,
    PostState,
)

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
    link = await link_of(session, post_id) if post_id else None
    follows, followed = await _what_is_followed(session, row, post)
    return Notice(
        id=row.id or 0,
        kind=row.kind.value,
        forum_name=forum.name,
        title=_title(row, question),
        excerpt=post.body if post is not None and is_visible else "",
        actor=actor.name if actor else _alias_of(row, post),
        url=url_of(forum, link),
        post_id=post_id,
        created_at=row.created_at,
        is_read=sealed.is_read if sealed else row.read_at is not None,
        is_spoiler=post is not None and post.is_spoiler,
        post_kind=post.kind if post is not None else None,
        follows=follows,
        followed=followed,
    )


async def read_for(session: AsyncSession, row: Notification, user_id: int) -> Notice:
    """Return a notification as a DM tells it: whoever asked anonymously hears it as the asker."""
    notice = await read_notice(session, row)
    post = await get_post(session, notice.post_id or 0)
    if row.kind is not NotificationKind.FOLLOWED or post is None or notice.post_kind is None:
        return notice
    question = await get_post(session, post.root_id)
    is_askers = question is not None and wrote(session, question, user_id)
    if is_askers and post.kind is PostKind.ANSWER:
        return replace(notice, kind=NotificationKind.ANSWER.value)
    return notice


async def _what_is_followed(
    session: AsyncSession, row: Notification, post: Post | None
) -> tuple[FollowTarget | None, str]:
    """Return what a follower follows that a post belongs to, and its name."""
    if row.kind is not NotificationKind.FOLLOWED or post is None:
        return None, ""
    if row.recipient_id is None:
        return FollowTarget.QUESTION, ""
    found = await matching(session, row.recipient_id, await targets_of(session, post))
    if not found:
        return None, ""
    # The one that sends DMs says why this one came.
    first = max(found, key=lambda follow: follow.by_dm)
    return first.target, (await names_of(session, [first]))[first.id or 0]


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
        not_anew = await known_posts(session, discord_id, forum_id)
        by_name = await count_inbox(session, discord_id, forum_id=forum_id, known=not_anew)
        count = by_name + len(sealed)
        page = min(page, max(0, count - 1) // PAGE)
        start, end = page * PAGE, (page + 1) * PAGE
        rows = await inbox_of(session, discord_id, forum_id=forum_id, limit=end, known=not_anew)
        known = [(row.read_at is not None, -(row.id or 0), row) for row in rows]
        known += [(each.is_read, -(each.row.id or 0), each.row) for each in sealed]
        shown = sorted(known, key=lambda entry: entry[:2])[start:end]
        found = tuple([await read_notice(session, row) for _, _, row in shown])
    return InboxPage(found, page, has_more=count > end)


async def unread(database: Database, *, discord_id: int) -> int:
    """Count somebody's unread notifications."""
    async with database.read() as session:
        sealed = await sealed_notices(session, discord_id, None)
        not_anew = await known_posts(session, discord_id, None)
        by_name = await count_unread(session, discord_id, known=not_anew)
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


async def wants_dm(session: AsyncSession, row: Notification, user_id: int) -> bool:
    """Tell whether the recipient still wants a DM of this: they may have stopped it meanwhile.

    Nobody gets one as a follower of what they wrote themselves, or are told of anyway.
    """
    post_id = opened(session, row).post_id if row.sealed is not None else row.post_id
    post = await get_post(session, post_id) if post_id is not None else None
    if post is None:
        return False
    if row.kind is NotificationKind.FOLLOWED:
        return await _wants_as_follower(session, row, post, user_id)
    follows = await _follows_by_dm(session, post, user_id)
    is_told_by_name = row.recipient_id is not None and row.kind in SAID_BY_OTHERS
    if follows and is_told_by_name:
        return True
    if follows and row.kind in SAID_BY_OTHERS and not await is_crowd(session, post):
        # Of what they follow they get the follower's DM, in whose order nobody stands out.
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


async def _wants_as_follower(
    session: AsyncSession, row: Notification, post: Post, user_id: int
) -> bool:
    if wrote(session, post, user_id):
        return False
    by_question = await _follows_by_dm(session, post, user_id)
    if row.recipient_id is None:
        return by_question
    found = await matching(session, row.recipient_id, await targets_of(session, post))
    is_told_so = by_question and post.kind is not PostKind.QUESTION
    return any(follow.by_dm for follow in found) and not is_told_so


async def _follows_by_dm(session: AsyncSession, post: Post, user_id: int) -> bool:
    found = await follower_of(session, post.root_id, user_id)
    return found is not None and found.by_dm


async def stop(database: Database, *, notification_id: int, discord_id: int, now: datetime) -> str:
    """Stop somebody's DMs about the question of their notification; return its title.

    They follow it no more, and want none for what they wrote there. Stopping again is harmless.
    Raises `NotYourNotification`.
    """
    async with database.write() as session:
        row = await _own(session, notification_id, discord_id)
        question_id = opened(session, row).question_id if row.sealed is not None else None
        post = await get_post(session, question_id or row.post_id or 0)
        question = None if post is None else await get_post(session, post.root_id)
        if question is None:
            raise NotYourNotification
        await stop_all(session, question, discord_id, now)
    return question.title or ""


async def stop_following(database: Database, *, notification_id: int, discord_id: int) -> None:
    """Stop somebody's DMs about all that they follow besides questions, in a notification's forum.

    It stays in their inbox. Raises `NotYourNotification`.
    """
    async with database.write() as session:
        row = await _own(session, notification_id, discord_id)
        if row.recipient_id is None:
            raise NotYourNotification
        follows = await follows_by(session, [row.recipient_id])
        await set_by_dm(session, [each.id or 0 for each in follows], by_dm=False)


async def _own(session: AsyncSession, notification_id: int, discord_id: int) -> Notification:
    row = await get_notification(session, notification_id)
    if row is None:
        raise NotYourNotification
    if row.sealed is not None:
        if opened(session, row).user_id != discord_id:
            raise NotYourNotification
    else:
        owner = await discord_ids_of(session, [row.recipient_id or 0])
        if owner.get(row.recipient_id or 0) != discord_id:
            raise NotYourNotification
    return row
