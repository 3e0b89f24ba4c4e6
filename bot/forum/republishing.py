"""Publishing what is shown again and has no message in Discord, any more or yet."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.forum.anonymous.reveals import publish, publish_unseen
from bot.forum.deliveries import arrange_thread
from data.links import link_of, links_in_thread, links_of
from data.posts import get_post, posts_beneath
from data.tables import DiscordLink, Post, PostKind, PostOrigin, PostState


async def publish_again(session: AsyncSession, post: Post, now: datetime) -> None:
    """Have a post published whose message was deleted in Discord, or never came to be.

    One that stands there is left alone: its card is only drawn anew. A question whose thread was
    not started yet when it was hidden gets one.
    """
    link = await link_of(session, post.number)
    if link is not None and link.gone_at is None and link.thread_id is not None:
        return
    if post.kind is PostKind.QUESTION:
        await _publish_question(session, post, link, now)
    elif link is not None or post.origin is PostOrigin.DISCORD:
        await _publish_beneath(session, post, link, now)


async def _publish_beneath(
    session: AsyncSession, post: Post, link: DiscordLink | None, now: datetime
) -> None:
    question = await get_post(session, post.root_id)
    if question is not None:
        await publish_unseen(session, question, now)
    await _publish(session, post, link, now)
    if question is not None and question.state is not PostState.VISIBLE:
        # Its thread was woken for this answer, and is to sleep again.
        await arrange_thread(session, question, now)


async def _publish_question(
    session: AsyncSession, question: Post, link: DiscordLink | None, now: datetime
) -> None:
    """Publish a question into its thread while others' posts stand there, else with a new one.

    What is beneath it and has no message follows: it was deleted together with the thread, or
    written while there was none. A question from the website needs no message until somebody
    writes on it here: it is in lists, and `/show` has it.
    """
    beneath = await _without_message(session, question)
    if link is None and question.origin is PostOrigin.WEBSITE and not beneath:
        return
    thread_id = None if link is None else link.thread_id
    inside = [] if thread_id is None else await links_in_thread(session, thread_id)
    is_thread_alive = any(each.gone_at is None for each in inside)
    await _publish(session, question, link, now, thread_id=thread_id if is_thread_alive else None)
    links = await links_of(session, [each.number for each in beneath])
    for each in beneath:
        await _publish(session, each, links.get(each.number), now)


async def _without_message(session: AsyncSession, question: Post) -> list[Post]:
    """Return what is to stand beneath a question and has no message, in the order written.

    What came from the website never had one, and gets one only if somebody commented on it here.
    """
    beneath = await posts_beneath(session, question.number)
    visible = [each for each in beneath if each.state is PostState.VISIBLE]
    links = await links_of(session, [each.number for each in visible])
    unseen = [each for each in visible if each.number not in links]
    here = [each for each in unseen if each.origin is PostOrigin.DISCORD]
    wanted = {each.number for each in here} | {each.parent_id for each in here}
    wanted |= {number for number, link in links.items() if link.gone_at is not None}
    return [each for each in visible if each.number in wanted]


async def _publish(
    session: AsyncSession,
    post: Post,
    link: DiscordLink | None,
    now: datetime,
    *,
    thread_id: int | None = None,
) -> None:
    """Have a post published; followers are told of one that was written here and never stood."""
    await publish(
        session,
        post.forum_id,
        post.number,
        post.question_id,
        now,
        kind=post.kind,
        thread_id=thread_id,
        is_new=link is None and post.origin is PostOrigin.DISCORD,
    )
