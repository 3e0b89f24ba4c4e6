"""After a command: a word on what is in the inbox that no DM brought, once."""

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import ForumBot
from bot.errors import tell, words_of
from bot.publishing.inbox import unheard

# They show it themselves.
SHOWS_IT = {"inbox"}


class Unheard(commands.Cog):
    """Tells people privately that something waits in their inbox."""

    def __init__(self, bot: ForumBot) -> None:
        """Tell people of this bot's forums."""
        self.bot = bot

    @commands.Cog.listener()
    async def on_app_command_completion(
        self,
        interaction: discord.Interaction[ForumBot],
        command: app_commands.Command[commands.Cog, ..., None] | app_commands.ContextMenu,
    ) -> None:
        """Say how much there is; not under a form, which hides it until it is sent."""
        if interaction.response.type is discord.InteractionResponseType.modal:
            return
        count = await self.bot.unheard.take(discord_id=interaction.user.id)
        if not count or command.qualified_name in SHOWS_IT:
            return
        await tell(interaction, unheard(count, words_of(interaction)))


async def setup(bot: ForumBot) -> None:
    """Add the one who tells."""
    await bot.add_cog(Unheard(bot))
