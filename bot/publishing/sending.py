"""Sending a DM once: into a channel that is known or opened in turn, or beside what just came."""

from collections.abc import Collection
from dataclasses import replace

import discord
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.publishing.context import Context, Record, custom_ids, looked_since, own_id
from bot.publishing.direct_messages import tells
from bot.publishing.dm_channels import Addressee, NotItsTurn
from bot.publishing.mail import Mail
from bot.publishing.recent import About, Recent
from bot.publishing.redrawing import draw_anew, drawn, view_of
from bot.publishing.taking_up import numbers_of, take_up_one
from data.accounts import forget_dm_channel, remember_dm_channel
from data.notices import get_notification
from data.tables import Delivery

UNKNOWN_CHANNEL = 10003
LOOKED_AT = 100
"""So many messages come in one answer of Discord's."""
Channel = discord.PartialMessageable


async def send_once(
    context: Context, delivery: Delivery, to: Addressee, told: int, mail: Mail | None
) -> tuple[Record | None, bool]:
    """Send a DM of a notification (`told`), unless an earlier try did, and remember its channel.

    Returns what is to be written, and whether it stands there. What an earlier try sent is drawn
    as it is to look now: without `mail` it is not wanted any more, and only looked for. Raises
    `NotItsTurn` when the channel must be opened and others come first.
    """
    now, channels = context.clock(), context.channels
    was_known = channels.known(to) is not None
    channel = await channels.open(context.client, to, delivery.id or 0, now)
    try:
        if mail is not None and mail.is_own:
            # Where Discord lets no message through it waits like any other.
            await anext(channel.history(limit=1), None)
            return _remembered(to, told, channel.id), True
        async with context.recent.alone_with(to.user_id):
            found = await _find(context, channel, delivery, told)
            if found is None and mail is not None:
                message_id = await _written(context, channel, delivery, mail)
        if found is not None:
            await take_up_one(context, found, to.user_id, is_wanted=mail is not None)
        elif mail is not None:
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
    is_there = found is not None or mail is not None
    return (_remembered(to, told, channel.id) if is_there else None), is_there


async def _find(
    context: Context, channel: Channel, delivery: Delivery, told: int
) -> discord.Message | None:
    """Return the message of an earlier try: its buttons carry the notification's number."""
    if not delivery.is_uncertain:
        return None
    history = channel.history(after=looked_since(delivery), oldest_first=True, limit=None)
    async for message in history:
        if message.author.id == own_id(context) and told in numbers_of(message):
            return message
    return None


async def _written(context: Context, channel: Channel, delivery: Delivery, mail: Mail) -> int:
    """Add a notification to the last DM about its question, or send one; return its number."""
    message_id = await _added(context, channel, mail)
    if message_id is not None:
        return message_id
    return await _sent(context, channel, delivery, mail)


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
