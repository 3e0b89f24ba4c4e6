"""The commands that have others beneath them, made when the first of those is loaded."""

import discord
from discord import app_commands

from bot.client import ForumBot


def group(
    bot: ForumBot,
    name: str,
    description: str,
    needs: discord.Permissions,
    kind: type[app_commands.Group] = app_commands.Group,
) -> app_commands.Group:
    """Return this bot's group of that name, for those who have the permissions in a server."""
    found = bot.tree.get_command(name)
    if isinstance(found, app_commands.Group):
        return found
    made = kind(name=name, description=description, guild_only=True, default_permissions=needs)
    bot.tree.add_command(made)
    return made
