"""Asking: a question becomes a row, and a delivery that makes it a thread."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.forum import policy
from bot.forum.anonymous.taken import beside_taken
from bot.forum.blocks import refuse_blocked
from bot.forum.category_errors import CategoryGone, CategoryNeeded
from bot.forum.characters import clean, one_line
from bot.forum.errors import AlreadyPosted, ForumError
from bot.forum.follow_ons import followable
from bot.forum.listings import tags_meant
from bot.forum.places import number_linked
from bot.forum.posting import post
from bot.forum.repeats import Text, refuse_asked
from bot.forum.summaries import Actor, Guise, Posted
from data.categories import category_ids
from data.database import Database
from data.drafts import delete_draft
from data.forums import get_forum
from data.links import question_of_thread
from data.publishing import question_on_its_way
from data.tables import Forum
from data.tagging import set_tags
from data.tags import suggested_tags


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
    guise: Guise | None = None,
    notify: bool = False,
    is_spoiler: bool = False,
    draft_id: int | None = None,
    thread_id: int | None = None,
    follows_id: int | None = None,
) -> Posted:
    """Post a question by name, or anonymously in a guise.

    `thread_id` names a thread made with New Post that becomes its own: never an anonymous one's,
    for Discord shows who made it. `follows_id` is the post that it follows on from; when that is
    gone by now, the question is posted all the same and stands alone. Raises `Invalid`,
    `CategoryNeeded`, `CategoryGone`, `AskedAlready`, `AlreadyPosted`, `HourlyLimit`, `Blocked`,
    `AnonymityOff`, `NameTaken`.
    """
    title, details = one_line(title), clean(details)
    policy.check_question(title, details)
    guise = await beside_taken(database, forum_id, guise)
    async with database.write() as session:
        forum = await get_forum(session, forum_id)
        await _check_category(session, forum_id, category_id)
        if thread_id is not None:
            await _refuse_second_question(session, forum, thread_id)
        origin_id = None if follows_id is None else await _origin(session, forum_id, follows_id)
        text = Text(details, title=title, follows_id=origin_id)
        # Once more: somebody may have asked the same since it was checked.
        await refuse_asked(session, forum, text, actor.discord_id)
        made = await post(
            session,
            forum,
            actor,
            text,
            None if thread_id else guise,
            category_id=category_id,
            thread_id=thread_id,
            notify=notify,
            is_spoiler=is_spoiler,
            now=now,
        )
        if tags:
            await set_tags(session, forum_id, made.post_id, tags)
        if draft_id is not None:
            await delete_draft(session, draft_id)
    return replace(made, is_alone=follows_id is not None and origin_id is None)


async def _origin(session: AsyncSession, forum_id: int, follows_id: int) -> int | None:
    try:
        return (await followable(session, forum_id, follows_id)).number
    except ForumError:
        return None


async def check_ask(
    database: Database,
    *,
    forum_id: int,
    actor: Actor,
    title: str,
    details: str,
    category_id: int | None,
    is_anonymous: bool,
    now: datetime,
) -> None:
    """Check a question before its author is asked whether it is new.

    Raises `Invalid`, `CategoryNeeded`, `CategoryGone`, `Blocked`, `AskedAlready`, `AlreadyPosted`.
    """
    title, details = one_line(title), clean(details)
    policy.check_question(title, details)
    async with database.read() as session:
        await _check_category(session, forum_id, category_id)
        user_id = actor.discord_id
        await refuse_blocked(session, forum_id, user_id, now, is_anonymous=is_anonymous)
        forum = await get_forum(session, forum_id)
        await refuse_asked(session, forum, Text(details, title=title), user_id)


async def refuse_second(database: Database, *, forum_id: int, thread_id: int) -> None:
    """Refuse to make a question of a thread that is one, or becomes one. Raises `AlreadyPosted`."""
    async with database.read() as session:
        await _refuse_second_question(session, await get_forum(session, forum_id), thread_id)


async def _refuse_second_question(session: AsyncSession, forum: Forum, thread_id: int) -> None:
    existing = await question_of_thread(session, thread_id)
    if existing is not None:
        raise AlreadyPosted(post=await number_linked(session, forum, existing.number))
    on_its_way = await question_on_its_way(session, forum.id or 0, thread_id)
    if on_its_way is not None:
        raise AlreadyPosted(post=f"#{on_its_way}")


async def _check_category(session: AsyncSession, forum_id: int, category_id: int | None) -> None:
    known = await category_ids(session, forum_id)
    if category_id is None and known:
        raise CategoryNeeded
    if category_id is not None and category_id not in known:
        raise CategoryGone


async def suggest_tags(
    database: Database, *, forum_id: int, typed: str, limit: int
) -> tuple[str, ...]:
    """Return a forum's tags that begin with what was typed, the most used first.

    Those that begin with its signs as well, as in `#sleep`, come before those without them.
    """
    found: list[str] = []
    async with database.read() as session:
        for begins in tags_meant(typed):
            found += await suggested_tags(session, forum_id, begins, limit=limit)
    return tuple(dict.fromkeys(found))[:limit]
