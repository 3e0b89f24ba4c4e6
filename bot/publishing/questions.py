"""Publishing a question: a forum post, a thread under a text channel, or into a New Post thread."""

import logging
from dataclasses import replace
from datetime import datetime

import discord
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.catalogue import words_for
from bot.forum.cards import card_of
from bot.forum.deliveries import refresh_card, seed_reactions, show_on_parent, show_title_anew
from bot.forum.summaries import Card
from bot.forum.threads import thread_name
from bot.publishing.cards import card as draw
from bot.publishing.context import (
    Context,
    MissingPlace,
    Record,
    awake,
    channel_of,
    find_message,
    looked_since,
    own_id,
)
from bot.publishing.crowding import with_room
from bot.transport import UNSURE
from data.categories import get_category
from data.forums import get_forum
from data.links import link_of, set_link
from data.posts import get_post
from data.tables import Delivery, DiscordLink, Post, PostState

THREAD_ALREADY_MADE = 160004
OFFER_WITHIN = 50  # messages from the thread's start; the offer is among the first

log = logging.getLogger(__name__)


async def publish(context: Context, delivery: Delivery) -> Record | None:
    """Make a question's thread with its card; looks first when an earlier try may have done it."""
    post_id = delivery.payload["post"]
    async with context.database.read() as session:
        post = await get_post(session, post_id)
        link = await link_of(session, post_id)
        if post is None or post.state is not PostState.VISIBLE or _is_done(link):
            return None
        shown = await card_of(session, post_id)
        channel_id = (await get_forum(session, post.forum_id)).channel_id
    if "thread" in delivery.payload:
        return await _into_thread(context, delivery, post, shown)
    channel = await channel_of(context, channel_id)
    if isinstance(channel, discord.ForumChannel):
        record = await _as_forum_post(context, delivery, post, shown, channel)
    elif isinstance(channel, discord.TextChannel):
        record = await _under_channel(context, delivery, post, shown, channel)
    else:
        raise MissingPlace("WrongChannel")
    return with_room(context, channel.guild, post.forum_id, record)


def _is_done(link: DiscordLink | None) -> bool:
    return link is not None and link.thread_id is not None and link.gone_at is None


async def _as_forum_post(
    context: Context,
    delivery: Delivery,
    post: Post,
    shown: Card,
    channel: discord.ForumChannel,
) -> Record:
    if delivery.is_uncertain:
        found = await _find_forum_post(context, delivery, channel, post.number)
        if found is not None:
            return _linked(post, *found)
    made = await channel.create_thread(
        name=thread_name(shown.title),
        view=draw(shown, words_for(shown.locale)),
        applied_tags=await _tags(context, post, channel),
    )
    return _linked(post, made.thread.id, made.thread.id, made.message.id)


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
) -> tuple[int, int, int] | None:
    """Return channel, thread and message an earlier try made, known by the starter's button."""
    me, oldest = own_id(context), discord.utils.time_snowflake(looked_since(delivery))
    active = [t for t in await channel.guild.active_threads() if t.parent_id == channel.id]
    for thread in [*active, *await _archived_since(channel, looked_since(delivery))]:
        if thread.id < oldest or thread.owner_id != me:
            continue
        starters = thread.history(limit=1, oldest_first=True)
        starter = await find_message(starters, me, f"more:{post_id}")
        if starter is not None:
            return thread.id, thread.id, starter.id
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
    context: Context,
    delivery: Delivery,
    post: Post,
    shown: Card,
    channel: discord.TextChannel,
) -> Record:
    """Send the card first and start the thread from it: a second start says that it was made."""
    message = None
    if delivery.is_uncertain:
        history = channel.history(after=looked_since(delivery), oldest_first=True, limit=None)
        message = await find_message(history, own_id(context), f"more:{post.number}")
    if message is None:
        card = draw(shown, words_for(shown.locale))
        message = await channel.send(view=card, nonce=f"d{delivery.id}")
    # The card stands: whatever happens from here on, the next try must not send it again.
    delivery.is_uncertain = True
    try:
        await message.create_thread(name=thread_name(shown.title))
    except discord.HTTPException as error:
        if error.code != THREAD_ALREADY_MADE:
            raise
    # A thread started from a message has the message's id.
    return _linked(post, channel.id, message.id, message.id)


async def _into_thread(context: Context, delivery: Delivery, post: Post, shown: Card) -> Record:
    thread = await awake(context, delivery.payload["thread"])
    message = None
    if delivery.is_uncertain:
        history = thread.history(after=looked_since(delivery), oldest_first=True, limit=None)
        message = await find_message(history, own_id(context), f"more:{post.number}")
    if message is None:
        card = draw(replace(shown, shows_title=True), words_for(shown.locale))
        message = await thread.send(view=card, nonce=f"d{delivery.id}")
    await _take_offer_back(context, thread)
    return _linked(post, thread.id, thread.id, message.id, is_adopted=True)


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


def _linked(
    post: Post, channel_id: int, thread_id: int, message_id: int, *, is_adopted: bool = False
) -> Record:
    async def record(session: AsyncSession) -> None:
        await set_link(
            session,
            post.number,
            channel_id=channel_id,
            thread_id=thread_id,
            message_id=message_id,
            is_adopted=is_adopted,
        )
        now = post.created_at
        await seed_reactions(session, post, now)
        # What it follows on from, and what follows on from it, can link to it only from now on.
        await show_on_parent(session, post, now)
        await show_title_anew(session, post, now)
        current = await get_post(session, post.number)
        if current is not None and _differs(current, post):
            # It changed while it was being published; the published card is already old.
            await refresh_card(session, current, now)

    return record


def _differs(current: Post, drawn: Post) -> bool:
    return (current.revision, current.state, current.up, current.down, current.answers) != (
        drawn.revision,
        drawn.state,
        drawn.up,
        drawn.down,
        drawn.answers,
    )
