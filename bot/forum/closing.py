"""Closing questions, for a reason or as the duplicate of another one, and opening them again.

A closed question takes no answers and no edits by its author; votes and the best answer go on
(Question2Answer's rules, 2.4).
"""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.forum import policy
from bot.forum.anonymous.authors import wrote
from bot.forum.cards import find_post
from bot.forum.deliveries import arrange_thread, refresh_card, show_at_once
from bot.forum.errors import (
    AlreadyClosed,
    DuplicateOfNothing,
    DuplicatesInACircle,
    NotClosed,
    NotFound,
    NotYoursToClose,
)
from bot.forum.moderation import short_reason
from bot.forum.notifications import tell_of_moderation
from bot.forum.people import unnamed_member
from bot.forum.summaries import Actor
from data.database import Database
from data.forums import get_forum
from data.members import member_of_discord
from data.moderation import log_act
from data.posts import get_post, update_post
from data.tables import NotificationKind, Post, PostKind, PostState


async def close(
    database: Database,
    *,
    forum_id: int,
    post_id: int,
    actor: Actor,
    reason: str,
    now: datetime,
    duplicate_of: str = "",
) -> int:
    """Close a question, or that of an answer; return the question's number.

    `duplicate_of` refers to another question as options do. Raises `NotFound`, `PostGone`,
    `NotYoursToClose`, `AlreadyClosed`, `DuplicateOfNothing`, `DuplicatesInACircle`.
    """
    original_id = None
    if duplicate_of.strip():
        original_id = await find_post(database, forum_id=forum_id, reference=duplicate_of)
    async with database.write() as session:
        question, is_behind = await _closable(session, forum_id, post_id, actor)
        if original_id is not None:
            original_id = await _original(session, question, original_id)
        by = await _closer(session, question, actor, now, is_behind=is_behind)
        said = short_reason(reason)
        await set_closed(
            session, question, now, reason=said, by=by, duplicate_of=original_id, closes=True
        )
        await _note(session, question, "close", said, by, now, is_behind=is_behind)
    return question.number


async def check_close(database: Database, *, forum_id: int, post_id: int, actor: Actor) -> None:
    """Refuse before the form what `close` would refuse after it.

    Raises `NotFound`, `PostGone`, `NotYoursToClose`, `AlreadyClosed`.
    """
    async with database.read() as session:
        await _closable(session, forum_id, post_id, actor)


async def reopen(
    database: Database, *, forum_id: int, post_id: int, actor: Actor, now: datetime
) -> int:
    """Open a closed question again; return its number.

    Raises `NotFound`, `PostGone`, `NotYoursToClose`, `NotClosed`.
    """
    async with database.write() as session:
        question = await question_of(session, forum_id, post_id)
        if question.closed_at is None:
            raise NotClosed
        member_id, is_behind = await _who(session, question, actor)
        if not policy.may_reopen(
            question, member_id, is_moderator=actor.is_moderator, is_behind=is_behind
        ):
            raise NotYoursToClose
        by = await _closer(session, question, actor, now, is_behind=is_behind)
        await set_closed(session, question, now, reason=None, closes=False)
        await _note(session, question, "reopen", "", by, now, is_behind=is_behind)
    return question.number


async def set_closed(
    session: AsyncSession,
    question: Post,
    now: datetime,
    *,
    closes: bool,
    reason: str | None,
    by: int | None = None,
    duplicate_of: int | None = None,
    wakes: bool = True,
) -> None:
    """Close or open a question, and have that shown; if it `wakes`, in an archived thread, too."""
    await update_post(
        session,
        question.number,
        closed_at=now if closes else None,
        closed_by=by,
        close_reason=reason,
        duplicate_of=duplicate_of,
    )
    show = show_at_once if wakes else refresh_card
    await show(session, question, now)
    await arrange_thread(session, question, now)


async def _closable(
    session: AsyncSession, forum_id: int, post_id: int, actor: Actor
) -> tuple[Post, bool]:
    """Return a question that an actor may close, and whether they asked it anonymously."""
    question = await question_of(session, forum_id, post_id)
    if question.closed_at is not None:
        raise AlreadyClosed
    member_id, is_behind = await _who(session, question, actor)
    if not policy.may_close(
        question, member_id, is_moderator=actor.is_moderator, is_behind=is_behind
    ):
        raise NotYoursToClose
    return question, is_behind


async def question_of(session: AsyncSession, forum_id: int, post_id: int) -> Post:
    """Return a visible question, or that of an answer. Raises `NotFound`, `PostGone`."""
    post = await get_post(session, post_id)
    if post is not None and post.question_id is not None:
        post = await get_post(session, post.question_id)
    if post is None or post.forum_id != forum_id or post.state is PostState.QUEUED:
        raise NotFound
    if post.state is not PostState.VISIBLE:
        raise policy.gone(post)
    return post


async def _who(session: AsyncSession, question: Post, actor: Actor) -> tuple[int | None, bool]:
    """Return the actor's number, if they are a member, and whether they asked anonymously."""
    member = await member_of_discord(session, question.forum_id, actor.discord_id)
    return (member.id if member else None), wrote(session, question, actor.discord_id)


async def _closer(
    session: AsyncSession, question: Post, actor: Actor, now: datetime, *, is_behind: bool
) -> int | None:
    """Return whose act it is; an anonymous asker's is nobody's, also when they moderate."""
    if is_behind:
        return None
    return await unnamed_member(session, await get_forum(session, question.forum_id), actor, now)


async def _original(session: AsyncSession, question: Post, original_id: int) -> int:
    """Return the question that this one is a duplicate of."""
    original = await get_post(session, original_id)
    if (
        original is None
        or original.kind is not PostKind.QUESTION
        or original.state is not PostState.VISIBLE
        or original.number == question.number
    ):
        raise DuplicateOfNothing
    await _refuse_circle(session, question, original)
    return original.number


async def _refuse_circle(session: AsyncSession, question: Post, original: Post) -> None:
    """Refuse an original that leads back to this question: nobody would ever find an answer."""
    seen: set[int] = set()
    onward = original.duplicate_of
    # A website may have brought in a circle of others.
    while onward is not None and onward not in seen:
        if onward == question.number:
            raise DuplicatesInACircle
        seen.add(onward)
        further = await get_post(session, onward)
        # What is deleted is left for good, and leads nowhere; what is hidden may come back.
        is_there = further is not None and further.state is not PostState.DELETED
        onward = further.duplicate_of if further is not None and is_there else None


async def _note(
    session: AsyncSession,
    question: Post,
    act: str,
    detail: str,
    by: int | None,
    now: datetime,
    *,
    is_behind: bool,
) -> None:
    """Log what was done to somebody else's question, and tell them."""
    if is_behind or by == question.author_id:
        return
    await log_act(
        session,
        forum_id=question.forum_id,
        action=act,
        actor_id=by,
        post_id=question.number,
        detail=detail,
        created_at=now,
    )
    kind = NotificationKind.CLOSED if act == "close" else NotificationKind.REOPENED
    await tell_of_moderation(session, question, kind, now)
