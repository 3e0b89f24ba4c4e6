"""What the bot needs in the questions' channel, and how a person gives it."""

from collections.abc import Sequence

import discord

from bot.catalogue import N_, Words

# Discord's own names, as a server owner finds them in the permission lists.
NEEDED = {
    "view_channel": N_("View Channel"),
    "send_messages": N_("Send Messages"),
    "create_public_threads": N_("Create Public Threads"),
    "send_messages_in_threads": N_("Send Messages in Threads"),
    "manage_threads": N_("Manage Threads"),
    "read_message_history": N_("Read Message History"),
    "add_reactions": N_("Add Reactions"),
}
# Discord lets only those who may manage a forum channel change its tags.
FOR_TAGS = {"manage_channels": N_("Manage Channels")}

Channel = discord.ForumChannel | discord.TextChannel


def missing(channel: Channel) -> list[str]:
    """Return what the bot lacks in a channel and can't do without, as messages."""
    has = channel.permissions_for(channel.guild.me)
    return [name for permission, name in NEEDED.items() if not getattr(has, permission)]


def missing_to_make(guild: discord.Guild) -> list[str]:
    """Return what the bot lacks in the whole server and needs in a channel that it makes itself.

    Manage Channels alone is not named: the channel can then be made by hand.
    """
    has = guild.me.guild_permissions
    lacking = [name for permission, name in NEEDED.items() if not getattr(has, permission)]
    if not lacking:
        return []
    return lacking + [name for permission, name in FOR_TAGS.items() if not getattr(has, permission)]


def missing_for_tags(channel: Channel) -> list[str]:
    """Return what the bot lacks to mirror categories as a forum channel's tags."""
    if not isinstance(channel, discord.ForumChannel):
        return []
    has = channel.permissions_for(channel.guild.me)
    return [name for permission, name in FOR_TAGS.items() if not getattr(has, permission)]


def readers_may_write(channel: Channel) -> bool:
    """Tell whether everyone may write in threads there.

    Without it, apps refuse presses of buttons in archived threads before the bot hears of them.
    """
    return channel.permissions_for(channel.guild.default_role).send_messages_in_threads


def how_to_give(names: Sequence[str], channel: Channel | None, words: Words) -> str:
    """Return which permissions to give and where: in a channel, else in the whole server."""
    said = ", ".join(f"**{words(name)}**" for name in names)
    if channel is None:
        return words(
            "I lack {permissions}. Open Server Settings › Roles, choose my role, and allow them.",
            permissions=said,
        )
    told = words(
        "I lack {permissions} in {channel}. Open that channel's settings › Permissions, add my "
        "role, and allow them. Server Settings › Roles gives them for every channel.",
        permissions=said,
        channel=channel.mention,
    )
    if isinstance(channel, discord.ForumChannel) and NEEDED["send_messages"] in names:
        told += " " + words("A forum channel calls Send Messages **Create Posts**.")
    return told
