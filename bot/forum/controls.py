"""What moderators do with Discord's own controls, taken over into the forum.

Discord tells a bot without privileged access what happened, not who did it: these acts are
logged without an actor. Most of what is deleted in a server is no post: each looks first, which
waits for nobody.
"""

from collections.abc import Collection
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.forum import hotness
from bot.forum.beside import (
    show_beneath_anew,
    show_on_comments,
    show_on_parent,
    show_origin_anew,
    show_title_anew,
)
from bot.forum.best_answers import deselect
from bot.forum.deliveries import (
    arrange_thread,
    offer_question,
    redraw_messages,
    refresh_card,
    show_at_once,
)
from bot.forum.notifications import tell_of_moderation
from bot.forum.people import recount
from bot.forum.republishing import publish_again
from data.database import Database
from data.forums import forum_of_channel, get_forum
from data.links import (
    forget_thread,
    link_of,
    links_in_thread,
    mark_gone,
    post_of_message,
    question_of_thread,
)
from data.moderation import log_act
from data.posts import add_answers, get_post, update_post
from data.tables import Forum, NotificationKind, Post, PostKind, PostState
from data.votes import are_posts


async def messages_deleted(
    database: Database, *, message_ids: Collection[int], now: datetime
) -> None:
    """Hide the posts whose messages were deleted in Discord; their votes stay."""
    async with database.read() as session:
        if not await are_posts(session, message_ids):
            return
    async with database.write() as session:
        for message_id in message_ids:
            post_id = await post_of_message(session, message_id)
            if post_id is not None:
                await lose_message(session, post_id, now)
                await hide(session, post_id, reason="deleted in Discord", now=now)


async def lose_message(session: AsyncSession, post_id: int, now: datetime) -> None:
    """Note that a post's message is gone; the comments on it stay, and link to it no more."""
    await mark_gone(session, [post_id], now)
    post = await get_post(session, post_id)
    if post is not None:
        await show_on_comments(session, post, now)


async def thread_deleted(database: Database, *, thread_id: int, now: datetime) -> None:
    """Hide a question whose thread was deleted in Discord, and note that its messages are gone.

    A card under a text channel stands outside the thread: it stays, and shows that it is hidden.
    """
    async with database.read() as session:
        if await question_of_thread(session, thread_id) is None:
            return
    async with database.write() as session:
        await lose_thread(session, thread_id, now)


async def lose_thread(session: AsyncSession, thread_id: int, now: datetime) -> None:
    """Hide the question of a thread that is gone, and note that its messages are, too.

    A card outside the thread stays, and gets another one once the question is shown again.
    """
    question = await question_of_thread(session, thread_id)
    if question is None:
        return
    links = await links_in_thread(session, thread_id)
    inside = [link.post_id for link in links if link.channel_id == thread_id]
    await mark_gone(session, inside, now)
    if question.number not in inside:
        await forget_thread(session, question.number)
    await hide(session, question.number, reason="deleted in Discord", now=now)


async def post_made_by_hand(
    database: Database, *, channel_id: int, thread_id: int, now: datetime
) -> None:
    """Offer whoever made a post with Discord's own New Post to make it a question."""
    async with database.read() as session:
        if await _forum_to_offer(session, channel_id, thread_id) is None:
            return
    async with database.write() as session:
        forum = await _forum_to_offer(session, channel_id, thread_id)
        if forum is not None:
            await offer_question(session, forum.id or 0, thread_id, now)


async def _forum_to_offer(session: AsyncSession, channel_id: int, thread_id: int) -> Forum | None:
    if await question_of_thread(session, thread_id) is not None:
        return None
    return await forum_of_channel(session, channel_id)


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
    await deselect(session, post, now)
    await _settle_after(session, post, now, answers=-1)
    await log_change(session, post, "hide", reason, now, by=by)
    if by is None or by != post.author_id:
        await tell_of_moderation(session, post, NotificationKind.HIDDEN, now)


async def unhide(session: AsyncSession, post_id: int, *, now: datetime, by: int) -> None:
    """Show a hidden post again with its votes; one whose message is gone is published anew."""
    post = await get_post(session, post_id)
    if post is None or post.state is not PostState.HIDDEN:
        return
    # When it was shown again stays: an import must not hide it anew.
    shown = {"state": PostState.VISIBLE, "state_by": None, "state_at": now, "state_reason": None}
    await update_post(session, post_id, **shown)
    await publish_again(session, post, now)
    await _settle_after(session, post, now, answers=1)
    await log_change(session, post, "unhide", "", now, by=by)
    if by != post.author_id:
        await tell_of_moderation(session, post, NotificationKind.RESTORED, now)


async def _settle_after(session: AsyncSession, post: Post, now: datetime, *, answers: int) -> None:
    forum = await get_forum(session, post.forum_id)
    if post.author_id is not None:
        await recount(session, forum, [post.author_id], now)
    await show_state(session, post, now, is_shown=answers > 0)
    if post.kind is PostKind.ANSWER and post.question_id is not None:
        await add_answers(session, post.question_id, answers)
        await hotness.refresh(session, [post.question_id])
        question = await get_post(session, post.question_id)
        if question is not None:
            await refresh_card(session, question, now)


async def show_state(session: AsyncSession, post: Post, now: datetime, *, is_shown: bool) -> None:
    """Have it seen wherever a post stands, or is named, that it was hidden or shown again."""
    link = await link_of(session, post.number)
    if link is not None and link.gone_at is None:
        await show_at_once(session, post, now)
    await redraw_messages(session, post, now)
    if post.kind is not PostKind.COMMENT:
        await show_beneath_anew(session, post, now, is_shown=is_shown)
    if post.kind is PostKind.QUESTION:
        await arrange_thread(session, post, now)
    await show_where_named(session, post, now)


async def show_where_named(session: AsyncSession, post: Post, now: datetime) -> None:
    """Have the cards of others drawn that name a post, which was hidden or is shown again."""
    if post.kind is not PostKind.ANSWER:
        await show_on_parent(session, post, now)
    if post.kind is PostKind.QUESTION:
        await show_title_anew(session, post, now)
    else:
        await show_origin_anew(session, post, now)


async def log_change(
    session: AsyncSession,
    post: Post,
    action: str,
    detail: str,
    now: datetime,
    *,
    by: int | None = None,
) -> None:
    """Log what was done to a post; `by` is None for whoever used Discord's own controls."""
    await log_act(
        session,
        forum_id=post.forum_id,
        action=action,
        actor_id=by,
        post_id=post.number,
        detail=detail,
        created_at=now,
    )
