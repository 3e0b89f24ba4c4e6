"""Asking: a question becomes a row, and a delivery that makes it a thread."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.forum import policy
from bot.forum.deliveries import thread_lane
from bot.forum.errors import AlreadyPosted, CategoryGone, CategoryNeeded, HourlyLimit
from bot.forum.people import credit, member_of
from bot.forum.places import message_url
from bot.forum.summaries import Actor, Posted
from data.categories import category_ids
from data.database import Database
from data.deliveries import enqueue
from data.forums import get_forum
from data.links import question_of_thread
from data.notices import delete_draft, set_dm_refused
from data.posts import insert_post, popular_tags, repeats, set_tags
from data.tables import DeliveryKind, Forum, PostKind

SAME_TEXT_WINDOW = timedelta(hours=24)


async def ask(
    database: Database,
    *,
    forum_id: int,
    actor: Actor,
    title: str,
    details: str,
    category_id: int | None,
    now: datetime,
    tags: Sequence[str] = (),
    notify: bool = False,
    is_spoiler: bool = False,
    draft_id: int | None = None,
    thread_id: int | None = None,
) -> Posted:
    """Post a question; `thread_id` names a thread made with New Post that becomes its own.

    Raises `Invalid`, `CategoryNeeded`, `CategoryGone`, `AlreadyPosted`, `HourlyLimit`.
    """
    title, details = policy.one_line(title), policy.clean(details)
    policy.check_question(title, details)
    async with database.write() as session:
        forum = await get_forum(session, forum_id)
        await _check_category(session, forum_id, category_id)
        member_id = await member_of(session, forum, actor, now)
        await refuse_repeats(session, forum, member_id, title=title, body=details, now=now)
        await _refuse_second_question(session, forum, thread_id)
        post_id = await insert_post(
            session,
            forum_id=forum_id,
            kind=PostKind.QUESTION,
            category_id=category_id,
            author_id=member_id,
            title=title,
            body=details,
            is_spoiler=is_spoiler,
            notify=notify,
            created_at=now,
        )
        await set_tags(session, forum_id, post_id, tags)
        await credit(session, forum, {member_id: {"qposts": 1}})
        delivery_id = await enqueue(
            session,
            DeliveryKind.PUBLISH_QUESTION,
            lane=thread_lane(post_id),
            now=now,
            forum_id=forum_id,
            payload={"post": post_id} | ({"thread": thread_id} if thread_id else {}),
        )
        if notify:
            await set_dm_refused(session, actor.discord_id, None)
        if draft_id is not None:
            await delete_draft(session, draft_id)
    return Posted(post_id, delivery_id)


async def refuse_repeats(
    session: AsyncSession,
    forum: Forum,
    author_id: int,
    *,
    body: str,
    now: datetime,
    title: str | None = None,
    question_id: int | None = None,
) -> None:
    """Refuse a post that its author just made, or one too many in this clock hour.

    It is a question without `question_id`, and an answer to that one with it. Question2Answer's
    hours are clock hours, not sliding ones (its rules, 2.5).
    """
    is_question = question_id is None
    same, count = await repeats(
        session,
        author_id=author_id,
        kind=PostKind.QUESTION if is_question else PostKind.ANSWER,
        title=title,
        body=body,
        question_id=question_id,
        same_since=now - SAME_TEXT_WINDOW,
        count_since=now.replace(minute=0, second=0, microsecond=0),
    )
    if same is not None:
        raise AlreadyPosted(link=await message_url(session, forum, same))
    if count >= (policy.QUESTIONS_AN_HOUR if is_question else policy.ANSWERS_AN_HOUR):
        raise HourlyLimit


async def _refuse_second_question(
    session: AsyncSession, forum: Forum, thread_id: int | None
) -> None:
    if thread_id is None:
        return
    existing = await question_of_thread(session, thread_id)
    if existing is not None:
        raise AlreadyPosted(link=await message_url(session, forum, existing.number))


async def _check_category(session: AsyncSession, forum_id: int, category_id: int | None) -> None:
    known = await category_ids(session, forum_id)
    if category_id is None and known:
        raise CategoryNeeded
    if category_id is not None and category_id not in known:
        raise CategoryGone


async def suggest_tags(
    database: Database, *, forum_id: int, typed: str, limit: int
) -> tuple[str, ...]:
    """Return a forum's tags that begin with what was typed, the most used first."""
    async with database.read() as session:
        return tuple(await popular_tags(session, forum_id, typed.lower(), limit=limit))
