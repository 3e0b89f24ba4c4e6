"""Sending a DM once: into a channel that is known or opened in turn, or beside what just came."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

import discord
from discord import ui
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.forum.refusals import note_reached, remember_refusal
from bot.publishing.codes import UNKNOWN_CHANNEL, UNKNOWN_MESSAGE
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

REFUSED = {50007, 50278}
# What Discord says of a reply to a message that is not there.
NO_SUCH_MESSAGE = {50035, UNKNOWN_MESSAGE}
LOOKED_AT = 100
"""So many messages come in one answer of Discord's."""
Channel = discord.PartialMessageable


async def send_once(
    context: Context, delivery: Delivery, to: Addressee, told: int, mail: Mail | None
) -> tuple[Record | None, bool]:
    """Send a DM of a notification (`told`), unless an earlier try did, and remember its channel.

    Returns what is to be written, and whether it stands there, as far as anybody may know. What an
    earlier try sent is drawn as it is to look now: without `mail` it is not wanted any more, and
    only looked for. Raises `NotItsTurn` when the channel must be opened and others come first.
    """
    now, channels = context.clock(), context.channels
    was_known = channels.known(to) is not None
    channel = await channels.open(context.client, to, delivery.id or 0, now)
    try:
        is_there = await stands(context, channel, delivery, told, to, mail)
    except discord.NotFound as error:
        if error.code != UNKNOWN_CHANNEL or not was_known:
            raise
        channels.forget(to.user_id)
        async with context.database.write() as session:
            await forget_dm_channel(session, to.user_id)
        raise NotItsTurn(now) from None
    except discord.HTTPException as error:
        # A message that is not right meets the code that is asked for in vain by one's own. What
        # an account refuses stands in a seal, and by name nowhere.
        alike = NO_SUCH_MESSAGE if to.is_anonymous else REFUSED | NO_SUCH_MESSAGE
        if mail is not None and mail.may_be_own and error.code in alike:
            return _remembered(to, told, channel.id, refused_at=now), True
        channels.pause_after(error, now, is_known=was_known)
        raise
    if not is_there:
        return None, False
    is_own = mail is not None and mail.is_own
    return _remembered(to, told, channel.id, is_reached=not is_own), True


async def stands(
    context: Context,
    channel: Channel,
    delivery: Delivery,
    told: int,
    to: Addressee,
    mail: Mail | None,
) -> bool:
    """Look for a DM, or send it where it is wanted; return whether it stands there then."""
    async with context.recent.alone_with(to.user_id):
        found = await find(context, channel, delivery, told)
        message_id = None
        if found is None and mail is not None:
            message_id = await _written(context, channel, delivery, mail)
    if found is not None:
        await take_up_one(context, found, to.user_id, is_wanted=mail is not None)
    elif mail is not None and message_id is not None:
        await mend(context, message_id, [mail])
    return found is not None or mail is not None


async def find(
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


async def _written(
    context: Context, channel: Channel, delivery: Delivery, mail: Mail
) -> int | None:
    """Add a notification to the last DM about its question, or send one; return its number.

    Of what its reader did themselves Discord is asked for the same, so that whatever keeps a
    message back keeps this one back, too; but nothing new is shown.
    """
    message_id = await _added(context, channel, mail)
    if message_id is not None:
        return message_id
    return await _sent(context, channel, delivery, mail)


async def _sent(context: Context, channel: Channel, delivery: Delivery, mail: Mail) -> int | None:
    """Send a DM of one notification; return its number, None of what is the reader's own."""
    # An account says where one was sent to by name. Of what is sealed it is asked each time.
    is_new = mail.to.is_anonymous or mail.to.known_id is None
    offers = is_new and await is_first(channel, own_id(context))
    told, now = (mail.notice.id,), context.clock()
    recent = Recent(0, channel.id, now, told, (about(mail),), mail.why)
    recent = replace(recent, is_first=offers, is_discreet=mail.is_discreet)
    await context.people.give_way()
    view = view_of(recent, [mail.notice], mail.forum.locale)
    await context.people.give_way()
    nonce = f"d{delivery.id}"
    if mail.is_own:
        await send_in_vain(channel, view, nonce)
        return None
    sent = await channel.send(view=view, nonce=nonce)
    context.recent.note(replace(recent, message_id=sent.id))
    return sent.id


async def send_in_vain(channel: Channel, view: ui.LayoutView, nonce: str) -> None:
    """Ask for a message that Discord refuses, since it is to reply to one that never was.

    Raises whatever else a message meets.
    """
    # Ids are given once, so no message has that of its channel.
    never = discord.MessageReference(
        message_id=channel.id, channel_id=channel.id, fail_if_not_exists=True
    )
    try:
        await channel.send(view=view, nonce=nonce, reference=never)
    except discord.HTTPException as error:
        if error.code not in NO_SUCH_MESSAGE:
            raise


async def _added(context: Context, channel: Channel, mail: Mail) -> int | None:
    """Add a notification to the last DM about its question, if that may still be done."""
    recent = context.recent.find(about(mail), context.clock())
    if recent is None:
        return None
    added = recent
    if not mail.is_own:
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


def _remembered(
    to: Addressee,
    told: int,
    channel_id: int,
    *,
    is_reached: bool = False,
    refused_at: datetime | None = None,
) -> Record | None:
    # On the account of whoever is anonymous it would say that they are told of something.
    if to.is_anonymous:
        return None

    async def record(session: AsyncSession) -> None:
        if refused_at is not None:
            remember_refusal(session, to.user_id, told, refused_at)
        elif is_reached:
            note_reached(session, to.user_id)
        # Whoever was erased while it was on its way has no notification any more.
        if to.known_id != channel_id and await get_notification(session, told) is not None:
            await remember_dm_channel(session, to.user_id, channel_id)

    return record
