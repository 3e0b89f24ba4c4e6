"""Drawing direct messages anew: with what is added to them, without what is hidden or deleted.

Whatever becomes of that is in memory alone (`redraws.py`): who wrote a post is in no message of it.
"""

from collections.abc import Collection
from datetime import timedelta
from functools import partial

import discord
from discord import ui

from bot.catalogue import words_for
from bot.forum.digests import parts_of
from bot.forum.notices import read_for
from bot.forum.summaries import Notice
from bot.logs import unlogged
from bot.publishing.background import Act, Background
from bot.publishing.codes import unless_gone
from bot.publishing.context import Context, Record
from bot.publishing.digest_views import digest
from bot.publishing.direct_messages import discreet, nothing_left, notification
from bot.publishing.failures import failure_of
from bot.publishing.gathered import gathered, gathered_discreetly
from bot.publishing.recent import Recent
from bot.publishing.redraws import Redraw
from data.forums import get_forum
from data.notices import get_notification
from data.posts import get_post
from data.tables import Delivery, PostKind

# Discord shuts out who asks for much that is forbidden.
FORBIDDEN_WAIT = timedelta(hours=1)


async def redraw(context: Context, delivery: Delivery) -> Record | None:
    """Have direct messages say what a post says now: hidden, deleted, shown again or edited.

    As long as they are known: nothing is stored of who was told. They are drawn once the delivery
    is done, which takes the same whether there are any.
    """
    post_id, now = delivery.payload["post"], context.clock()
    async with context.database.read() as session:
        post = await get_post(session, post_id)
    if post is not None:
        is_question = post.kind is PostKind.QUESTION
        found = context.recent.changing(post_id, post.root_id, now)
        context.redraws.ask(found, None if is_question else post_id, now)
    return None


def redrawer(context: Context) -> Background:
    """Return what draws direct messages anew in the background."""

    def due(room: int) -> list[Act]:
        found = context.redraws.take(context.clock(), limit=room)
        return [partial(_try, context, each) for each in found]

    return Background(context.client, due, name="redraw")


async def draw_anew(context: Context, message_id: int) -> None:
    """Edit a message to what is there now, if it is known; later, if that fails."""
    now = context.clock()
    await _try(context, Redraw(message_id, None, now, now))


async def _try(context: Context, wanted: Redraw) -> None:
    try:
        with unlogged():
            await _edit(context, wanted.message_id, wanted.posts)
    except Exception as error:  # noqa: BLE001  # a word of it would say that there is a message
        wait = failure_of(error, attempts=wanted.attempts).wait
        if wait is not None and isinstance(error, discord.Forbidden):
            wait = FORBIDDEN_WAIT
        context.redraws.put_back(wanted, wait, context.clock())


async def _edit(context: Context, message_id: int, about: Collection[int] | None) -> None:
    """Edit a message to what is there now; only if it is about one of these posts, when given.

    One that says nothing stays as it is.
    """
    recent = context.recent.known(message_id)
    if recent is None or recent.is_discreet:
        return
    async with context.recent.alone_with(recent.user_id):
        recent = context.recent.known(message_id) or recent
        view = await _as_it_is(context, recent, about)
        if view is None:
            return
        channel = context.channels.at(context.client, recent.channel_id)
        with unless_gone():
            await channel.get_partial_message(message_id).edit(view=view)


async def _as_it_is(
    context: Context, recent: Recent, about: Collection[int] | None
) -> ui.LayoutView | None:
    """Return a message as it is to look now; None if it says nothing of these posts."""
    if recent.news:
        if about is not None and recent.posts.isdisjoint(about):
            return None
        async with context.database.read() as session:
            parts = await parts_of(session, recent.news)
        words = words_for(recent.news[0].forum.locale)
        if not parts:
            return nothing_left(words)
        return digest(parts, recent.seen, words, is_first=recent.is_first)
    notices, locale = await _notices(context, recent)
    if about is not None and all(each.post_id not in about for each in notices):
        return None
    return view_of(recent, notices, locale)


async def drawn(context: Context, recent: Recent) -> ui.LayoutView:
    """Return a message as it is to look now."""
    return view_of(recent, *await _notices(context, recent))


def view_of(recent: Recent, notices: list[Notice], locale: str) -> ui.LayoutView:
    """Return a message that says these, the oldest first."""
    words = words_for(locale)
    if not notices:
        return nothing_left(words)
    if recent.seen and recent.is_discreet:
        return gathered_discreetly(len(notices), recent.seen, words)
    if recent.seen:
        return gathered(notices, recent.seen, words, is_first=recent.is_first)
    *earlier, newest = notices
    if recent.is_discreet:
        return discreet(newest, words, earlier)
    return notification(newest, words, why=recent.why, earlier=earlier, is_first=recent.is_first)


async def _notices(context: Context, recent: Recent) -> tuple[list[Notice], str]:
    """Return what stands in a message as it is now, and the language of its server."""
    async with context.database.read() as session:
        found = [await get_notification(session, each) for each in recent.told]
        rows = [row for row in found if row is not None]
        notices = [await read_for(session, row, recent.user_id) for row in rows]
        locale = "en" if not rows else (await get_forum(session, rows[-1].forum_id)).locale
    return notices, locale
