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
from data.categories import categories_of
from data.database import Database
from data.deliveries import enqueue
from data.forums import get_forum
from data.links import question_of_thread
from data.notices import delete_draft, set_dm_refused
from data.posts import count_by_author, insert_post, popular_tags, same_text, set_tags
from data.tables import DeliveryKind, Forum, Post, PostKind, PostOrigin, PostState

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
        question = Post(
            forum_id=forum_id,
            kind=PostKind.QUESTION,
            origin=PostOrigin.DISCORD,
            state=PostState.VISIBLE,
            category_id=category_id,
            author_id=member_id,
            title=title,
            body=details,
            is_spoiler=is_spoiler,
            notify=notify,
            created_at=now,
        )
        await refuse_repeats(session, forum, question, now)
        await _refuse_second_question(session, forum, thread_id)
        post_id = await insert_post(session, **question.model_dump(exclude={"id"}))
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


async def refuse_repeats(session: AsyncSession, forum: Forum, post: Post, now: datetime) -> None:
    """Refuse a post that its author just made, or one too many in this clock hour.

    Question2Answer's hours are clock hours, not sliding ones (its rules, 2.5).
    """
    author_id = post.author_id or 0
    since = now - SAME_TEXT_WINDOW
    same = await same_text(session, author_id=author_id, like=post, since=since)
    if same is not None:
        raise AlreadyPosted(link=await message_url(session, forum, same))
    hour = now.replace(minute=0, second=0, microsecond=0)
    is_question = post.kind is PostKind.QUESTION
    most = policy.QUESTIONS_AN_HOUR if is_question else policy.ANSWERS_AN_HOUR
    if await count_by_author(session, author_id, post.kind, hour) >= most:
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
    categories = await categories_of(session, forum_id)
    if category_id is None and categories:
        raise CategoryNeeded
    if category_id is not None and category_id not in {each.id for each in categories}:
        raise CategoryGone


async def suggest_tags(
    database: Database, *, forum_id: int, typed: str, limit: int
) -> tuple[str, ...]:
    """Return a forum's tags that begin with what was typed, the most used first."""
    async with database.read() as session:
        return tuple(await popular_tags(session, forum_id, typed.lower(), limit=limit))
