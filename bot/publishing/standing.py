"""Where a card stands: looked for after an unknown outcome, noted, and drawn as its post is now."""

from dataclasses import dataclass, replace
from datetime import datetime

import discord
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.forum.beside import show_on_comments, show_on_parent, show_origin_anew, show_title_anew
from bot.forum.cards import card_of
from bot.forum.deliveries import (
    arrange_thread,
    refresh_card,
    remove_message,
    seed_reactions,
    take_off_card,
)
from bot.forum.summaries import Card
from bot.publishing.context import (
    Context,
    Record,
    find_message,
    looked_since,
    own_id,
)
from data.links import set_link
from data.posts import get_post
from data.tables import Delivery, Post, PostKind, PostState


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a post's message stands, and what it shows: `drawn`.

    That is None of a message that was found: nobody knows when it was drawn. A question under a
    text channel has no thread (`thread_id`) until that is started from its message.
    """

    channel_id: int
    thread_id: int | None
    message_id: int
    drawn: Card | None
    is_adopted: bool = False


async def find_card(
    context: Context, delivery: Delivery, channel: discord.TextChannel | discord.Thread
) -> discord.Message | None:
    """Return the message of a post that an earlier try sent; None also when there was none."""
    if not delivery.is_uncertain:
        return None
    history = channel.history(after=looked_since(delivery), oldest_first=True, limit=None)
    return await find_message(history, own_id(context), f"more:{delivery.payload['post']}")


def linked(context: Context, post_id: int, standing: Standing) -> Record:
    """Return what notes where a post stands, for whatever has to find it there from then on."""

    async def record(session: AsyncSession) -> None:
        now = context.clock()
        await note(session, post_id, standing, now)
        post = await get_post(session, post_id)
        if post is None:
            return
        if post.state is not PostState.DELETED:
            await seed_reactions(session, post, now)
        if post.state is PostState.VISIBLE:
            await _show_link(session, post, now)
            if standing.is_adopted:
                # It has the tags of whoever made it, which may be those of another category.
                await arrange_thread(session, post, now)

    return record


async def note(session: AsyncSession, post_id: int, standing: Standing, now: datetime) -> None:
    """Note where a post's message stands, and have it become what the post is by now.

    Whatever changed while it was on its way found no message to change.
    """
    await set_link(
        session,
        post_id,
        channel_id=standing.channel_id,
        thread_id=standing.thread_id,
        message_id=standing.message_id,
        is_adopted=standing.is_adopted,
    )
    post = await get_post(session, post_id)
    if post is None:
        return
    drawn = standing.drawn
    if drawn is not None and _shown(drawn) == _shown(await card_of(session, post_id)):
        return
    if post.state is PostState.DELETED:
        await remove_message(session, post, now)
        return
    # Also in a thread that was archived meanwhile: what was taken out must not be read there.
    await take_off_card(session, post, now)
    if post.kind is PostKind.QUESTION and post.state is PostState.VISIBLE:
        # A hidden one's is arranged once its card is drawn, for it is archived then.
        await arrange_thread(session, post, now)


def _shown(card: Card) -> Card:
    """Return what a card shows in public: not where it stands."""
    return replace(card, place=None)


async def _show_link(session: AsyncSession, post: Post, now: datetime) -> None:
    """Have the cards drawn that can link to a post only from now on."""
    await show_on_comments(session, post, now)
    if post.kind is PostKind.QUESTION:
        await show_on_parent(session, post, now)
        await show_title_anew(session, post, now)
        return
    above = await get_post(session, post.parent_id or post.root_id)
    if above is not None:
        await refresh_card(session, above, now)
    await show_origin_anew(session, post, now)
