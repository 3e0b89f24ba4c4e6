"""Publishing a question: a forum post, a thread under a text channel, or into a New Post thread."""

import logging
from dataclasses import dataclass, replace
from datetime import datetime

import discord

from bot.catalogue import words_for
from bot.forum.cards import card_of
from bot.forum.summaries import Card
from bot.forum.threads import thread_name
from bot.publishing.cards import card as draw
from bot.publishing.codes import UNKNOWN_MESSAGE
from bot.publishing.context import (
    Context,
    MissingPlace,
    Postable,
    Record,
    awake,
    channel_of,
    find_message,
    looked_since,
    own_id,
)
from bot.publishing.crowding import with_room
from bot.publishing.standing import Standing, find_card, linked, note
from bot.transport import UNSURE
from data.categories import get_category
from data.forums import get_forum
from data.links import link_of
from data.posts import get_post
from data.tables import Delivery, Post, PostState

THREAD_ALREADY_MADE = 160004
OFFER_WITHIN = 50  # messages from the thread's start; the offer is among the first

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Task:
    """A question to publish, where, and its message if that is known: it wants a thread only.

    One that is not wanted, being hidden or deleted, is only looked for.
    """

    delivery: Delivery
    post: Post
    shown: Card
    channel_id: int | None
    message_id: int | None
    is_adopted: bool = False
    """Whether a thread that is there is somebody's own: one of ours may be given back its card."""

    @property
    def is_wanted(self) -> bool:
        return self.post.state is PostState.VISIBLE


async def publish(context: Context, delivery: Delivery) -> Record | None:
    """Make a question's thread with its card; looks first when an earlier try may have done it.

    It looks whatever became of the question: hidden or deleted, what was made is to go.
    """
    task = await _read(context, delivery)
    if task is None or not (task.is_wanted or delivery.is_uncertain):
        return None
    try:
        channel = await _channel(context, task)
    except MissingPlace:
        if task.is_wanted:
            raise
        # Nothing stands where nothing can.
        return None
    standing = await _placed(context, task, channel)
    if standing is None:
        return None
    record = linked(context, task.post.number, standing)
    return with_room(context, channel.guild, task.post.forum_id, record)


async def _read(context: Context, delivery: Delivery) -> _Task | None:
    """Return what is to be done; None when the thread is there, or the forum is gone."""
    post_id = delivery.payload["post"]
    async with context.database.read() as session:
        post = await get_post(session, post_id)
        if post is None:
            return None
        shown = await card_of(session, post_id)
        link = await link_of(session, post_id)
        if link is None or link.gone_at is not None:
            forum = await get_forum(session, post.forum_id)
            is_adopted = link is None or link.is_adopted
            return _Task(delivery, post, shown, forum.channel_id, None, is_adopted)
    if link.thread_id is not None:
        return None
    return _Task(delivery, post, shown, link.channel_id, link.message_id)


async def _channel(context: Context, task: _Task) -> Postable:
    """Return where a question is published: a thread is woken for one that is wanted."""
    thread_id = task.delivery.payload.get("thread")
    if thread_id is not None:
        return await (awake if task.is_wanted else channel_of)(context, thread_id)
    channel = await channel_of(context, task.channel_id)
    if isinstance(channel, discord.Thread):
        raise MissingPlace("WrongChannel")
    return channel


async def _placed(context: Context, task: _Task, channel: Postable) -> Standing | None:
    """Find a question's card or make it; None when there is none and none is wanted."""
    if isinstance(channel, discord.ForumChannel):
        return await _as_forum_post(context, task, channel)
    if isinstance(channel, discord.TextChannel):
        return await _under_channel(context, task, channel)
    return await _into_thread(context, task, channel)


async def _as_forum_post(
    context: Context, task: _Task, channel: discord.ForumChannel
) -> Standing | None:
    if task.delivery.is_uncertain:
        found = await _find_forum_post(context, task.delivery, channel, task.post.number)
        if found is not None:
            return found
    if not task.is_wanted:
        return None
    made = await channel.create_thread(
        name=thread_name(task.shown.title),
        view=draw(task.shown, words_for(task.shown.locale)),
        applied_tags=await _tags(context, task.post, channel),
    )
    return Standing(made.thread.id, made.thread.id, made.message.id, drawn=task.shown)


async def _tags(
    context: Context, post: Post, channel: discord.ForumChannel
) -> list[discord.ForumTag]:
    if post.category_id is None:
        return []
    async with context.database.read() as session:
        category = await get_category(session, post.forum_id, post.category_id)
    tag = channel.get_tag(category.discord_tag_id) if category and category.discord_tag_id else None
    return [tag] if tag is not None else []


