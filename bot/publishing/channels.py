"""The questions' channel, made when nobody names one."""

from collections.abc import Awaitable, Callable

import discord

from bot.catalogue import N_
from bot.forum.errors import ForumError
from bot.publishing.permissions import Channel
from bot.transport import UNSURE

BAD_REQUEST = 400


class CannotMakeChannel(ForumError):
    """The bot was to make the channel and may not."""

    message = N_(
        "I can't make a channel without **Manage Channels**. Give me that permission in Server "
        "Settings › Roles, or make a forum channel yourself and name it in /forum setup."
    )


class ChannelRefused(ForumError):
    """Discord takes no channel of either kind; a server has at most 500."""

    message = N_(
        "Discord doesn't let me make another channel here. Name one that is there in /forum setup."
    )


async def make_channel(guild: discord.Guild, name: str) -> Channel:
    """Make a forum channel, or a text channel where Discord refuses one.

    Raises `CannotMakeChannel`, `ChannelRefused`.
    """
    if not guild.me.guild_permissions.manage_channels:
        raise CannotMakeChannel
    try:
        # Some servers have no forum channels; threads under a text channel do as well.
        made = await _accepted(guild, name, guild.create_forum)
        made = made or await _accepted(guild, name, guild.create_text_channel)
    except discord.Forbidden:
        raise CannotMakeChannel from None
    if made is None:
        raise ChannelRefused
    return made


async def _accepted(
    guild: discord.Guild, name: str, make: Callable[[str], Awaitable[Channel]]
) -> Channel | None:
    """Make a channel once, however the answer fares; None when Discord refuses that kind."""
    before = {each.id for each in guild.channels}
    try:
        return await make(name)
    except UNSURE:
        # It may be there: another try would make a second one.
        for each in await guild.fetch_channels():
            is_ours = each.id not in before and each.name == name
            if is_ours and isinstance(each, discord.ForumChannel | discord.TextChannel):
                return each
        raise
    except discord.HTTPException as error:
        if error.status != BAD_REQUEST:
            raise
        return None
