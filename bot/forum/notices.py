"""Reading notifications: one for a DM, pages of them for the inbox.

What somebody turned off is stored like everything else, and left out where it is read.
"""

import contextlib
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.forum import policy
from bot.forum.anonymous.notices import (
    SAID_BY_OTHERS,
    mark_sealed_read,
    opened,
    sealed_for,
)
from bot.forum.anonymous.preferences import preferences_of
from bot.forum.errors import NotYourNotification
from bot.forum.followers import targets_of
from bot.forum.following import names_of
from bot.forum.pages import InboxPage
from bot.forum.places import url_of
from bot.forum.refusals import is_known_to_refuse
from bot.forum.stopping import own_notification
from bot.forum.summaries import Notice
from bot.forum.topics import TOPICS
from bot.forum.wishes import Why, told_as, topic_of, why_dm
from data.database import Database
from data.follows import matching
from data.forums import get_forum
from data.links import link_of
from data.members import get_members
from data.notices import count_inbox, count_unread, inbox_of, mark_read
from data.posts import get_post, posts_above
from data.tables import (
    FollowTarget,
    Notification,
    NotificationKind,
    Post,
    PostState,
)

PAGE = 5


async def read_notice(session: AsyncSession, row: Notification) -> Notice:
    """Return a notification as its reader sees it, with the post's present text."""
    sealed = opened(session, row) if row.sealed is not None else None
    post_id = sealed.post_id if sealed else row.post_id
    forum = await get_forum(session, row.forum_id)
    post = await get_post(session, post_id) if post_id is not None else None
    above = [] if post is None else await posts_above(session, post)
    question = above[-1] if above else post
    actor_id = row.actor_id
    if sealed is not None and post is not None and row.kind in SAID_BY_OTHERS:
        # It stands in the answer; beside a sealed row it would say which answer that is.
        actor_id = post.author_id
    actors = await get_members(session, [actor_id]) if actor_id is not None else {}
    actor = actors.get(actor_id or 0)
    state = PostState.DELETED if post is None else _state(post, above)
    link = await link_of(session, post_id) if post_id else None
    follows, followed = await _what_is_followed(session, row, post)
    return Notice(
        id=row.id or 0,
        kind=row.kind.value,
        forum_name=forum.name,
        title=_title(row, question),
        excerpt=post.body if post is not None and state is PostState.VISIBLE else "",
        actor=actor.name if actor else _alias_of(row, post),
        url=url_of(forum, link),
        post_id=post_id,
        created_at=row.created_at,
        is_read=sealed.is_read if sealed else row.read_at is not None,
        is_spoiler=post is not None and post.is_spoiler,
        post_kind=post.kind if post is not None else None,
        state=state,
        follows=follows,
        followed=followed,
        topic=topic_of(row),
    )


async def read_for(session: AsyncSession, row: Notification, user_id: int) -> Notice:
    """Return a notification as a DM tells it: whoever asked anonymously hears it as the asker."""
    notice = await read_notice(session, row)
    kind = await told_as(session, row, user_id)
    if kind is row.kind:
        return notice
    return replace(notice, kind=kind.value, topic=TOPICS[kind])


async def shown_to(
    database: Database, *, notification_id: int, discord_id: int
) -> tuple[Notice, Why]:
    """Return what a discreet DM stands for, and why it came, to whom it was sent.

    Raises `NotYourNotification`.
    """
    async with database.read() as session:
        row = await own_notification(session, notification_id, discord_id)
        why = await why_dm(session, row, discord_id)
        return await read_for(session, row, discord_id), why or Why.TICKED


async def all_shown_to(
    database: Database, notification_ids: Collection[int], *, discord_id: int
) -> list[Notice]:
    """Return those of these notifications that are still there and somebody's own."""
    found = []
    async with database.read() as session:
        for each in notification_ids:
            with contextlib.suppress(NotYourNotification):
                row = await own_notification(session, each, discord_id)
                found.append(await read_for(session, row, discord_id))
    return found


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


def _state(post: Post, above: Sequence[Post]) -> PostState:
    """Return in what state a post is seen: as its question, when that is hidden or deleted.

    Beneath a hidden answer it is hidden, too; what is on a deleted one stays to be read.
    """
    *answer, question = [*above] or [post]
    if question.state is not PostState.VISIBLE:
        return question.state
    return PostState.HIDDEN if policy.is_covered(answer) else post.state


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
        chosen = await preferences_of(session, discord_id)
        found = await sealed_for(session, discord_id, forum_id)
        sealed, not_anew = found.to_see(chosen), found.known
        unwanted = chosen.unwanted()._replace(own=found.own)
        by_name = await count_inbox(
            session, discord_id, forum_id=forum_id, known=not_anew, unwanted=unwanted
        )
        count = by_name + len(sealed)
        page = min(page, max(0, count - 1) // PAGE)
        start, end = page * PAGE, (page + 1) * PAGE
        rows = await inbox_of(
            session, discord_id, forum_id=forum_id, limit=end, known=not_anew, unwanted=unwanted
        )
        known = [(row.read_at is not None, -(row.id or 0), row) for row in rows]
        known += [(each.is_read, -(each.row.id or 0), each.row) for each in sealed]
        shown = sorted(known, key=lambda entry: entry[:2])[start:end]
        notices = tuple([await read_notice(session, row) for _, _, row in shown])
        are_dms_refused = await is_known_to_refuse(session, chosen)
    return InboxPage(notices, page, count > end, are_dms_refused)


async def unread(database: Database, *, discord_id: int) -> int:
    """Count somebody's unread notifications."""
    async with database.read() as session:
        chosen = await preferences_of(session, discord_id)
        found = await sealed_for(session, discord_id, None)
        by_name = await count_unread(
            session,
            discord_id,
            known=found.known,
            unwanted=chosen.unwanted()._replace(own=found.own),
        )
    return by_name + sum(not each.is_read for each in found.to_see(chosen))


async def mark_all_read(
    database: Database, *, discord_id: int, now: datetime, forum_id: int | None = None
) -> None:
    """Mark all of somebody's notifications as read; those of one forum, when it is named."""
    async with database.write() as session:
        await mark_read(session, discord_id, now, forum_id=forum_id)
        await mark_sealed_read(session, discord_id, forum_id)
