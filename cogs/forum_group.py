"""The `/forum` commands' common root: for those who manage the server."""

import discord
from discord import app_commands

from bot.catalogue import N_
from bot.client import ForumBot
from cogs.groups import group


def forum_group(bot: ForumBot) -> app_commands.Group:
    """Return this bot's `/forum`."""
    needs = discord.Permissions(manage_guild=True)
    return group(bot, "forum", N_("Set the forum up and keep it well"), needs)