async def _find_forum_post(
    context: Context, delivery: Delivery, channel: discord.ForumChannel, post_id: int
) -> Standing | None:
    """Return the thread that an earlier try made, known by its starter's button."""
    me, oldest = own_id(context), discord.utils.time_snowflake(looked_since(delivery))
    active = [t for t in await channel.guild.active_threads() if t.parent_id == channel.id]
    for thread in [*active, *await _archived_since(channel, looked_since(delivery))]:
        if thread.id < oldest or thread.owner_id != me:
            continue
        starters = thread.history(limit=1, oldest_first=True)
        starter = await find_message(starters, me, f"more:{post_id}")
        if starter is not None:
            return Standing(thread.id, thread.id, starter.id, drawn=None)
    return None


async def _archived_since(channel: discord.ForumChannel, oldest: datetime) -> list[discord.Thread]:
    """Return the threads archived since then: one made later can't have been archived before."""
    found = []
    async for thread in channel.archived_threads(limit=None):
        if thread.archive_timestamp < oldest:
            break
        found.append(thread)
    return found


async def _under_channel(
    context: Context, task: _Task, channel: discord.TextChannel
) -> Standing | None:
    """Send the card first and start the thread from it: a second start says that it was made.

    Where the card stands is noted in between. Starting the thread may fail for days, and what is
    hidden or edited until then must not stay as it was.
    """
    drawn: Card | None = task.shown
    message_id = task.message_id
    if message_id is None:
        found = await find_card(context, task.delivery, channel)
        if found is not None:
            drawn, message_id = None, found.id
    if not task.is_wanted:
        return await _left_under(context, task, channel, message_id)
    if message_id is None:
        card = draw(task.shown, words_for(task.shown.locale))
        message_id = (await channel.send(view=card, nonce=f"d{task.delivery.id}")).id
    standing = Standing(channel.id, None, message_id, drawn)
    async with context.database.write() as session:
        await note(session, task.post.number, standing, context.clock())
    return await _with_thread(task, channel, standing)


async def _left_under(
    context: Context, task: _Task, channel: discord.TextChannel, message_id: int | None
) -> Standing | None:
    """Return what there is of a question that is not wanted any more, and not known yet."""
    if message_id is None:
        return None
    if await _is_thread(context, message_id):
        return Standing(channel.id, message_id, message_id, drawn=None)
    is_known = task.message_id is not None
    return None if is_known else Standing(channel.id, None, message_id, drawn=None)


async def _with_thread(task: _Task, channel: discord.TextChannel, card: Standing) -> Standing:
    """Start the thread of a card. A thread that starts from a message has the message's id."""
    threaded = replace(card, thread_id=card.message_id, drawn=task.shown)
    message = channel.get_partial_message(card.message_id)
    try:
        await message.create_thread(name=thread_name(task.shown.title))
    except discord.HTTPException as error:
        if error.code == THREAD_ALREADY_MADE:
            # By an earlier try, and its name may be a title that is no more.
            return replace(threaded, drawn=None)
        if error.code == UNKNOWN_MESSAGE:
            # Drawing the card finds out that it was deleted in Discord.
            return replace(card, drawn=None)
        raise
    return threaded


async def _is_thread(context: Context, message_id: int) -> bool:
    """Tell whether a thread was started from a message."""
    try:
        await channel_of(context, message_id)
    except MissingPlace:
        return False
    return True


async def _into_thread(context: Context, task: _Task, thread: discord.Thread) -> Standing | None:
    standing = Standing(thread.id, thread.id, 0, drawn=None, is_adopted=task.is_adopted)
    found = await find_card(context, task.delivery, thread)
    if found is not None:
        standing = replace(standing, message_id=found.id)
    elif task.is_wanted:
        shown = replace(task.shown, shows_title=task.shown.shows_title or task.is_adopted)
        card = draw(shown, words_for(shown.locale))
        sent = await thread.send(view=card, nonce=f"d{task.delivery.id}")
        standing = replace(standing, message_id=sent.id, drawn=shown)
    else:
        return None
    await _take_offer_back(context, thread)
    return standing


async def _take_offer_back(context: Context, thread: discord.Thread) -> None:
    """Remove the reply that offered to make a question of the thread: it is one now."""
    first = thread.history(limit=OFFER_WITHIN, oldest_first=True)
    try:
        offer = await find_message(first, own_id(context), f"make:{thread.id}")
        if offer is not None:
            await offer.delete()
    except (discord.HTTPException, *UNSURE) as error:
        # It only says what is no longer so; pressing its button says that the question is there.
        log.info("can't take an offer back: %s", type(error).__name__)
