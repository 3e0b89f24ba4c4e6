"""What moderators do with Discord's own controls, taken over into the forum.

Discord tells a bot without privileged access what happened, not who did it: these acts are
logged without an actor.
"""

from collections.abc import Collection
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.forum import policy
from bot.forum.deliveries import arrange_thread, offer_question, refresh_card
from bot.forum.edits import replace_text
from bot.forum.notifications import tell_of_moderation
from bot.forum.people import recount
from bot.forum.threads import thread_name
from data.categories import categories_of
from data.database import Database
from data.deliveries import is_pending
from data.forums import forum_of_channel, get_forum
from data.links import (
    link_of,
    links_in_thread,
    mark_gone,
    mark_stale,
    post_of_message,
    question_of_thread,
)
from data.notices import log_act
from data.posts import add_answers, former_titles, get_post, get_posts, update_post
from data.tables import NotificationKind, Post, PostKind, PostState

LOCKED = "locked in Discord"


async def messages_deleted(
    database: Database, *, message_ids: Collection[int], now: datetime
) -> None:
    """Hide the posts whose messages were deleted in Discord; their votes stay."""
    async with database.write() as session:
        for message_id in message_ids:
            post_id = await post_of_message(session, message_id)
            if post_id is not None:
                await mark_gone(session, [post_id], now)
                await hide(session, post_id, reason="deleted in Discord", now=now)


async def thread_deleted(database: Database, *, thread_id: int, now: datetime) -> None:
    """Hide a question whose thread was deleted in Discord, and note that its messages are gone.

    A card under a text channel stands outside the thread: it stays, and shows that it is hidden.
    """
    async with database.write() as session:
        question = await question_of_thread(session, thread_id)
        if question is None:
            return
        links = await links_in_thread(session, thread_id)
        inside = [link.post_id for link in links if link.channel_id == thread_id]
        await mark_gone(session, inside, now)
        await hide(session, question.number, reason="deleted in Discord", now=now)


async def post_made_by_hand(
    database: Database, *, channel_id: int, thread_id: int, now: datetime
) -> None:
    """Offer whoever made a post with Discord's own New Post to make it a question."""
    async with database.write() as session:
        forum = await forum_of_channel(session, channel_id)
        if forum is not None and await question_of_thread(session, thread_id) is None:
            await offer_question(session, forum.id or 0, thread_id, now)


async def hide(
    session: AsyncSession, post_id: int, *, reason: str, now: datetime, by: int | None = None
) -> None:
    """Hide a visible post: it is kept with its votes, and can be shown again."""
    post = await get_post(session, post_id)
    if post is None or post.state is not PostState.VISIBLE:
        return
    await update_post(
        session,
        post_id,
        state=PostState.HIDDEN,
        state_by=by,
        state_at=now,
        state_reason=reason,
    )
    await _settle_after(session, post, now, answers=-1)
    await _log(session, post, "hide", reason, now, by=by)
    await tell_of_moderation(session, post, NotificationKind.HIDDEN, now)


async def thread_changed(
    database: Database,
    *,
    thread_id: int,
    name: str,
    is_locked: bool,
    is_archived: bool,
    tag_ids: Collection[int],
    now: datetime,
) -> None:
    """Take over a thread's lock, title and category tag; draw waiting cards when it opens."""
    async with database.write() as session:
        question = await question_of_thread(session, thread_id)
        if question is None or question.state is not PostState.VISIBLE:
            return
        await _take_over_lock(session, question, is_locked=is_locked, now=now)
        await _take_over_name(session, question, name, now)
        await _take_over_category(session, question, tag_ids, now)
        if not is_archived:
            await _refresh_stale(session, thread_id, now)


async def _take_over_lock(
    session: AsyncSession, question: Post, *, is_locked: bool, now: datetime
) -> None:
    if is_locked and question.closed_at is None:
        closing = {"closed_at": now, "close_reason": LOCKED}
        await update_post(session, question.number, **closing)
        await _log(session, question, "close", LOCKED, now)
    elif not is_locked and question.close_reason == LOCKED:
        await update_post(session, question.number, closed_at=None, close_reason=None)
        await _log(session, question, "reopen", "unlocked in Discord", now)
    else:
        return
    await refresh_card(session, question, now)
    await arrange_thread(session, question, now)


async def _take_over_name(session: AsyncSession, question: Post, name: str, now: datetime) -> None:
    known = {thread_name(question.title or ""), question.title}
    title = policy.one_line(name)
    if name in known or title in known or not title:
        return
    if await _is_old_news(session, question, name):
        return
    await replace_text(session, question, title=title, body=question.body, editor_id=None, now=now)
    await _log(session, question, "edit", "renamed in Discord", now)


async def _is_old_news(session: AsyncSession, question: Post, name: str) -> bool:
    """Tell whether a name says nothing: an adopted thread's own, or one still to be replaced."""
    link = await link_of(session, question.number)
    if link is not None and link.is_adopted:
        return True
    former = await former_titles(session, question.number)
    is_former = name in {thread_name(title) for title in former}
    return is_former and await is_pending(session, f"arrange:{question.number}")


async def _take_over_category(
    session: AsyncSession, question: Post, tag_ids: Collection[int], now: datetime
) -> None:
    categories = await categories_of(session, question.forum_id)
    tagged = {each.discord_tag_id: each for each in categories if each.discord_tag_id}
    applied = [tagged[tag] for tag in tag_ids if tag in tagged]
    if not applied or question.category_id in {each.id for each in applied}:
        return
    await update_post(session, question.number, category_id=applied[0].id)
    await _log(session, question, "move", "tagged in Discord", now)
    await refresh_card(session, question, now)


async def _refresh_stale(session: AsyncSession, thread_id: int, now: datetime) -> None:
    stale = [link.post_id for link in await links_in_thread(session, thread_id) if link.is_stale]
    for post in (await get_posts(session, stale)).values():
        await mark_stale(session, post.number, is_stale=False)
        await refresh_card(session, post, now)
        if post.kind is PostKind.QUESTION:
            await arrange_thread(session, post, now)


async def _settle_after(session: AsyncSession, post: Post, now: datetime, *, answers: int) -> None:
    forum = await get_forum(session, post.forum_id)
    if post.author_id is not None:
        await recount(session, forum, [post.author_id])
    link = await link_of(session, post.number)
    if link is not None and link.gone_at is None:
        await refresh_card(session, post, now)
    if post.kind is PostKind.QUESTION:
        await arrange_thread(session, post, now)
    elif post.kind is PostKind.ANSWER and post.question_id is not None:
        await add_answers(session, post.question_id, answers)
        question = await get_post(session, post.question_id)
        if question is not None:
            await refresh_card(session, question, now)


async def _log(
    session: AsyncSession,
    post: Post,
    action: str,
    detail: str,
    now: datetime,
    *,
    by: int | None = None,
) -> None:
    await log_act(
        session,
        forum_id=post.forum_id,
        action=action,
        actor_id=by,
        post_id=post.number,
        detail=detail,
        created_at=now,
    )
