"""The `/mod` commands' common root, and who moderates."""

import discord
from discord import app_commands

from bot.catalogue import N_
from bot.client import ForumBot
from cogs.interactions import actor_of


def mod_group(bot: ForumBot) -> app_commands.Group:
    """Return this bot's `/mod`, made when the first of its commands is loaded."""
    found = bot.tree.get_command("mod")
    if isinstance(found, app_commands.Group):
        return found
    group = app_commands.Group(
        name="mod",
        description=N_("Keep the forum a good place"),
        guild_only=True,
        default_permissions=discord.Permissions(manage_messages=True),
    )
    bot.tree.add_command(group)
    return group


def moderates(interaction: discord.Interaction) -> None:
    """Let only moderators go on: buttons and forms know no default permissions.

    Raises `MissingPermissions`.
    """
    if not actor_of(interaction).is_moderator:
        raise app_commands.MissingPermissions(["manage_messages"])
