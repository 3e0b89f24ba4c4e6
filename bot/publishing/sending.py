"""Sending a DM once: into a channel that is known or opened in turn, or beside what just came."""

from collections.abc import Collection
from dataclasses import replace

import discord
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.publishing.context import Context, Record, custom_ids, looked_since, own_id
from bot.publishing.direct_messages import numbers_in, tells
from bot.publishing.dm_channels import Addressee, NotItsTurn
from bot.publishing.mail import Mail
from bot.publishing.recent import About, Recent
from bot.publishing.redrawing import draw_anew, drawn, view_of
from data.accounts import forget_dm_channel, remember_dm_channel
from data.notices import get_notification
from data.tables import Delivery

UNKNOWN_CHANNEL = 10003
LOOKED_AT = 100
"""So many messages come in one answer of Discord's."""
Channel = discord.PartialMessageable


async def send_once(context: Context, delivery: Delivery, mail: Mail) -> Record | None:
    """Send a DM, unless an earlier try did, and remember its channel.

    Raises `NotItsTurn` when the channel must be opened and others come first.
    """
    now, channels, to = context.clock(), context.channels, mail.to
    was_known = channels.known(to) is not None
    channel = await channels.open(context.client, to, delivery.id or 0, now)
    try:
        if mail.is_own:
            # Where Discord lets no message through it waits like any other.
            await anext(channel.history(limit=1), None)
            return _remembered(to, mail.notice.id, channel.id)
        async with context.recent.alone_with(to.user_id):
            if delivery.is_uncertain and await _was_sent(context, channel, delivery, mail):
                return _remembered(to, mail.notice.id, channel.id)
            message_id = await _added(context, channel, mail)
            if message_id is None:
                message_id = await _sent(context, channel, delivery, mail)
        await mend(context, message_id, [mail])
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


async def _sent(context: Context, channel: Channel, delivery: Delivery, mail: Mail) -> int:
    """Send a DM of one notification; return its number."""
    # An account says where one was sent to by name. Of what is sealed it is asked each time.
    is_new = mail.to.is_anonymous or mail.to.known_id is None
    offers = is_new and await is_first(channel, own_id(context))
    told, now = (mail.notice.id,), context.clock()
    recent = Recent(0, channel.id, now, told, (about(mail),), mail.why)
    recent = replace(recent, is_first=offers, is_discreet=mail.is_discreet)
    view = view_of(recent, [mail.notice], mail.forum.locale)
    sent = await channel.send(view=view, nonce=f"d{delivery.id}")
    context.recent.note(replace(recent, message_id=sent.id))
    return sent.id


async def _added(context: Context, channel: Channel, mail: Mail) -> int | None:
    """Add a notification to the last DM about its question, if that may still be done."""
    recent = context.recent.find(about(mail), context.clock())
    if recent is None:
        return None
    added = recent.with_another(mail.notice.id, mail.why, is_discreet=mail.is_discreet)
    view = await drawn(context, added)
    try:
        await channel.get_partial_message(recent.message_id).edit(view=view)
    except discord.NotFound:
        context.recent.end(recent.message_id)
        return None
    except BaseException:
        # Whether it stands there now is asked of Discord; the next one is a message of its own.
        context.recent.end(recent.message_id)
        raise
    context.recent.note(added)
    return added.message_id


def about(mail: Mail) -> About:
    """Return whom a DM tells of which question."""
    return About(mail.to.user_id, mail.question_id, mail.to.is_anonymous)


async def mend(context: Context, message_id: int, mails: Collection[Mail]) -> None:
    """Draw a message anew whose post was hidden or deleted while it was on its way."""
    posts = {number for mail in mails for number in (mail.question_id, mail.notice.post_id or 0)}
    if context.recent.has_changed(posts, context.clock()):
        await draw_anew(context, message_id)


async def is_first(channel: discord.PartialMessageable, me: int) -> bool:
    """Tell whether no notification or digest of ours stands in a channel, among the newest."""
    try:
        async for message in channel.history(limit=LOOKED_AT):
            if message.author.id == me and any(map(tells, custom_ids(message))):
                return False
    except discord.HTTPException:
        return False
    return True


def _remembered(to: Addressee, notification_id: int, channel_id: int) -> Record | None:
    # On the account of whoever is anonymous it would say that they are told of something.
    if to.is_anonymous or to.known_id == channel_id:
        return None

    async def record(session: AsyncSession) -> None:
        # Whoever was erased while it was on its way has no notification any more.
        if await get_notification(session, notification_id) is not None:
            await remember_dm_channel(session, to.user_id, channel_id)

    return record
