"""Hearing of every press, command and form first, so that what can wait makes way for it."""

import discord
from discord.ext import commands

from bot.client import ForumBot


class Attending(commands.Cog):
    """Tells the bot who waits for an answer."""

    def __init__(self, bot: ForumBot) -> None:
        """Tell this bot."""
        self.bot = bot

    @commands.Cog.listener()
    async def on_interaction(self, interaction: discord.Interaction) -> None:
        """Turn to whoever did something."""
        self.bot.outbox.attention.turn_to(interaction)


async def setup(bot: ForumBot) -> None:
    """Add the one who hears."""
    await bot.add_cog(Attending(bot))
