"""Publishing again what is shown again and has no message in Discord any more."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.forum.anonymous.reveals import publish, publish_unseen
from bot.forum.deliveries import arrange_thread
from data.links import link_of, links_in_thread, links_of
from data.moderation import forget_links
from data.posts import get_post, posts_beneath
from data.tables import Post, PostKind, PostOrigin, PostState


async def publish_again(session: AsyncSession, post: Post, now: datetime) -> None:
    """Have a post published whose message was deleted in Discord, or never came to be.

    One that stands there is left alone: its card is only drawn anew. A question whose thread was
    not started yet when it was hidden gets one.
    """
    link = await link_of(session, post.number)
    if link is not None and link.gone_at is None and link.thread_id is not None:
        return
    if link is None and post.origin is PostOrigin.WEBSITE:
        await _publish_what_waited(session, post, now)
        return
    if post.kind is PostKind.QUESTION:
        await _publish_question(session, post, None if link is None else link.thread_id, now)
        return
    await forget_links(session, [post.number])
    question = await get_post(session, post.root_id)
    if question is not None:
        await publish_unseen(session, question, now)
    await publish(session, post.forum_id, post.number, post.root_id, now, kind=post.kind)
    if question is not None and question.state is not PostState.VISIBLE:
        # Its thread was woken for this answer, and is to sleep again.
        await arrange_thread(session, question, now)


async def _publish_question(
    session: AsyncSession, question: Post, thread_id: int | None, now: datetime
) -> None:
    """Publish a question into its thread while others' posts stand there, else with a new one.

    Answers that were deleted together with the thread follow it.
    """
    inside = [] if thread_id is None else await links_in_thread(session, thread_id)
    is_thread_alive = any(link.gone_at is None for link in inside)
    await publish(
        session,
        question.forum_id,
        question.number,
        None,
        now,
        thread_id=thread_id if is_thread_alive else None,
    )
    visible = {
        post.number: post.kind
        for post in await posts_beneath(session, question.number)
        if post.state is PostState.VISIBLE
    }
    links = await links_of(session, visible)
    gone = [number for number in visible if number in links and links[number].gone_at is not None]
    await forget_links(session, gone)
    for number in gone:
        await publish(
            session, question.forum_id, number, question.number, now, kind=visible[number]
        )


async def _publish_what_waited(session: AsyncSession, post: Post, now: datetime) -> None:
    """Publish a question from the website if somebody answered it here while it was hidden.

    What came from there has no message, and needs none: it is in lists, and `/show` has it.
    """
    if post.kind is not PostKind.QUESTION:
        return
    written = {
        each.number: each.kind
        for each in await posts_beneath(session, post.number)
        if each.origin is PostOrigin.DISCORD and each.state is PostState.VISIBLE
    }
    links = await links_of(session, written)
    unseen = [number for number in written if number not in links]
    if unseen:
        await publish(session, post.forum_id, post.number, None, now)
    for number in unseen:
        await publish(session, post.forum_id, number, post.number, now, kind=written[number])
