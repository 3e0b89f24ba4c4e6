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


def how_to_give(names: Sequence[str], channel: Channel, words: Words) -> str:
    """Return which permissions to give and where."""
    said = ", ".join(f"**{words(name)}**" for name in names)
    return words(
        "I lack {permissions} in {channel}. Open that channel's settings › Permissions, add my "
        "role, and allow them.",
        permissions=said,
        channel=channel.mention,
    )
