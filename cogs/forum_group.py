"""The `/forum` commands' common root: for those who manage the server."""

import discord
from discord import app_commands

from bot.catalogue import N_
from bot.client import ForumBot


def forum_group(bot: ForumBot) -> app_commands.Group:
    """Return this bot's `/forum`, made when the first of its commands is loaded."""
    found = bot.tree.get_command("forum")
    if isinstance(found, app_commands.Group):
        return found
    group = app_commands.Group(
        name="forum",
        description=N_("Set the forum up and keep it well"),
        guild_only=True,
        default_permissions=discord.Permissions(manage_guild=True),
    )
    bot.tree.add_command(group)
    return group
