"""`/browse` and **Browse** on the welcome message: pages of questions, just for the reader."""

import re
from typing import Self

import discord
from discord import app_commands
from discord.ext import commands

from bot.catalogue import N_
from bot.client import ForumBot
from bot.errors import reply, words_of
from bot.forum.listings import Sort, browse
from bot.publishing.listings import question_list
from cogs.buttons import NumberedButton
from cogs.interactions import client_of, forum_of, reports_errors
from cogs.pages import show_page

SORTS = [
    app_commands.Choice(name=N_("recent"), value=Sort.RECENT.value),
    app_commands.Choice(name=N_("unanswered"), value=Sort.UNANSWERED.value),
]


class Browsing(commands.Cog):
    """Lists questions."""

    @app_commands.command(name="browse", description=N_("Read through the questions, newest first"))
    @app_commands.describe(sort=N_("Which questions; the newest ones when left out"))
    @app_commands.choices(sort=SORTS)
    @app_commands.guild_only()
    async def browse(
        self, interaction: discord.Interaction[ForumBot], sort: str = Sort.RECENT.value
    ) -> None:
        """Show the first page."""
        await reply(interaction, await questions_at(interaction, 0, Sort(sort)))


class BrowsePage(NumberedButton, template=r"browse:(?P<number>\d+)(?::(?P<sort>unanswered))?"):
    """**Browse** on the welcome message; **Newer** and **Older** on a page."""

    action = "browse"
    sort = Sort.RECENT

    @classmethod
    def read(cls, _drawn: discord.ui.Item[discord.ui.View], match: re.Match[str]) -> Self:
        """Make the button from the page and the sort in its custom_id."""
        button = cls(int(match["number"]))
        button.sort = Sort(match["sort"] or Sort.RECENT)
        return button

    @reports_errors
    async def callback(self, interaction: discord.Interaction) -> None:
        """Show the page."""
        await show_page(interaction, await questions_at(interaction, self.number, self.sort))


async def questions_at(
    interaction: discord.Interaction, page: int, sort: Sort
) -> discord.ui.LayoutView:
    """Return a page of this server's questions."""
    forum = await forum_of(interaction)
    found = await browse(client_of(interaction).database, forum_id=forum.id, page=page, sort=sort)
    return question_list(found, sort, words_of(interaction))


async def setup(bot: ForumBot) -> None:
    """Add the command and the button."""
    await bot.add_cog(Browsing())
    bot.add_dynamic_items(BrowsePage)
