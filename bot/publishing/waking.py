"""An account's turn when its quiet hours end: what waited comes as one message."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

import discord
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.forum.anonymous.preferences import preferences_of
from bot.forum.anonymous.sealed_turns import Turn, opened_turn
from bot.forum.anonymous.turns import next_turn
from bot.forum.holding import Held, held_for
from bot.forum.refusals import refuses_dms
from bot.forum.topics import Preferences
from bot.forum.wishes import is_read
from bot.publishing.account_channels import (
    DmsRefused,
    account_channel,
    note_channel,
    refuse_quiet,
    to_account,
)
from bot.publishing.context import Context, Record, custom_ids, own_id
from bot.publishing.direct_messages import GATHERED
from bot.publishing.mail import Mail, may_read, tells_of_own, wanted
from bot.publishing.recent import Recent
from bot.publishing.redrawing import view_of
from bot.publishing.sending import Channel, about, is_first, mend, send_in_vain
from bot.publishing.taking_up import numbers_of, take_up, told_in
from data.tables import Delivery


@dataclass(frozen=True, slots=True)
class Awake:
    """Whose turn it is, how they want to be told, and what waited for them until a moment."""

    turn: Turn
    chosen: Preferences
    held: list[Held]
    until: datetime
    is_refused: bool


async def wake_up(context: Context, delivery: Delivery) -> Record | None:
    """Send what waited in somebody's quiet hours, and give them their next turn.

    All of it happens alike whether or not anything waited, but for the message itself.
    """
    # In a write: whoever holds something at this moment has done so, or does so afterwards.
    async with context.database.write() as session:
        awake = await _awake(session, delivery, context.clock())
    refuse_quiet(awake.chosen, awake.until)
    channel: Channel | None = None
    refused_at: datetime | None = None
    try:
        channel = await account_channel(
            context, delivery, awake.chosen, is_refused=awake.is_refused
        )
        if not awake.is_refused:
            await _bring(context, channel, delivery, awake)
    except DmsRefused:
        refused_at = None if awake.is_refused else context.clock()
    return _record(context, awake, channel, refused_at)


async def _awake(session: AsyncSession, delivery: Delivery, now: datetime) -> Awake:
    turn = opened_turn(session, delivery)
    chosen = await preferences_of(session, turn.user_id)
    held = await _held(session, turn, delivery.created_at)
    return Awake(turn, chosen, held, now, await refuses_dms(session, chosen))


async def _held(session: AsyncSession, turn: Turn, since: datetime) -> list[Held]:
    found = await held_for(session, turn.user_id, since)
    return [held for held in found if held.number not in turn.done]


async def _bring(context: Context, channel: Channel, delivery: Delivery, awake: Awake) -> None:
    """Send what waited and is still wanted, unless an earlier try did."""
    sent = _Sent()
    if delivery.is_uncertain:
        async with to_account(context, awake.chosen):
            sent = await _was_sent(context, channel, delivery)
            await _take_up(context, awake, sent)
    mails = await _wanted(context, awake, [each for each in awake.held if not sent.has(each)])
    asked = _asked(awake, sent)
    new = [mail for mail in mails if not mail.is_own]
    if new:
        await _send(context, channel, delivery, awake, new)
    elif any(mail.notice.id not in asked for mail in mails):
        await _send(context, channel, delivery, awake, mails)
        context.asked[delivery.id or 0] = _gathers(awake)


def _asked(awake: Awake, sent: "_Sent") -> set[int]:
    """Return the numbers of what needs no asking in vain: that was done, or others' came with it.

    Of those in one message with one's own that holds one alone, its button doesn't say until when.
    """
    numbers = {each.number for each in awake.held}
    singles = [
        message.created_at
        for message, seen in sent.messages
        if not seen and numbers & numbers_of(message)
    ]
    before, asked = max(singles, default=None), _Sent(_until(awake.turn.asked))
    return {
        each.number
        for each in awake.held
        if asked.has(each) or (before is not None and each.since <= before)
    }


async def _wanted(context: Context, awake: Awake, held: Collection[Held]) -> list[Mail]:
    """Return the mails of those that are still wanted, of what is their reader's own, too."""
    mails = []
    for each in held:
        async with context.database.read() as session:
            mail = await wanted(session, each.row, awake.chosen.user_id)
        if mail is not None and await may_read(context, mail):
            mails.append(mail)
    return mails


async def _take_up(context: Context, awake: Awake, sent: "_Sent") -> None:
    """Draw what an earlier try sent as it is to look now: without what is hidden or deleted."""
    user_id, numbers = awake.chosen.user_id, {each.number for each in awake.held}
    before = _Sent()
    for message, seen in sent.messages:
        if not seen:
            if numbers & numbers_of(message):
                await take_up(context, message, user_id, told_in(message))
        else:
            # Only what none before it brought: one gathers what came since then.
            gathers = _Sent(_until(seen))
            within = [each for each in awake.held if gathers.has(each) and not before.has(each)]
            told = await _still_told(context, awake, within)
            await take_up(context, message, user_id, [*told, *told_in(message)], seen=seen)
        before = before.and_by(message, seen)


