"""After a command or a form: a word on what is in the inbox that no DM brought, once."""

import logging

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import ForumBot
from bot.errors import TRIES_TO_TELL, UNSENT, words_of
from bot.publishing.inbox import unheard
from cogs.interactions import client_of

log = logging.getLogger(__name__)

# They show it themselves.
SHOWS_IT = {"inbox"}


class Unheard(commands.Cog):
    """Tells people privately that something waits in their inbox."""

    @commands.Cog.listener()
    async def on_app_command_completion(
        self,
        interaction: discord.Interaction[ForumBot],
        command: app_commands.Command[commands.Cog, ..., None] | app_commands.ContextMenu,
    ) -> None:
        """Say how much there is; not under a form, which hides it until it is sent."""
        if interaction.command_failed:
            return
        if interaction.response.type is not discord.InteractionResponseType.modal:
            await tell_unheard(interaction, is_shown=command.qualified_name in SHOWS_IT)


async def tell_unheard(
    interaction: discord.Interaction, *, is_shown: bool = False, is_after_form: bool = False
) -> None:
    """Tell somebody how much they have not heard of, unless what they asked for shows it."""
    heard = client_of(interaction).unheard
    word = await heard.find(discord_id=interaction.user.id)
    try:
        # Noted only once it was said: to read it twice is better than to hear nothing.
        if is_shown or not word.count or await _say(interaction, word.count):
            await heard.note(word, is_after_form=is_after_form)
    finally:
        heard.take_back(word)


async def _say(interaction: discord.Interaction, count: int) -> bool:
    """Say it beneath what was answered; tell whether that is certain."""
    view = unheard(count, words_of(interaction))
    for _ in range(TRIES_TO_TELL):
        try:
            await interaction.followup.send(view=view, ephemeral=True)
        except UNSENT as error:
            log.warning("can't say what is unheard: %s", type(error).__name__)
        else:
            return True
    return False


async def setup(bot: ForumBot) -> None:
    """Add the one who tells."""
    await bot.add_cog(Unheard())
