"""`/show`: a post's card, privately, with every button; the way that always works."""

import discord
from discord import app_commands
from discord.ext import commands

from bot.catalogue import N_
from bot.client import ForumBot
from bot.errors import reply, words_of
from bot.forum.cards import read_card
from bot.publishing.cards import card as draw
from cogs.interactions import forum_of, note_view
from cogs.options import meant_question, question_choices


class Showing(commands.Cog):
    """Shows posts."""

    @app_commands.command(name="show", description=N_("Show a post with its buttons, just to you"))
    @app_commands.describe(question=N_("Its number, a link or its title; in its thread, leave out"))
    @app_commands.guild_only()
    async def show(
        self, interaction: discord.Interaction[ForumBot], question: str | None = None
    ) -> None:
        """Show a post's card privately."""
        forum = await forum_of(interaction)
        post_id = await meant_question(interaction, forum, question)
        card = await read_card(interaction.client.database, post_id=post_id)
        await reply(interaction, draw(card, words_of(interaction), is_private=True))
        note_view(interaction, card)

    @show.autocomplete("question")
    async def _questions(
        self, interaction: discord.Interaction[ForumBot], typed: str
    ) -> list[app_commands.Choice[str]]:
        return await question_choices(interaction, typed)


async def setup(bot: ForumBot) -> None:
    """Add the command."""
    await bot.add_cog(Showing())
