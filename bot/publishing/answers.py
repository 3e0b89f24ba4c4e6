"""Publishing an answer or a comment, putting the thumbs under a post, and drawing a card anew."""

import discord
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.catalogue import words_for
from bot.forum import policy
from bot.forum.cards import card_of
from bot.forum.controls import hide, lose_message, lose_thread
from bot.forum.deliveries import arrange_thread
from bot.forum.summaries import Card
from bot.forum.thread_changes import draw_what_waits
from bot.publishing.cards import card as draw
from bot.publishing.codes import GONE, THREAD_ARCHIVED, UNKNOWN_CHANNEL, is_gone
from bot.publishing.context import (
    UNKNOWN_THREAD,
    Context,
    MissingPlace,
    Record,
    awake,
    channel_of,
    own_id,
)
from bot.publishing.crowding import with_room
from bot.publishing.standing import Standing, find_card, linked
from data.links import link_of, mark_stale, question_of_thread
from data.posts import get_post, posts_above
from data.tables import Delivery, DiscordLink, Post, PostKind, PostState

REACTION_BLOCKED = 90001
UNKNOWN_EMOJI = 10014
LET_BE = {*GONE, UNKNOWN_EMOJI, REACTION_BLOCKED}
SEEDS = ("👍", "👎")


async def publish(context: Context, delivery: Delivery) -> Record | None:
    """Send the card of an answer or a comment into its question's thread, which it wakes.

    One that an earlier try may have sent is looked for whatever became of the post: hidden or
    deleted, it is to go.
    """
    post_id = delivery.payload["post"]
    async with context.database.read() as session:
        post, link = await get_post(session, post_id), await link_of(session, post_id)
        if post is None or (link is not None and link.gone_at is None):
            return None
        is_wanted = post.state is PostState.VISIBLE
        if not is_wanted and not delivery.is_uncertain:
            return None
        question = await link_of(session, post.root_id)
        root = await get_post(session, post.root_id)
        shown = await card_of(session, post_id)
    try:
        thread = await _thread(context, question, is_wanted=is_wanted)
    except MissingPlace:
        if is_wanted and root is not None and root.state is PostState.VISIBLE:
            raise
        # Nothing stands where nothing can. Beneath a hidden question it comes once that is shown
        # again, and gets a thread; a deleted one never does.
        return None
    found = await find_card(context, delivery, thread)
    if found is not None:
        standing = Standing(thread.id, thread.id, found.id, drawn=None)
    elif is_wanted:
        card = draw(shown, words_for(shown.locale))
        sent = await thread.send(view=card, nonce=f"d{delivery.id}")
        standing = Standing(thread.id, thread.id, sent.id, drawn=shown)
    else:
        return None
    return with_room(context, thread.guild, post.forum_id, linked(context, post_id, standing))


async def _thread(
    context: Context, question: DiscordLink | None, *, is_wanted: bool
) -> discord.Thread:
    """Return a question's thread, woken for what is wanted there. Raises `MissingPlace`."""
    if question is None or question.thread_id is None:
        raise MissingPlace("QuestionNotPublished")
    if is_wanted:
        return await awake(context, question.thread_id)
    thread = await channel_of(context, question.thread_id)
    if not isinstance(thread, discord.Thread):
        raise MissingPlace("WrongChannel")
    return thread


async def seed(context: Context, delivery: Delivery) -> Record | None:
    """Put 👍 and 👎 under a post, or take them off a comment; twice changes nothing.

    In an archived thread both wait until it opens, like a card that is drawn then.
    """
    async with context.database.read() as session:
        post = await get_post(session, delivery.payload["post"])
        link = await link_of(session, delivery.payload["post"])
    if post is None or link is None or link.gone_at is not None:
        return None
    message, me = _message(context, link), discord.Object(own_id(context))
    for emoji in SEEDS:
        try:
            if post.kind is PostKind.COMMENT:
                await message.remove_reaction(emoji, me)
            else:
                await message.add_reaction(emoji)
        except discord.HTTPException as error:
            if error.code == THREAD_ARCHIVED and not await _is_open(context, link.channel_id):
                return await left_for_its_opening(context, post.number, link.channel_id)
            # Gone, not there, or its author blocked the bot: people can still react.
            if error.code not in LET_BE:
                raise
    return None


