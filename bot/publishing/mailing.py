"""Sending notifications by DM: to people who asked for them, are there, and see the question."""

from datetime import datetime, timedelta

import discord
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.forum.anonymous.early_mail import came_before_a_restart, may_be_early
from bot.forum.anonymous.notices import opened
from bot.forum.anonymous.preferences import preferences_of
from bot.forum.holding import is_to_wait, note_done
from bot.forum.mail import told_by
from bot.forum.shared_fate import is_done
from bot.publishing.asking_ahead import ask_ahead
from bot.publishing.context import Context, Record
from bot.publishing.dm_channels import Addressee, NotItsTurn
from bot.publishing.early_tries import Came
from bot.publishing.mail import Mail, may_read, wanted
from bot.publishing.mail_order import LOOK_AGAIN, take_turn
from bot.publishing.sending import REFUSED, send_once
from bot.publishing.sending_early import looked_at
from data.accounts import dm_channel_of, set_dm_refused
from data.links import link_of
from data.notices import get_notification
from data.posts import get_post
from data.tables import Delivery, PostState

# A DM that is written down with a post waits for its message for so long, looking so often.
PUBLISHED_WITHIN = timedelta(seconds=10)


async def deliver(context: Context, delivery: Delivery) -> Record | None:
    """Send a notification by DM, unless the person left, can't see the question, or read it.

    Nor does anybody get one who refuses DMs or stopped them.
    """
    if delivery.sealed is None:
        return await _carried_out(context, delivery)
    now = context.clock()
    async with context.database.read() as session:
        await _wait_to_appear(session, delivery, now)
        if is_done(session, delivery):
            return None
    try:
        await take_turn(context, delivery)
        return await _carried_out(context, delivery)
    except NotItsTurn as wait:
        raise await looked_at(context, delivery, wait) from None


async def _carried_out(context: Context, delivery: Delivery) -> Record | None:
    """Send a notification now, if it is wanted, unless it came already.

    Raises `NotItsTurn`.
    """
    await context.people.give_way()
    now = context.clock()
    async with context.database.read() as session:
        if delivery.sealed is None:  # of what is sealed that was asked before its turn
            await _wait_to_appear(session, delivery, now)
        notification_id, user_id = told_by(session, delivery)
        row = await get_notification(session, notification_id)
        mail = None if row is None else await wanted(session, row, user_id, now)
        if mail is not None:
            to = mail.to
        else:
            known_id = await dm_channel_of(session, user_id)
            to = Addressee(user_id, known_id, is_anonymous=delivery.sealed is not None)
    is_held = mail is not None and mail.is_to_wait
    to_send = None if mail is None or is_held else mail
    if await _came_early(context, delivery):
        written, is_heard = None, True
    elif to_send is not None and to_send.is_own and await _is_again(context, delivery):
        # What others were sent before a restart is found; one's own never can be.
        await _deliver(context, delivery, to, notification_id, None)
        written, is_heard = None, True
    else:
        written, is_heard = await _deliver(context, delivery, to, notification_id, to_send)
    # It may have come just before it became quiet: then nothing is to wait.
    is_held &= not is_heard
    if delivery.sealed is None and not is_held and not is_heard:
        return written

    async def record(session: AsyncSession) -> None:
        if written is not None:
            await written(session)
        if is_held and not await is_to_wait(
            session, await preferences_of(session, user_id), context.clock()
        ):
            # Quiet hours were given up meanwhile, and the turn that would bring it is over.
            raise NotItsTurn(context.clock())
        held_at = context.clock() if is_held else None
        channel_id = context.channels.met.of(user_id)
        await note_done(
            session, delivery, held_at=held_at, is_heard=is_heard, channel_id=channel_id
        )

    return record


async def _came_early(context: Context, delivery: Delivery) -> bool:
    """Tell whether a message came before its turn; one of which nobody knows is looked for."""
    if delivery.sealed is None:
        return False
    attempt = context.early.find(delivery.id or 0)
    if attempt is not None and await attempt.last_outcome() is Came.YES:
        return True
    # That this look sent nothing says nothing of one before a restart: its seal does.
    async with context.database.read() as session:
        delivery.is_uncertain |= may_be_early(session, delivery)
    return False


async def _is_again(context: Context, delivery: Delivery) -> bool:
    """Tell whether a sealed message came before its turn before a restart, as far as is known."""
    attempt = context.early.find(delivery.id or 0)
    if delivery.sealed is None or attempt is not None:
        return attempt is not None and attempt.is_again
    async with context.database.read() as session:
        return came_before_a_restart(session, delivery)


async def _deliver(
    context: Context, delivery: Delivery, to: Addressee, told: int, mail: Mail | None
) -> tuple[Record | None, bool]:
    """Send a DM where it may go; return what is to be written, and whether it stands there.

    One that an earlier try may have sent is looked for also when it is not wanted any more, and
    where it may not go: what it says of a post may have to be taken out.
    """
    guild = None if mail is None else context.client.get_guild(mail.forum.guild_id or 0)
    if mail is not None and guild is not None:
        await ask_ahead(context, guild, delivery, mail)
        mail = mail if await may_read(context, mail) else None
    if guild is None:
        mail = None
    if mail is None and not delivery.is_uncertain:
        return None, False
    try:
        return await send_once(context, delivery, to, told, mail)
    except discord.Forbidden as error:
        if error.code not in REFUSED:
            raise
        if mail is None or guild is None:
            return None, False
        return await _refused(context, guild, delivery, mail), False


async def _wait_to_appear(session: AsyncSession, delivery: Delivery, now: datetime) -> None:
    """Let a DM wait for what it is about: then it can lead there. Raises `NotItsTurn`.

    That is the same for whoever is told of it, so it may be asked before a sealed DM's turn.
    """
    is_new = now - delivery.created_at < PUBLISHED_WITHIN
    if is_new and await _is_to_appear(session, delivery):
        raise NotItsTurn(now + LOOK_AGAIN)


async def _is_to_appear(session: AsyncSession, delivery: Delivery) -> bool:
    notification_id, _ = told_by(session, delivery)
    row = await get_notification(session, notification_id)
    if row is None:
        return False
    post_id = row.post_id if row.sealed is None else opened(session, row).post_id
    post = await get_post(session, post_id or 0)
    if post is None or post.state is not PostState.VISIBLE:
        return False
    return await link_of(session, post.number) is None


async def _refused(
    context: Context, guild: discord.Guild, delivery: Delivery, mail: Mail
) -> Record | None:
    """Note that a person's account refuses DMs; one that just left the server only seems to.

    Of what is sealed its own seal says it, which is made anew whatever becomes of its DM: a note on
    the account would name them.
    """
    now, members, user_id = context.clock(), context.members, mail.to.user_id
    members.forget(guild.id, user_id)
    if await members.find(guild, user_id, now=now) is None:
        return None

    async def record(session: AsyncSession) -> None:
        if delivery.sealed is not None:
            await note_done(session, delivery, refused_at=now)
        elif await get_notification(session, mail.notice.id) is not None:
            # Whoever was erased while it was on its way has no notification any more.
            await set_dm_refused(session, user_id, now)

    return record
