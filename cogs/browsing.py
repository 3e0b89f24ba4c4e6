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
from bot.forum.listings import Sort, browse, find_tag
from bot.publishing.listings import Within, question_list
from bot.publishing.opening import Reach
from cogs.buttons import NumberedButton
from cogs.interactions import client_of, forum_of, reports_errors
from cogs.options import category_choices, meant_category, tag_choices
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
        tag=N_("Only those with a tag"),
        member=N_("Only those that somebody asked by name"),
    )
    @app_commands.choices(sort=SORTS)
    @app_commands.guild_only()
    async def browse(
        self,
        interaction: discord.Interaction[ForumBot],
        sort: str = Sort.RECENT.value,
        category: str | None = None,
        tag: str | None = None,
        member: discord.Member | discord.User | None = None,
    ) -> None:
        """Show the first page."""
        forum, database = await forum_of(interaction), interaction.client.database
        within = Within(
            meant_category(await listed(database, forum.id), category) if category else None,
            await find_tag(database, forum_id=forum.id, typed=tag) if tag else None,
            member.id if member else None,
        )
        await reply(interaction, await questions_at(interaction, 0, Sort(sort), within))

    @browse.autocomplete("category")
    async def _categories(
        self, interaction: discord.Interaction[ForumBot], typed: str
    ) -> list[app_commands.Choice[str]]:
        return await category_choices(interaction, typed)

    @browse.autocomplete("tag")
    async def _tags(
        self, interaction: discord.Interaction[ForumBot], typed: str
    ) -> list[app_commands.Choice[str]]:
        return await tag_choices(interaction, typed)


class BrowsePage(
    NumberedButton,
    template=r"browse:(?P<number>\d+)(?::(?P<sort>[a-z-]*))?(?::(?P<category>\d*))?"
    r"(?::(?P<tag>\d*))?(?::(?P<member>\d*))?",
):
    """**Browse** on the welcome message; **Newer** and **Older** on a page."""

    action = "browse"
    sort = Sort.RECENT
    category_id: int | None = None
    tag_id: int | None = None
    user_id: int | None = None

    @classmethod
    def read(cls, _drawn: discord.ui.Item[discord.ui.View], match: re.Match[str]) -> Self:
        """Make the button from the page, sort and all that narrows it in its custom_id."""
        button = cls(int(match["number"]))
        if match["sort"] in set(Sort):
            button.sort = Sort(match["sort"])
        button.category_id = int(match["category"]) if match["category"] else None
        button.tag_id = int(match["tag"]) if match["tag"] else None
        button.user_id = int(match["member"]) if match["member"] else None
        return button

    @reports_errors
    async def callback(self, interaction: discord.Interaction) -> None:
        """Show the page. Raises `CategoryUnknown`."""
        forum, database = await forum_of(interaction), client_of(interaction).database
        category, tag = None, None
        if self.category_id is not None:
            category = meant_category(await listed(database, forum.id), str(self.category_id))
        if self.tag_id is not None:
            tag = await find_tag(database, forum_id=forum.id, tag_id=self.tag_id)
        within = Within(category, tag, self.user_id)
        shown = await questions_at(interaction, self.number, self.sort, within)
        await show_page(interaction, shown)


async def questions_at(
    interaction: discord.Interaction, page: int, sort: Sort, within: Within
) -> discord.ui.LayoutView:
    """Return a page of this server's questions."""
    forum, database = await forum_of(interaction), client_of(interaction).database
    found = await browse(
        database,
        forum_id=forum.id,
        page=page,
        sort=sort,
        category_id=within.category.id if within.category else None,
        tag_id=within.tag.id if within.tag else None,
        user_id=within.user_id,
    )
    reach = Reach(interaction.client)
    return question_list(found, sort, words_of(interaction), reach, within)


async def setup(bot: ForumBot) -> None:
    """Add the command and the button."""
    await bot.add_cog(Browsing())
    bot.add_dynamic_items(BrowsePage)