async def _still_told(context: Context, awake: Awake, within: Collection[Held]) -> list[int]:
    """Return the numbers of those that a message still says, of what it brought."""
    shown = {mail.notice.id for mail in await _wanted(context, awake, within)}
    async with context.database.read() as session:
        # What they read meanwhile stood there all the same.
        shown |= {each.number for each in within if await is_read(session, each.row)}
        user_id = awake.chosen.user_id
        shown -= {each.number for each in within if await tells_of_own(session, each.row, user_id)}
    return [each.number for each in within if each.number in shown]


async def _send(
    context: Context, channel: Channel, delivery: Delivery, awake: Awake, mails: list[Mail]
) -> None:
    """Send what waited as one message; if it is all their own, ask for that in vain."""
    recent = await _as_one(context, channel, awake, mails)
    view = view_of(recent, [mail.notice for mail in mails], mails[-1].forum.locale)
    # Of what an earlier try did not bring, this one is no repetition.
    nonce = f"d{delivery.id}.{mails[0].notice.id}"
    guild_ids = {mail.forum.guild_id for mail in mails}
    may_be_own = all(mail.may_be_own for mail in mails)
    async with to_account(context, awake.chosen, guild_ids, may_be_own=may_be_own):
        async with context.recent.alone_with(awake.chosen.user_id):
            if mails[0].is_own:
                await send_in_vain(channel, view, nonce)
                return
            sent = await channel.send(view=view, nonce=nonce)
            context.recent.note(replace(recent, message_id=sent.id))
        await mend(context, sent.id, mails)


async def _as_one(context: Context, channel: Channel, awake: Awake, mails: list[Mail]) -> Recent:
    """Return the message that brings what waited, as it will be known."""
    return Recent(
        0,
        channel.id,
        context.clock(),
        tuple(mail.notice.id for mail in mails),
        tuple({about(mail): None for mail in mails}),
        mails[-1].why,
        seen=_gathers(awake) if len(mails) > 1 else "",
        is_first=await is_first(channel, own_id(context)),
        is_discreet=awake.chosen.is_discreet,
    )


def _gathers(awake: Awake) -> str:
    """Return what a message's button says of what it gathers: all that waited until now."""
    newest = max(held.number for held in awake.held)
    return f"{newest}-{_microseconds(awake.until)}"


@dataclass(frozen=True, slots=True)
class _Sent:
    """What an earlier try of a turn sent: all that waited until a moment, or single ones.

    Of what began to wait at that very moment, it is what has no greater number. `messages` that it
    may stand in, each with what its button says to have gathered.
    """

    until: tuple[int, int] = (0, 0)
    single: Collection[int] = ()
    messages: tuple[tuple[discord.Message, str], ...] = ()

    def has(self, held: Held) -> bool:
        """Tell whether somebody was told of this already."""
        waited = (_microseconds(held.since), held.number)
        return waited <= self.until or held.number in self.single

    def and_by(self, message: discord.Message, seen: str) -> "_Sent":
        """Return it with a message that was sent after it, and what its button says."""
        return _Sent(
            max(self.until, _until(seen)),
            {*self.single, *numbers_of(message)},
            (*self.messages, (message, seen)),
        )


async def _was_sent(context: Context, channel: Channel, delivery: Delivery) -> _Sent:
    """Return what an earlier try sent: buttons carry the numbers of notifications."""
    sent = _Sent()
    # Not since it was due: that moves with each try, and when it is put off.
    async for message in channel.history(after=delivery.created_at, oldest_first=True, limit=None):
        if message.author.id == own_id(context):
            sent = sent.and_by(message, _seen(message))
    return sent


def _seen(message: discord.Message) -> str:
    """Return what a message's button says to have gathered; nothing if it gathers nothing."""
    found = [custom_id.partition(":") for custom_id in custom_ids(message)]
    return next((said for action, _, said in found if action == GATHERED), "")


def _until(seen: str) -> tuple[int, int]:
    """Return the moment until which a message gathers, and the newest number of that moment.

    One that gathers nothing says nothing of it: that is before everything.
    """
    newest, _, moment = seen.partition("+")[0].partition("-")
    return int(moment or 0), int(newest or 0)


def _microseconds(moment: datetime) -> int:
    return round(moment.timestamp() * 1_000_000)


def _record(
    context: Context, awake: Awake, channel: Channel | None, refused_at: datetime | None
) -> Record:
    async def record(session: AsyncSession) -> None:
        user_id, until = awake.turn.user_id, awake.until
        chosen = await note_channel(session, user_id, channel, refused_at)
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
