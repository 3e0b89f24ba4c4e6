"""The channel of an account's turns: opened once, looked into and written to, or refused."""

from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime

import discord
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.forum.anonymous.preferences import keep, preferences_of
from bot.forum.topics import Preferences
from bot.publishing.codes import UNKNOWN_CHANNEL
from bot.publishing.context import ChannelGone, Context
from bot.publishing.dm_channels import Addressee, NotItsTurn
from bot.publishing.sending import NO_SUCH_MESSAGE, REFUSED, Channel
from data.tables import Delivery


class DmsRefused(Exception):
    """Discord lets no DM reach an account: its turn is over."""


def refuse_quiet(chosen: Preferences, now: datetime) -> None:
    """Put a turn off that comes late, when it is quiet again. Raises `NotItsTurn` then."""
    ends_at = chosen.quiet_end_after(now)
    if ends_at is not None:
        raise NotItsTurn(ends_at)


async def account_channel(
    context: Context, delivery: Delivery, chosen: Preferences, *, is_refused: bool
) -> Channel:
    """Return the channel of an account's turns; opened once, also when there is nothing to send.

    None is opened where `is_refused` says that Discord refused DMs before, though its turn to be
    opened is taken. Raises `NotItsTurn`, `DmsRefused`.
    """
    if chosen.channel_id is not None:
        return context.channels.at(context.client, chosen.channel_id)
    now = context.clock()
    context.channels.take_turn(delivery.id or 0, now)
    if is_refused:
        raise DmsRefused
    to = Addressee(chosen.user_id, None, is_anonymous=True)
    try:
        return await context.channels.open(context.client, to, delivery.id or 0, now)
    except discord.Forbidden as error:
        if error.code not in REFUSED:
            raise
        raise DmsRefused from error


@asynccontextmanager
async def to_account(
    context: Context,
    chosen: Preferences,
    guild_ids: Collection[int | None] = (),
    *,
    may_be_own: bool = False,
) -> AsyncIterator[None]:
    """Look into the channel of an account's turns, or send what is new in some servers to it.

    Nothing is sent, and nothing noted, to whoever left all of these. Raises `DmsRefused`;
    `NotItsTurn` when Discord takes that for spam, or knows the channel no more: it is opened anew
    then. Raises `ChannelGone` if it was just opened. Where all that is sent `may_be_own`, what is
    not right is done with, like what is asked for in vain.
    """
    try:
        yield
    except discord.HTTPException as error:
        if may_be_own and error.code in NO_SUCH_MESSAGE:
            return
        is_known = chosen.channel_id is not None
        context.channels.pause_after(error, context.clock(), is_known=is_known)
        if error.code in REFUSED:
            if await _is_there(context, chosen.user_id, guild_ids):
                raise DmsRefused from error
            return
        if error.code == UNKNOWN_CHANNEL:
            if not is_known:
                raise ChannelGone from error
            async with context.database.write() as session:
                present = await preferences_of(session, chosen.user_id)
                await keep(session, replace(present, channel_id=None))
            raise NotItsTurn(context.clock()) from None
        raise


async def _is_there(context: Context, user_id: int, guild_ids: Collection[int | None]) -> bool:
    """Tell whether somebody is in any of these servers; one that just left only seems to refuse."""
    guilds = [context.client.get_guild(each) for each in guild_ids if each is not None]
    for guild in guilds:
        if guild is not None:
            context.members.forget(guild.id, user_id)
            if await context.members.find(guild, user_id, now=context.clock()) is not None:
                return True
    return False


async def note_channel(
    session: AsyncSession, user_id: int, channel: Channel | None, refused_at: datetime | None
) -> Preferences:
    """Note what a turn found out, and return how its account wants to be told now.

    Nothing of whoever was erased meanwhile.
    """
    before = await preferences_of(session, user_id)
    chosen = before
    if channel is not None and (chosen.quiet is not None or chosen.digest is not None):
        chosen = replace(chosen, channel_id=channel.id)
    if refused_at is not None and (chosen.zone is not None or chosen.digest is not None):
        chosen = replace(chosen, refused_at=refused_at.timestamp())
    if chosen != before:
        await keep(session, chosen)
    return chosen
