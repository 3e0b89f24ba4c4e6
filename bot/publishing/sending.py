"""Sending a DM once: into a channel that is known or opened in turn, or beside what just came."""

from dataclasses import replace

import discord
from discord import ui
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.catalogue import words_for
from bot.forum.notices import read_for
from bot.publishing.context import Context, Record, custom_ids, looked_since, own_id
from bot.publishing.direct_messages import discreet, notification, numbers_in
from bot.publishing.dm_channels import Addressee, NotItsTurn
from bot.publishing.mail import Mail
from bot.publishing.recent import About, Recent
from data.accounts import forget_dm_channel, remember_dm_channel
from data.notices import get_notification
from data.tables import Delivery

UNKNOWN_CHANNEL = 10003
Channel = discord.PartialMessageable


async def send_once(context: Context, delivery: Delivery, mail: Mail) -> Record | None:
    """Send a DM, unless an earlier try did, and remember its channel.

    Raises `NotItsTurn` when the channel must be opened and others come first.
    """
    now, channels, to = context.clock(), context.channels, mail.to
    was_known = channels.known(to) is not None
    channel = await channels.open(context.client, to, delivery.id or 0, now)
    try:
        async with context.recent.alone_with(to.user_id):
            if delivery.is_uncertain and await _was_sent(context, channel, delivery, mail):
                return _remembered(to, mail.notice.id, channel.id)
            if await _was_added(context, channel, mail):
                return _remembered(to, mail.notice.id, channel.id)
            is_first = not was_known and await _is_empty(channel)
            sent = await channel.send(view=_drawn(mail, is_first=is_first), nonce=f"d{delivery.id}")
            recent = Recent(sent.id, now, (mail.notice.id,))
            context.recent.note(_about(mail), recent)
    except discord.NotFound as error:
        if error.code != UNKNOWN_CHANNEL or not was_known:
            raise
        channels.forget(to.user_id)
        async with context.database.write() as session:
            await forget_dm_channel(session, to.user_id)
        raise NotItsTurn(now) from None
    except discord.HTTPException as error:
        channels.pause_after(error, now)
        raise
    return _remembered(to, mail.notice.id, channel.id)


async def went_out(context: Context, delivery: Delivery, mail: Mail) -> bool:
    """Tell whether an earlier try sent a DM that would wait now. Raises `NotItsTurn`."""
    now = context.clock()
    channel = await context.channels.open(context.client, mail.to, delivery.id or 0, now)
    return await _was_sent(context, channel, delivery, mail)


async def _was_sent(context: Context, channel: Channel, delivery: Delivery, mail: Mail) -> bool:
    """Tell whether an earlier try sent a DM: its buttons carry the notification's number."""
    history = channel.history(after=looked_since(delivery), oldest_first=True, limit=None)
    async for message in history:
        told = {each for custom_id in custom_ids(message) for each in numbers_in(custom_id)}
        if message.author.id == own_id(context) and mail.notice.id in told:
            return True
    return False


async def _was_added(context: Context, channel: Channel, mail: Mail) -> bool:
    """Add a notification to the last DM about its question, if that may still be done."""
    user_id, about = mail.to.user_id, _about(mail)
    recent = context.recent.find(about, context.clock())
    if recent is None:
        return False
    async with context.database.read() as session:
        rows = [await get_notification(session, each) for each in recent.told]
        earlier = [await read_for(session, row, user_id) for row in rows if row is not None]
    words = words_for(mail.forum.locale)
    view = notification(mail.notice, words, why=mail.why, earlier=earlier)
    if mail.is_discreet:
        view = discreet(mail.notice, words, earlier)
    try:
        await channel.get_partial_message(recent.message_id).edit(view=view)
    except discord.NotFound:
        context.recent.end(recent.message_id)
        return False
    except BaseException:
        # Whether it stands there now is asked of Discord; the next one is a message of its own.
        context.recent.end(recent.message_id)
        raise
    added = replace(recent, told=(*recent.told, mail.notice.id))
    context.recent.note(about, added)
    return True


def _about(mail: Mail) -> About:
    return About(mail.to.user_id, mail.question_id, mail.to.is_anonymous)


def _drawn(mail: Mail, *, is_first: bool) -> ui.LayoutView:
    words = words_for(mail.forum.locale)
    if mail.is_discreet:
        return discreet(mail.notice, words)
    return notification(mail.notice, words, why=mail.why, is_first=is_first)


async def _is_empty(channel: discord.PartialMessageable) -> bool:
    """Tell whether nothing was ever said in a channel."""
    try:
        return not [message async for message in channel.history(limit=1)]
    except discord.HTTPException:
        return False


def _remembered(to: Addressee, notification_id: int, channel_id: int) -> Record | None:
    # On the account of whoever is anonymous it would say that they are told of something.
    if to.is_anonymous or to.known_id == channel_id:
        return None

    async def record(session: AsyncSession) -> None:
        # Whoever was erased while it was on its way has no notification any more.
        if await get_notification(session, notification_id) is not None:
            await remember_dm_channel(session, to.user_id, channel_id)

    return record
