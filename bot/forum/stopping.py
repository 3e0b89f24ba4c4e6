"""What is chosen on a DM itself: no more of its question, of its topic; discreet ones."""

from dataclasses import replace
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.forum.anonymous.notices import opened
from bot.forum.anonymous.preferences import keep, preferences_of
from bot.forum.errors import NotYourNotification
from bot.forum.notifying import remember_stop, stop_all
from bot.forum.topics import Topic
from bot.forum.wishes import topic_told
from data.database import Database
from data.members import discord_ids_of
from data.notices import get_notification
from data.posts import get_post
from data.tables import Notification, NotificationKind, PostState


async def stop(database: Database, *, notification_id: int, discord_id: int, now: datetime) -> str:
    """Stop somebody's DMs about the question of their notification; return its title.

    They follow it no more, want none for what they wrote there, and get none for what else they
    follow or chose, until they ask for them there. Of a DM about what they wrote anonymously that
    holds as long as it can be known who wrote it. Stopping again is harmless.
    Raises `NotYourNotification`.
    """
    async with database.write() as session:
        row = await own_notification(session, notification_id, discord_id)
        question_id = opened(session, row).question_id if row.sealed is not None else None
        post = await get_post(session, question_id or row.post_id or 0)
        question = None if post is None else await get_post(session, post.root_id)
        if question is None:
            raise NotYourNotification
        await stop_all(session, question, discord_id, now)
    as_alias = row.sealed is not None and row.kind is not NotificationKind.FOLLOWED
    await remember_stop(
        database, question_id=question.number, user_id=discord_id, as_alias=as_alias
    )
    return (question.title or "") if question.state is PostState.VISIBLE else ""


async def stop_topic(database: Database, *, notification_id: int, discord_id: int) -> Topic:
    """Stop somebody's DMs about the topic of their notification, in every forum; return which.

    It stays in their inbox. Raises `NotYourNotification`.
    """
    async with database.write() as session:
        row = await own_notification(session, notification_id, discord_id)
        topic = await topic_told(session, row, discord_id)
        chosen = await preferences_of(session, discord_id)
        await keep(session, chosen.without_dms(topic))
    return topic


async def make_discreet_from(database: Database, *, notification_id: int, discord_id: int) -> None:
    """Make somebody's DMs discreet, on one of them. Raises `NotYourNotification`."""
    async with database.write() as session:
        await own_notification(session, notification_id, discord_id)
        chosen = await preferences_of(session, discord_id)
        await keep(session, replace(chosen, is_discreet=True))


async def own_notification(
    session: AsyncSession, notification_id: int, discord_id: int
) -> Notification:
    """Return a notification to whom it is for. Raises `NotYourNotification`."""
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
