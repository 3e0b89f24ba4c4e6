"""Sending notifications by DM: to people who asked for them, are there, and see the question."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import discord
from discord import ui
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.catalogue import words_for
from bot.forum.anonymous.follows import end_dms
from bot.forum.anonymous.notices import opened, stop_sealed
from bot.forum.anonymous.preferences import preferences_of
from bot.forum.holding import is_to_wait, note_done
from bot.forum.mail import told_by
from bot.forum.notices import read_for
from bot.forum.summaries import Notice
from bot.forum.wishes import Why, is_read, why_dm
from bot.publishing.context import Context, Record, custom_ids, looked_since, own_id
from bot.publishing.direct_messages import discreet, notification, numbers_in
from bot.publishing.dm_channels import Addressee, NotItsTurn
from bot.publishing.membership import sees
from bot.publishing.recent import About, Recent
from data.accounts import (
    dm_channel_of,
    forget_dm_channel,
    has_refused_dms,
    remember_dm_channel,
    set_dm_refused,
)
from data.claiming import next_mail
from data.forums import get_forum
from data.links import link_of
from data.notices import get_notification
from data.posts import get_post
from data.tables import Delivery, Forum, Notification, PostState

REFUSED = {50007, 50278}
UNKNOWN_CHANNEL = 10003
# A DM that is written down with a post waits for its message for so long, looking so often.
PUBLISHED_WITHIN, LOOK_AGAIN = timedelta(seconds=10), timedelta(seconds=1)
FEW = 8
"""So many that wait are asked for one by one."""


@dataclass(frozen=True, slots=True)
class Mail:
    """A DM that is still wanted: of what, to whom, why, and where its post stands."""

    row: Notification
    notice: Notice
    why: Why
    forum: Forum
    places: tuple[int | None, ...]
    to: Addressee
    question_id: int
    is_discreet: bool
    is_to_wait: bool


async def deliver(context: Context, delivery: Delivery) -> Record | None:
    """Send a notification by DM, unless the person left, can't see the question, or read it.

    Nor does anybody get one who refuses DMs or stopped them.
    """
    now = context.clock()
    async with context.database.read() as session:
        if now - delivery.created_at < PUBLISHED_WITHIN and await _is_to_appear(session, delivery):
            raise NotItsTurn(now + LOOK_AGAIN)
    if delivery.sealed is not None:
        context.channels.take_turn(delivery.id or 0, now)
    async with context.database.read() as session:
        notification_id, user_id = told_by(session, delivery)
        row = await get_notification(session, notification_id)
        mail = None if row is None else await wanted(session, row, user_id, now)
    is_held = mail is not None and mail.is_to_wait
    written, is_heard = None, False
    if mail is not None and is_held and delivery.is_uncertain:
        # It may have come just before it became quiet: then nothing is to wait.
        is_held = not await _went_out(context, delivery, mail)
    elif mail is not None and not is_held:
        written, is_heard = await _deliver(context, delivery, mail)
    if delivery.sealed is None and not is_held and not is_heard:
        return written

    async def record(session: AsyncSession) -> None:
        if written is not None:
            await written(session)
        held_at, heard_at = [context.clock() if each else None for each in (is_held, is_heard)]
        await note_done(session, notification_id, held_at=held_at, heard_at=heard_at)

    return record


async def _deliver(context: Context, delivery: Delivery, mail: Mail) -> tuple[Record | None, bool]:
    """Send a DM where it may go; return what is to be written, and whether it arrived."""
    guild = context.client.get_guild(mail.forum.guild_id or 0)
    if guild is None:
        return None, False
    await _ask_ahead(context, guild, delivery, mail.to.user_id)
    if not await may_read(context, mail):
        return None, False
    try:
        return await _send_once(context, delivery, mail), True
    except discord.Forbidden as error:
        if error.code not in REFUSED:
            raise
        return await _refused(context, guild, mail.to.user_id, mail.row), False


async def _is_to_appear(session: AsyncSession, delivery: Delivery) -> bool:
    """Tell whether what a DM is about is about to be published: then it can lead there.

    That is the same for whoever is told of it, so it may be asked before a sealed DM's turn.
    """
    notification_id, _ = told_by(session, delivery)
    row = await get_notification(session, notification_id)
    if row is None:
        return False
    post_id = row.post_id if row.sealed is None else opened(session, row).post_id
    post = await get_post(session, post_id or 0)
    if post is None or post.state is not PostState.VISIBLE:
        return False
    return await link_of(session, post.number) is None


async def wanted(
    session: AsyncSession, row: Notification, user_id: int, now: datetime | None = None
) -> Mail | None:
    """Return the DM of a notification; None when it is wanted no more.

    Without `now` it doesn't wait for the end of quiet hours.
    """
    if await is_read(session, row):
        return None
    why = await why_dm(session, row, user_id)
    if why is None or (row.sealed is None and await has_refused_dms(session, user_id)):
        return None
    notice = await read_for(session, row, user_id)
    forum = await get_forum(session, row.forum_id)
    link = await link_of(session, notice.post_id or 0)
    known_id = await dm_channel_of(session, user_id)
    to = Addressee(user_id, known_id, is_anonymous=row.sealed is not None)
    places = (link.channel_id if link else None, forum.channel_id)
    chosen = await preferences_of(session, user_id)
    is_to_wait_now = now is not None and await is_to_wait(session, chosen, now)
    post = await get_post(session, notice.post_id or 0)
    question_id = 0 if post is None else post.root_id
    is_discreet = chosen.is_discreet
    return Mail(row, notice, why, forum, places, to, question_id, is_discreet, is_to_wait_now)


async def _ask_ahead(
    context: Context, guild: discord.Guild, delivery: Delivery, user_id: int
) -> None:
    """Ask for whoever waits behind, too: one question to Discord serves a hundred messages."""
    now = context.clock()
    if context.members.knows(guild, user_id, now=now):
        return
    async with context.database.read() as session:
        others = [told_by(session, each)[1] for each in await next_mail(session, delivery)]
    if len(others) > FEW:
        await context.members.ask_ahead(guild, [user_id, *others], now=now)


async def may_read(context: Context, mail: Mail) -> bool:
    """Tell whether somebody is still in the server, and sees the place of a post."""
    guild = context.client.get_guild(mail.forum.guild_id or 0)
    if guild is None:
        return False
    member = await context.members.find(guild, mail.to.user_id, now=context.clock())
    return member is not None and sees(member, guild, mail.places)


async def _send_once(context: Context, delivery: Delivery, mail: Mail) -> Record | None:
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


Channel = discord.PartialMessageable


async def _went_out(context: Context, delivery: Delivery, mail: Mail) -> bool:
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


async def _refused(
    context: Context, guild: discord.Guild, user_id: int, row: Notification
) -> Record | None:
    """Note that a person's account refuses DMs; one that just left the server only seems to.

    What was sealed stays so: for whoever is anonymous it is their wish for DMs that ends, in
    this question, since a note on their account would name them.
    """
    now, members = context.clock(), context.members
    members.forget(guild.id, user_id)
    if await members.find(guild, user_id, now=now) is None:
        return None

    async def record(session: AsyncSession) -> None:
        if row.sealed is not None:
            question_id = opened(session, row).question_id
            await stop_sealed(session, user_id, question_id)
            await end_dms(session, question_id, user_id)
        elif await get_notification(session, row.id or 0) is not None:
            # Whoever was erased while it was on its way has no notification any more.
            await set_dm_refused(session, user_id, now)

    return record