async def refresh(context: Context, delivery: Delivery) -> Record | None:
    """Draw a post's card as it is now. An archived thread is woken when something is taken away.

    That is a whole text, or with `wakes` a name or a part of the text; the thread is archived again
    then. With `opens` it is woken for what is new, and stays open.
    """
    post_id = delivery.payload["post"]
    async with context.database.read() as session:
        post, link = await get_post(session, post_id), await link_of(session, post_id)
        if post is None or link is None or link.gone_at is not None:
            return None
        shown = await card_of(session, post_id)
    view = draw(shown, words_for(shown.locale))
    try:
        is_drawn = await _draw(context, delivery, shown, link, view)
    except discord.HTTPException as error:
        if error.code not in GONE:
            raise
        return _found_gone(context, post, link, is_thread=error.code == UNKNOWN_CHANNEL)
    except MissingPlace as missing:
        if missing.reason != UNKNOWN_THREAD:
            raise
        return _found_gone(context, post, link, is_thread=True)
    if not is_drawn:
        return await left_for_its_opening(context, post_id, link.channel_id)
    is_shown = shown.state is PostState.VISIBLE and not shown.is_hidden
    return None if is_shown else _arranged(context, post)


async def _draw(
    context: Context,
    delivery: Delivery,
    shown: Card,
    link: DiscordLink,
    view: discord.ui.LayoutView,
) -> bool:
    """Draw a card, also in an archived thread unless it can wait; return whether that was done."""
    try:
        await _message(context, link).edit(view=view)
    except discord.HTTPException as error:
        if error.code != THREAD_ARCHIVED:
            raise
    else:
        return True
    # What is covered with what it is beneath is archived again once all of it is.
    covers = shown.is_hidden and delivery.payload.get("wakes")
    opens = shown.state is not PostState.VISIBLE or delivery.payload.get("opens") or covers
    if await _is_open(context, link.channel_id):
        # Not woken: where it is archived again by now, the next try says what is to be done.
        await _message(context, link).edit(view=view)
        return True
    if not (opens or delivery.payload.get("wakes")):
        return False
    thread = await awake(context, link.channel_id, is_asleep=True)
    try:
        await _message(context, link).edit(view=view)
    except discord.NotFound:
        # The card is gone, and nothing else was to be drawn there.
        await thread.edit(archived=True)
        raise
    current = context.client.get_channel(link.channel_id)
    is_used = isinstance(current, discord.Thread) and (
        current.last_message_id != thread.last_message_id
    )
    if not (opens or is_used):
        await thread.edit(archived=True)
    return True


async def _is_open(context: Context, thread_id: int) -> bool:
    """Tell whether somebody opened a thread since: nothing would do then what waits for that.

    Discord is asked where that is the last that was heard: news of the archiving may be late.
    """
    cached = context.client.get_channel(thread_id)
    if not isinstance(cached, discord.Thread) or cached.archived:
        return False
    try:
        found = await context.client.fetch_channel(thread_id)
    except discord.NotFound as error:
        if not is_gone(error):
            raise
        return False
    return isinstance(found, discord.Thread) and not found.archived


def _arranged(context: Context, post: Post) -> Record:
    """Return what has the thread of a post archived again if it should be."""

    async def record(session: AsyncSession) -> None:
        question = await get_post(session, post.root_id)
        if question is not None:
            await arrange_thread(session, question, context.clock())

    return record


async def left_for_its_opening(context: Context, post_id: int, thread_id: int) -> Record | None:
    """Note that a card is drawn, and gets its thumbs, when its thread opens.

    Where somebody opened it just now, return what has that done at once.
    """
    async with context.database.write() as session:
        await mark_stale(session, post_id, is_stale=True)
    # Once that is noted, not before: whoever opens it from now on finds the note.
    if not await _is_open(context, thread_id):
        return None

    async def record(session: AsyncSession) -> None:
        await draw_what_waits(session, [post_id], context.clock())

    return record


def _found_gone(context: Context, post: Post, link: DiscordLink, *, is_thread: bool) -> Record:
    """Take a message or a thread that is not there as deleted in Discord: a moderator's hide.

    What is hidden with what it is beneath is not hidden by itself: it comes back with that.
    """

    async def record(session: AsyncSession) -> None:
        now = context.clock()
        if is_thread and await question_of_thread(session, link.channel_id) is not None:
            await lose_thread(session, link.channel_id, now)
            return
        await lose_message(session, post.number, now)
        if not policy.is_covered(await posts_above(session, post)):
            await hide(session, post.number, reason="deleted in Discord", now=now)

    return record


def _message(context: Context, link: DiscordLink) -> discord.PartialMessage:
    channel = context.client.get_partial_messageable(link.channel_id)
    return channel.get_partial_message(link.message_id)
