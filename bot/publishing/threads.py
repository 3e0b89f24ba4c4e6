"""What becomes of a thread beside its state: it goes with its question, or is offered to be one."""

import discord
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.catalogue import words_for
from bot.forum.deliveries import refresh_card
from bot.forum.edits import has_posts_beneath
from bot.publishing import layout
from bot.publishing.arranging import thread_of
from bot.publishing.codes import THREAD_ARCHIVED, unless_gone
from bot.publishing.context import Context, Record, awake, find_message, own_id
from data.forums import get_forum
from data.links import link_of, mark_gone, question_of_thread
from data.posts import get_post
from data.tables import Delivery, DiscordLink, Post, PostKind


async def remove_message(context: Context, delivery: Delivery) -> Record | None:
    """Take a deleted post's message away when nothing hangs on it; else show that it is removed."""
    async with context.database.read() as session:
        post = await get_post(session, delivery.payload["post"])
        link = await link_of(session, delivery.payload["post"])
        if post is None or link is None or link.gone_at is not None:
            return None
        stays = await has_posts_beneath(session, post)
    if stays:
        return _show_removed(context, post)
    if post.kind is PostKind.QUESTION:
        return await _remove_question(context, post, link)
    await _delete_message(context, link)
    return _gone(context, post.number)


async def _remove_question(context: Context, post: Post, link: DiscordLink) -> Record | None:
    # A thread that is gone already is as it should be.
    with unless_gone():
        thread = await thread_of(context, link)
        async for message in thread.history(limit=None):
            if message.author.id != own_id(context):
                # Others wrote here: what they said is theirs.
                return _show_removed(context, post)
        await thread.delete()
    if link.channel_id != link.thread_id:
        await _delete_message(context, link)
    return _gone(context, post.number)


def _show_removed(context: Context, post: Post) -> Record:
    """Leave the card to its own lane: an older edit under way there must not come after.

    A question's thread is arranged once its card is drawn, for it is archived then.
    """

    async def record(session: AsyncSession) -> None:
        await refresh_card(session, post, context.clock())

    return record


async def _delete_message(context: Context, link: DiscordLink) -> None:
    channel = context.client.get_partial_messageable(link.channel_id)
    message = channel.get_partial_message(link.message_id)
    with unless_gone():
        try:
            await message.delete()
        except discord.HTTPException as error:
            if error.code != THREAD_ARCHIVED:
                raise
            await awake(context, link.channel_id, is_asleep=True)
            await message.delete()


def _gone(context: Context, post_id: int) -> Record:
    async def record(session: AsyncSession) -> None:
        await mark_gone(session, [post_id], context.clock())

    return record


async def offer(context: Context, delivery: Delivery) -> Record | None:
    """Reply once, quietly, to a post made with New Post: it can become a question.

    Reconciling finds a post again that was heard of, so the reply is looked for at the first try
    too, and from the thread's beginning: this delivery may be younger than it.
    """
    thread_id = delivery.payload["thread"]
    async with context.database.read() as session:
        if await question_of_thread(session, thread_id) is not None:
            return None
        forum = await get_forum(session, delivery.forum_id or 0)
    thread = await awake(context, thread_id)
    history = thread.history(after=thread, oldest_first=True, limit=None)
    if await find_message(history, own_id(context), f"make:{thread_id}"):
        return None
    words = words_for(forum.locale)
    await thread.send(
        view=layout.message(
            layout.text(
                words("This post isn't a question of the forum yet, so it can't collect votes.")
            ),
            layout.row(layout.button(words("Make it a question"), f"make:{thread_id}")),
        ),
        silent=True,
        nonce=f"d{delivery.id}",
    )
    return None
