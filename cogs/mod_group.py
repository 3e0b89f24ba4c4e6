"""The `/mod` commands' common root, and who moderates."""

import discord
from discord import app_commands

from bot.catalogue import N_
from bot.client import ForumBot
from cogs.groups import group
from cogs.interactions import actor_of


def mod_group(bot: ForumBot) -> app_commands.Group:
    """Return this bot's `/mod`."""
    needs = discord.Permissions(manage_messages=True)
    return group(bot, "mod", N_("Keep the forum a good place"), needs)


def moderates(interaction: discord.Interaction) -> None:
    """Let only moderators go on: buttons and forms know no default permissions.

    Raises `MissingPermissions`.
    """
    if not actor_of(interaction).is_moderator:
        raise app_commands.MissingPermissions(["manage_messages"])
