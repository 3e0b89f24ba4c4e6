"""`/browse` and **Browse** on the welcome message: pages of questions, just for the reader."""

import re
from dataclasses import replace
from typing import Self

import discord
from discord import app_commands
from discord.ext import commands

from bot.catalogue import N_
from bot.client import ForumBot
from bot.errors import reply, words_of
from bot.forum.across import browse_across
from bot.forum.categories import forum_with
from bot.forum.listings import Sort, TagLine, browse
from bot.publishing.listings import Means, question_list
from bot.publishing.opening import Reach
from bot.publishing.silence import with_silence
from cogs.buttons import NumberedButton
from cogs.interactions import client_of, reports_errors
from cogs.narrowing import (
    Wanted,
    categories_numbered,
    categories_typed,
    tag_numbered,
    tag_typed,
)
from cogs.options import category_choices, tag_choices
from cogs.pages import show_page
from cogs.shared_forums import Covered, forum_of_chosen, forums_here

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
    @app_commands.allowed_installs(guilds=True, users=False)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=False)
    async def browse(
        self,
        interaction: discord.Interaction[ForumBot],
        sort: str = Sort.RECENT.value,
        category: str | None = None,
        tag: str | None = None,
        member: discord.Member | discord.User | None = None,
    ) -> None:
        """Show the first page."""
        first = await forum_of_chosen(interaction, category)
        covered, database = await forums_here(interaction, first=first), interaction.client.database
        categories, narrowed = None, None
        if category:
            categories = await categories_typed(database, covered, category)
            covered = categories.narrow(covered)
        if tag:
            narrowed = await tag_typed(database, covered, tag)
        wanted = Wanted(categories, narrowed, member.id if member else None)
        await reply(interaction, await questions_at(interaction, covered, 0, Sort(sort), wanted))

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
    template=r"browse:(?P<number>\d+)(?::(?P<sort>[a-z-]*))?(?::(?P<category>\d*)"
    r"(?P<means>[np]?))?(?::(?P<tag>\d*))?(?::(?P<member>\d*))?",
):
    """**Browse** on the welcome message; **Newer** and **Older** on a page."""

    action = "browse"
    sort = Sort.RECENT
    category_id: int | None = None
    means = Means.NUMBER
    tag_id: int | None = None
    user_id: int | None = None

    @classmethod
    def read(cls, _drawn: discord.ui.Item[discord.ui.View], match: re.Match[str]) -> Self:
        """Make the button from the page, sort and all that narrows it in its custom_id."""
        button = cls(int(match["number"]))
        if match["sort"] in set(Sort):
            button.sort = Sort(match["sort"])
        button.category_id = int(match["category"]) if match["category"] else None
        button.means = Means(match["means"] or "")
        button.tag_id = int(match["tag"]) if match["tag"] else None
        button.user_id = int(match["member"]) if match["member"] else None
        return button

    @reports_errors
    async def callback(self, interaction: discord.Interaction) -> None:
        """Show the page. Raises `CategoryUnknown`, `TagUnknown`, `ServerAway`."""
        database = client_of(interaction).database
        first = await forum_with(database, self.category_id)
        covered = await forums_here(interaction, first=first)
        categories, tag = None, None
        if self.category_id is not None:
            categories = await categories_numbered(database, covered, self.category_id, self.means)
            covered = categories.narrow(covered)
        if self.tag_id is not None:
            tag = await tag_numbered(database, covered, self.tag_id)
        wanted = Wanted(categories, tag, self.user_id)
        shown = await questions_at(interaction, covered, self.number, self.sort, wanted)
        await show_page(interaction, shown)


async def questions_at(
    interaction: discord.Interaction, covered: Covered, page: int, sort: Sort, wanted: Wanted
) -> discord.ui.LayoutView:
    """Return a page of these forums' questions."""
    database, forums, tag = client_of(interaction).database, covered.forums, wanted.tag
    if len(forums) == 1:
        found = await browse(
            database,
            forum_id=forums[0].id,
            page=page,
            sort=sort,
            category_id=wanted.category_ids.get(forums[0].id),
            tag_id=tag.id if tag else None,
            user_id=wanted.user_id,
        )
        if covered.is_direct:
            found = found.of(forums[0].name)
    else:
        found = await browse_across(
            database,
            forums=forums,
            page=page,
            sort=sort,
            category_ids=wanted.category_ids,
            tag=tag.name if tag else None,
            user_id=wanted.user_id,
        )
        # What waits to appear may have the tag elsewhere; what is shown has it in any case.
        tag = None if tag is None else TagLine(found.tag_id, tag.name)
    words, reach = words_of(interaction), Reach(interaction.client)
    within = replace(wanted, tag=tag).within
    shown = question_list(found, sort, words, reach, within, is_direct=covered.is_direct)
    return with_silence(shown, covered.unheard, words)


async def setup(bot: ForumBot) -> None:
    """Add the command and the button."""
    await bot.add_cog(Browsing())
    bot.add_dynamic_items(BrowsePage)
