"""`/browse` and **Browse** on the welcome message: pages of questions, just for the reader."""

import re
from typing import Self

import discord
from discord import app_commands
from discord.ext import commands

from bot.catalogue import N_
from bot.client import ForumBot
from bot.errors import reply, words_of
from bot.forum.categories import listed
from bot.forum.listings import Sort, browse
from bot.publishing.listings import question_list
from cogs.buttons import NumberedButton
from cogs.interactions import client_of, forum_of, reports_errors
from cogs.options import category_choices, meant_category
from cogs.pages import show_page

# As product.md names them.
SORTS = [
    app_commands.Choice(name=N_("recent"), value=Sort.RECENT.value),
    app_commands.Choice(name=N_("hot"), value=Sort.HOT.value),
    app_commands.Choice(name=N_("votes"), value=Sort.VOTES.value),
    app_commands.Choice(name=N_("answers"), value=Sort.ANSWERS.value),
    app_commands.Choice(name=N_("views"), value=Sort.VIEWS.value),
    app_commands.Choice(name=N_("unanswered"), value=Sort.UNANSWERED.value),
    app_commands.Choice(name=N_("needs-a-reply"), value=Sort.NEEDS_A_REPLY.value),
    app_commands.Choice(name=N_("no-best-answer"), value=Sort.UNSELECTED.value),
]


class Browsing(commands.Cog):
    """Lists questions."""

    @app_commands.command(name="browse", description=N_("Read through the questions, newest first"))
    @app_commands.describe(
        sort=N_("Which questions; the newest ones when left out"),
        category=N_("Only those of a category, with the ones beneath it"),
    )
    @app_commands.choices(sort=SORTS)
    @app_commands.guild_only()
    async def browse(
        self,
        interaction: discord.Interaction[ForumBot],
        sort: str = Sort.RECENT.value,
        category: str | None = None,
    ) -> None:
        """Show the first page."""
        category_id = None
        if category:
            forum = await forum_of(interaction)
            lines = await listed(interaction.client.database, forum.id)
            category_id = meant_category(lines, category).id
        await reply(interaction, await questions_at(interaction, 0, Sort(sort), category_id))

    @browse.autocomplete("category")
    async def _categories(
        self, interaction: discord.Interaction[ForumBot], typed: str
    ) -> list[app_commands.Choice[str]]:
        return await category_choices(interaction, typed)


class BrowsePage(
    NumberedButton, template=r"browse:(?P<number>\d+)(?::(?P<sort>[a-z-]*))?(?::(?P<category>\d*))?"
):
    """**Browse** on the welcome message; **Newer** and **Older** on a page."""

    action = "browse"
    sort = Sort.RECENT
    category_id: int | None = None

    @classmethod
    def read(cls, _drawn: discord.ui.Item[discord.ui.View], match: re.Match[str]) -> Self:
        """Make the button from the page, sort and category in its custom_id."""
        button = cls(int(match["number"]))
        if match["sort"] in set(Sort):
            button.sort = Sort(match["sort"])
        button.category_id = int(match["category"]) if match["category"] else None
        return button

    @reports_errors
    async def callback(self, interaction: discord.Interaction) -> None:
        """Show the page."""
        shown = await questions_at(interaction, self.number, self.sort, self.category_id)
        await show_page(interaction, shown)


async def questions_at(
    interaction: discord.Interaction, page: int, sort: Sort, category_id: int | None = None
) -> discord.ui.LayoutView:
    """Return a page of this server's questions. Raises `CategoryUnknown`."""
    forum, database = await forum_of(interaction), client_of(interaction).database
    category = None
    if category_id is not None:
        category = meant_category(await listed(database, forum.id), str(category_id))
    found = await browse(database, forum_id=forum.id, page=page, sort=sort, category_id=category_id)
    return question_list(found, sort, words_of(interaction), category)


async def setup(bot: ForumBot) -> None:
    """Add the command and the button."""
    await bot.add_cog(Browsing())
    bot.add_dynamic_items(BrowsePage)
