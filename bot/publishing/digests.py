"""Digests as direct messages, of what somebody still sees; none when nothing is new."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from discord import ui
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.catalogue import words_for
from bot.forum.anonymous.digest_turns import next_digest, refused_digest
from bot.forum.anonymous.preferences import keep, preferences_of
from bot.forum.anonymous.sealed_turns import Turn, opened_turn
from bot.forum.digests import DigestPart, News, may_be_own, news_for, shown_of
from bot.forum.refusals import refuses_dms
from bot.forum.topics import Preferences
from bot.publishing.account_channels import (
    DmsRefused,
    account_channel,
    note_channel,
    refuse_quiet,
    to_account,
)
from bot.publishing.context import Context, Record, own_id
from bot.publishing.digest_parts import parts_seen
from bot.publishing.digest_views import digest, discreet_digest, end_of, span_of
from bot.publishing.found_digests import digest_known, sent_digest, take_up_digest
from bot.publishing.redrawing import draw_anew
from bot.publishing.sending import Channel, is_first, send_in_vain
from data.tables import Delivery


@dataclass(frozen=True, slots=True)
class Due:
    """Whose digest is due, and what is new for them until a moment."""

    turn: Turn
    chosen: Preferences
    news: list[News]
    until: datetime
    is_refused: bool


async def deliver(context: Context, delivery: Delivery) -> Record | None:
    """Send somebody their digest, if there is anything to say, and give them their next turn."""
    due = await _due(context, delivery)
    until, channel = due.until, None
    refused_at: datetime | None = None
    try:
        channel = await account_channel(context, delivery, due.chosen, is_refused=due.is_refused)
        if not due.is_refused:
            until = await _bring(context, channel, delivery, due)
    except DmsRefused:
        refused_at = None if due.is_refused else context.clock()

    async def record(session: AsyncSession) -> None:
        chosen = await note_channel(session, due.turn.user_id, channel, refused_at)
        begun = due.turn.begun
        if due.is_refused or refused_at is not None:
            begun = until.timestamp()
            before = chosen
            chosen = refused_digest(chosen, delivery, due.turn)
            if chosen != before and chosen.digest is not None:
                await keep(session, chosen)
        await next_digest(
            session, chosen, since=until, until=due.until, now=context.clock(), begun=begun
        )

    return record


async def _due(context: Context, delivery: Delivery) -> Due:
    """Return whose digest is due. Raises `NotItsTurn` while it is quiet."""
    # In a write: whoever tells somebody of something at this moment has done so, or does so later.
    async with context.database.write():
        until = context.clock()
    async with context.database.read() as session:
        turn = opened_turn(session, delivery)
        chosen = await preferences_of(session, turn.user_id)
        refuse_quiet(chosen, until)
        news = await news_for(session, chosen, delivery.created_at, until)
        return Due(turn, chosen, news, until, await refuses_dms(session, chosen))


async def _bring(context: Context, channel: Channel, delivery: Delivery, due: Due) -> datetime:
    """Send a digest, unless an earlier try did; return until when it says what is new.

    What came after that one is for the next, however late it was looked for.
    """
    if delivery.is_uncertain:
        async with to_account(context, due.chosen):
            sent = await sent_digest(context, channel, delivery)
            if sent is not None:
                await take_up_digest(context, sent, due.chosen, delivery.created_at)
                return sent.until
    asked_until = end_of(due.turn.asked)
    if asked_until is not None:
        return asked_until
    user_id, sends = due.chosen.user_id, _send
    parts = await parts_seen(context, due.news, user_id)
    if not parts:
        due, sends = await _with_own(context, delivery, due), _ask_in_vain
        parts = await parts_seen(context, due.news, user_id)
    if parts:
        async with context.database.read() as session:
            is_maybe_own = await may_be_own(session, due.news)
        guild_ids = {each.forum.guild_id for each in parts}
        async with to_account(context, due.chosen, guild_ids, may_be_own=is_maybe_own):
            await sends(context, channel, delivery, due, parts)
    return due.until


async def _with_own(context: Context, delivery: Delivery, due: Due) -> Due:
    """Return what would be new for somebody if another person had written what they did."""
    async with context.database.read() as session:
        since, until = delivery.created_at, due.until
        return replace(due, news=await news_for(session, due.chosen, since, until, with_own=True))


async def _ask_in_vain(
    context: Context, channel: Channel, delivery: Delivery, due: Due, parts: Sequence[DigestPart]
) -> None:
    """Ask for a digest of nothing but its reader's own, that whatever keeps others back meets."""
    span = span_of(delivery.created_at, due.until)
    view, _ = await _drawn(context, channel, due, parts, span)
    await send_in_vain(channel, view, f"d{delivery.id}")
    context.asked[delivery.id or 0] = span


async def _drawn(
    context: Context, channel: Channel, due: Due, parts: Sequence[DigestPart], span: str
) -> tuple[ui.LayoutView, bool]:
    """Return a digest, and whether it offers to make messages discreet."""
    words = words_for(parts[0].forum.locale)
    if due.chosen.is_discreet:
        return discreet_digest(span, words), False
    offers = await is_first(channel, own_id(context))
    return digest(parts, span, words, is_first=offers), offers


async def _send(
    context: Context, channel: Channel, delivery: Delivery, due: Due, parts: Sequence[DigestPart]
) -> None:
    """Send a digest, and remember what it says, to be drawn anew when that is hidden."""
    user_id, span = due.chosen.user_id, span_of(delivery.created_at, due.until)
    view, offers = await _drawn(context, channel, due, parts, span)
    if due.chosen.is_discreet:
        await channel.send(view=view, nonce=f"d{delivery.id}")
        return
    async with context.recent.alone_with(user_id):
        sent = await channel.send(view=view, nonce=f"d{delivery.id}")
        news, now = shown_of(due.news, parts), context.clock()
        recent = digest_known(sent, now, user_id, news, span, is_first=offers)
        context.recent.note(recent)
    if context.recent.has_changed(recent.posts, context.clock()):
        await draw_anew(context, sent.id)


async def seen_digest(context: Context, user_id: int, since: int) -> list[DigestPart]:
    """Return what is new since then of what somebody still sees."""
    async with context.database.read() as session:
        chosen = await preferences_of(session, user_id)
        news = await news_for(session, chosen, moment(since), context.clock())
    return await parts_seen(context, news, user_id)


def moment(seconds: int) -> datetime:
    """Return a moment that a button carries; one that is none is the beginning of time."""
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, ValueError, OSError):
        return datetime.fromtimestamp(0, UTC)
