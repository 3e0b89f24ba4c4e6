"""`/show`: a post's card, privately, with every button; the way that always works."""

import discord
from discord import app_commands
from discord.ext import commands

from bot.catalogue import N_
from bot.client import ForumBot
from bot.errors import reply, words_of
from bot.forum.cards import find_post, forum_of_post, read_card
from bot.publishing.cards import card as draw
from cogs.buttons import NumberedButton
from cogs.interactions import client_of, note_view, reports_errors
from cogs.options import meant_post, post_choices
from cogs.places import place_of
from cogs.shared_forums import forums_with


class Showing(commands.Cog):
    """Shows posts."""

    @app_commands.command(name="show", description=N_("Show a post with its buttons, just to you"))
    @app_commands.describe(question=N_("Its number, a link or its title; in its thread, leave out"))
    @app_commands.allowed_installs(guilds=True, users=False)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=False)
    async def show(
        self, interaction: discord.Interaction[ForumBot], question: str | None = None
    ) -> None:
        """Show a post's card privately."""
        forums = await forums_with(interaction, question)
        await show_post(interaction, await meant_post(interaction, forums, question))

    @show.autocomplete("question")
    async def _posts(
        self, interaction: discord.Interaction[ForumBot], typed: str
    ) -> list[app_commands.Choice[str]]:
        return await post_choices(interaction, typed)


class ShowPost(NumberedButton, template=r"show:(?P<number>\d+)"):
    """**Show #73** on a page that names a post."""

    action = "show"

    @reports_errors
    async def callback(self, interaction: discord.Interaction) -> None:
        """Show the post's card beneath the page. Raises `NotFound`, `NoForum`, `NotThere`."""
        forum = (await place_of(interaction, self.number)).forum
        database = client_of(interaction).database
        await find_post(database, forum_id=forum.id, reference=str(self.number))
        await show_post(interaction, self.number)


async def show_post(interaction: discord.Interaction, post_id: int) -> None:
    """Show a post's card privately, which counts as a view; in direct messages with its forum."""
    database = client_of(interaction).database
    card, forum_name = await read_card(database, post_id=post_id), None
    if interaction.guild_id is None:
        forum_name = (await forum_of_post(database, post_id=post_id)).name
    shown = draw(card, words_of(interaction), is_private=True, forum_name=forum_name)
    await reply(interaction, shown)
    note_view(interaction, card)


async def setup(bot: ForumBot) -> None:
    """Add the command and the button."""
    await bot.add_cog(Showing())
    bot.add_dynamic_items(ShowPost)
