"""Telling people: a row in their inbox, and a DM only where they chose one."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from data.deliveries import enqueue
from data.members import discord_id_of
from data.notices import insert_notification
from data.tables import DeliveryKind, NotificationKind, Post


async def tell_of_answer(
    session: AsyncSession, question: Post, *, answer_id: int, actor_id: int, now: datetime
) -> None:
    """Tell an asker of an answer: in the inbox always, by DM when they ticked `notify`."""
    if question.author_id is None or question.author_id == actor_id:
        return
    notification_id = await insert_notification(
        session,
        forum_id=question.forum_id,
        recipient_id=question.author_id,
        kind=NotificationKind.ANSWER,
        post_id=answer_id,
        actor_id=actor_id,
        created_at=now,
    )
    if question.notify:
        await _send(session, question, notification_id, now)


async def tell_of_moderation(
    session: AsyncSession, post: Post, kind: NotificationKind, now: datetime
) -> None:
    """Tell an author that somebody else edited or hid their post; by DM when they chose it."""
    if post.author_id is None:
        return
    notification_id = await insert_notification(
        session,
        forum_id=post.forum_id,
        recipient_id=post.author_id,
        kind=kind,
        post_id=post.number,
        created_at=now,
    )
    if post.notify:
        await _send(session, post, notification_id, now)


async def _send(session: AsyncSession, post: Post, notification_id: int, now: datetime) -> None:
    discord_id = await discord_id_of(session, post.author_id or 0)
    if discord_id is None:
        return
    await enqueue(
        session,
        DeliveryKind.DIRECT_MESSAGE,
        lane=f"dm:{discord_id}",
        now=now,
        forum_id=post.forum_id,
        payload={"notification": notification_id, "user": discord_id},
    )
