"""An account's turn when its quiet hours end: what waited comes as one message."""

from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime

import discord
from discord import ui
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.catalogue import Words, words_for
from bot.forum.anonymous.preferences import keep, preferences_of
from bot.forum.anonymous.turns import Turn, next_turn, opened_turn
from bot.forum.holding import Held, held_for
from bot.forum.topics import Preferences
from bot.publishing.context import ChannelGone, Context, Record, custom_ids, own_id
from bot.publishing.direct_messages import discreet, notification, numbers_in
from bot.publishing.dm_channels import Addressee, NotItsTurn
from bot.publishing.gathered import GATHERED, gathered, gathered_discreetly
from bot.publishing.mail import Mail, may_read, wanted
from bot.publishing.mailing import REFUSED
from bot.publishing.sending import UNKNOWN_CHANNEL, Channel
from data.tables import Delivery


@dataclass(frozen=True, slots=True)
class Awake:
    """Whose turn it is, how they want to be told, and what waited for them until a moment."""

    turn: Turn
    chosen: Preferences
    held: list[Held]
    until: datetime


async def wake_up(context: Context, delivery: Delivery) -> Record | None:
    """Send what waited in somebody's quiet hours, and give them their next turn.

    All of it happens alike whether or not anything waited, but for the message itself.
    """
    # In a write: whoever holds something at this moment has done so, or does so afterwards.
    async with context.database.write() as session:
        awake = await _awake(session, delivery, context.clock())
    refuse_quiet(awake.chosen, awake.until)
    channel = await account_channel(context, delivery, awake.chosen)
    sent = _Sent()
    if delivery.is_uncertain:
        async with to_account(context, awake.chosen):
            sent = await _was_sent(context, channel, delivery)
    mails = []
    for held in awake.held:
        if sent.has(held):
            continue
        async with context.database.read() as session:
            mail = await wanted(session, held.row, awake.chosen.user_id)
        if mail is not None and await may_read(context, mail):
            mails.append(mail)
    if mails:
        await _send(context, channel, delivery, awake, mails)
    return _record(context, awake, channel.id)


async def _awake(session: AsyncSession, delivery: Delivery, now: datetime) -> Awake:
    turn = opened_turn(session, delivery)
    chosen = await preferences_of(session, turn.user_id)
    return Awake(turn, chosen, await _held(session, turn, delivery.created_at), now)


async def _held(session: AsyncSession, turn: Turn, since: datetime) -> list[Held]:
    found = await held_for(session, turn.user_id, since)
    return [held for held in found if held.number not in turn.done]


def refuse_quiet(chosen: Preferences, now: datetime) -> None:
    """Put a turn off that comes late, when it is quiet again. Raises `NotItsTurn` then."""
    ends_at = chosen.quiet_end_after(now)
    if ends_at is not None:
        raise NotItsTurn(ends_at)


async def account_channel(context: Context, delivery: Delivery, chosen: Preferences) -> Channel:
    """Return the channel of an account's turns; opened once, also when there is nothing to send.

    Raises `NotItsTurn`.
    """
    if chosen.channel_id is not None:
        return context.channels.at(context.client, chosen.channel_id)
    now = context.clock()
    context.channels.take_turn(delivery.id or 0, now)
    to = Addressee(chosen.user_id, None, is_anonymous=True)
    return await context.channels.open(context.client, to, delivery.id or 0, now)


async def _send(
    context: Context, channel: Channel, delivery: Delivery, awake: Awake, mails: list[Mail]
) -> None:
    words = words_for(mails[-1].forum.locale)
    newest = max(held.number for held in awake.held)
    seen = f"{newest}-{_microseconds(awake.until)}"
    view = gathered([mail.notice for mail in mails], seen, words)
    if awake.chosen.is_discreet:
        view = gathered_discreetly(len(mails), seen, words)
    if len(mails) == 1:
        view = _alone(mails[0], words, is_discreet=awake.chosen.is_discreet)
    # Of what an earlier try did not bring, this one is no repetition.
    nonce = f"d{delivery.id}.{mails[0].notice.id}"
    async with to_account(context, awake.chosen):
        await channel.send(view=view, nonce=nonce)


@asynccontextmanager
async def to_account(context: Context, chosen: Preferences) -> AsyncIterator[None]:
    """Look into the channel of an account's turns, or send to it, unless it refuses DMs.

    Raises `NotItsTurn` when Discord takes that for spam, or knows the channel no more: it is opened
    anew then. Raises `ChannelGone` if it was just opened.
    """
    try:
        yield
    except discord.Forbidden as error:
        if error.code not in REFUSED:
            raise
    except discord.NotFound as error:
        if error.code != UNKNOWN_CHANNEL:
            raise
        if chosen.channel_id is None:
            raise ChannelGone from error
        async with context.database.write() as session:
            present = await preferences_of(session, chosen.user_id)
            await keep(session, replace(present, channel_id=None))
        raise NotItsTurn(context.clock()) from None
    except discord.HTTPException as error:
        context.channels.pause_after(error, context.clock())
        raise


def _alone(mail: Mail, words: Words, *, is_discreet: bool) -> ui.LayoutView:
    if is_discreet:
        return discreet(mail.notice, words)
    return notification(mail.notice, words, why=mail.why)


@dataclass(frozen=True, slots=True)
class _Sent:
    """What an earlier try of a turn sent: all that waited until a moment, or single ones.

    Of what began to wait at that very moment, it is what has no greater number.
    """

    until: tuple[int, int] = (0, 0)
    single: Collection[int] = ()

    def has(self, held: Held) -> bool:
        """Tell whether somebody was told of this already."""
        waited = (_microseconds(held.since), held.number)
        return waited <= self.until or held.number in self.single


async def _was_sent(context: Context, channel: Channel, delivery: Delivery) -> _Sent:
    """Return what an earlier try sent: buttons carry the numbers of notifications."""
    until = (0, 0)
    single: set[int] = set()
    # Not since it was due: that moves with each try, and when it is put off.
    async for message in channel.history(after=delivery.created_at, oldest_first=True, limit=None):
        if message.author.id != own_id(context):
            continue
        for custom_id in custom_ids(message):
            action, _, seen = custom_id.partition(":")
            newest, _, moment = seen.partition("-")
            if action == GATHERED:
                until = max(until, (int(moment or 0), int(newest)))
            single |= numbers_in(custom_id)
    return _Sent(until, single)


def _microseconds(moment: datetime) -> int:
    return round(moment.timestamp() * 1_000_000)


def _record(context: Context, awake: Awake, channel_id: int) -> Record:
    async def record(session: AsyncSession) -> None:
        user_id, until = awake.turn.user_id, awake.until
        chosen = await preferences_of(session, user_id)
        if chosen.quiet is not None and chosen.channel_id != channel_id:
            chosen = replace(chosen, channel_id=channel_id)
            await keep(session, chosen)
        # What was held at the very moment of looking was seen, and is not to be sent again.
        moment = {held.number for held in await held_for(session, user_id, until)}
        seen = sorted(moment & {held.number for held in awake.held})
        await next_turn(
            session,
            chosen,
            since=until,
            now=context.clock(),
            done=seen,
            is_left=len(seen) < len(moment),
        )

    return record
