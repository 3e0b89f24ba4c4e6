"""`/privacy delete-my-data`: its menus and buttons."""

import re
from collections.abc import Sequence
from typing import Self

import discord

from bot.catalogue import N_
from bot.client import ForumBot
from bot.errors import tell, words_of
from bot.forum.privacy.erasures import choose, confirm, tick, undo
from bot.forum.privacy.holdings import anonymous_page, holdings
from bot.publishing.erasing import REMOVES, anonymous_choice, confirmation, panel
from bot.retention import retention
from cogs.buttons import Lasting, Menu, NumberedButton
from cogs.interactions import client_of, reports_errors
from cogs.pages import show_page
from data.tables import PostKind

HAD_BEGUN = N_("It had begun already. What is gone stays gone; nothing more goes.")


class ChooseTexts(Lasting[Menu], template=r"erase-(?P<kind>question|answer|comment):0"):
    """Whether the texts of a kind stay without a name, or go."""

    def __init__(self, kind: str) -> None:
        """Stand for a menu that was drawn long ago."""
        super().__init__(discord.ui.Select(custom_id=f"erase-{kind}:0"))
        self.kind = PostKind(kind)

    @classmethod
    def read(cls, _drawn: discord.ui.Item[discord.ui.View], match: re.Match[str]) -> Self:
        """Make the menu from the kind in its custom_id."""
        return cls(match["kind"])

    @reports_errors
    async def callback(self, interaction: discord.Interaction) -> None:
        """Note the choice."""
        bot = client_of(interaction)
        await choose(
            bot.database,
            user_id=interaction.user.id,
            kind=self.kind,
            removes=self.item.values == [REMOVES],
            now=bot.now(),
        )
        await show_page(interaction, await erasing_panel(interaction))


class TickPosts(Lasting[Menu], template=r"erasetick:(?P<number>\d+)"):
    """Which anonymous posts of a page go."""

    def __init__(self, number: int, shown: Sequence[int]) -> None:
        """Stand for a menu that was drawn long ago, with these posts."""
        super().__init__(discord.ui.Select(custom_id=f"erasetick:{number}"))
        self.number = number
        self.shown = shown

    @classmethod
    def read(cls, drawn: discord.ui.Item[discord.ui.View], match: re.Match[str]) -> Self:
        """Make the menu from the page in its custom_id, with the posts that it shows."""
        options = drawn.options if isinstance(drawn, discord.ui.Select) else []
        return cls(int(match["number"]), [int(option.value) for option in options])

    @reports_errors
    async def callback(self, interaction: discord.Interaction) -> None:
        """Note what is ticked of what the menu shows."""
        bot = client_of(interaction)
        await tick(
            bot.database,
            user_id=interaction.user.id,
            shown=self.shown,
            ticked=[int(value) for value in self.item.values],
            now=bot.now(),
        )
        await show_page(interaction, await posts_at(interaction, self.number))


class ChoosePosts(NumberedButton, template=r"eraseposts:(?P<number>\d+)"):
    """**Choose anonymous posts**, and its pages."""

    action = "eraseposts"

    @reports_errors
    async def callback(self, interaction: discord.Interaction) -> None:
        """Show the page."""
        await show_page(interaction, await posts_at(interaction, self.number))


class GoBack(NumberedButton, template=r"eraseback:(?P<number>\d+)"):
    """**Back**."""

    action = "eraseback"

    @reports_errors
    async def callback(self, interaction: discord.Interaction) -> None:
        """Show the choices."""
        await show_page(interaction, await erasing_panel(interaction))


class GoOn(NumberedButton, template=r"erasego:(?P<number>\d+)"):
    """**Delete my data**: asks once more."""

    action = "erasego"

    @reports_errors
    async def callback(self, interaction: discord.Interaction) -> None:
        """Say what happens when, and ask."""
        bot = client_of(interaction)
        found = await holdings(bot.database, user_id=interaction.user.id)
        keep, words = retention(bot.settings), words_of(interaction)
        await show_page(interaction, confirmation(found, keep, bot.now(), words))


class Confirm(NumberedButton, template=r"eraseyes:(?P<number>\d+)"):
    """**Yes, delete my data**."""

    action = "eraseyes"

    @reports_errors
    async def callback(self, interaction: discord.Interaction) -> None:
        """Note the wish; it is carried out after the grace period."""
        bot = client_of(interaction)
        grace = retention(bot.settings).grace
        await confirm(bot.database, user_id=interaction.user.id, now=bot.now(), grace=grace)
        await show_page(interaction, await erasing_panel(interaction))


class TakeBack(NumberedButton, template=r"eraseundo:(?P<number>\d+)"):
    """**Take it back**."""

    action = "eraseundo"

    @reports_errors
    async def callback(self, interaction: discord.Interaction) -> None:
        """Forget the wish."""
        bot = client_of(interaction)
        had_begun = await undo(bot.database, user_id=interaction.user.id, now=bot.now())
        await show_page(interaction, await erasing_panel(interaction))
        if had_begun:
            await tell(interaction, words_of(interaction)(HAD_BEGUN))


async def erasing_panel(interaction: discord.Interaction) -> discord.ui.LayoutView:
    """Return where this person stands: what there is, what may go, what is confirmed."""
    bot = client_of(interaction)
    found = await holdings(bot.database, user_id=interaction.user.id)
    return panel(found, retention(bot.settings), words_of(interaction))


async def posts_at(interaction: discord.Interaction, page: int) -> discord.ui.LayoutView:
    """Return a page of this person's anonymous posts."""
    database = client_of(interaction).database
    found = await anonymous_page(database, user_id=interaction.user.id, page=page)
    return anonymous_choice(found, words_of(interaction))


async def setup(bot: ForumBot) -> None:
    """Add the menus and buttons."""
    bot.add_dynamic_items(ChooseTexts, TickPosts, ChoosePosts, GoBack, GoOn, Confirm, TakeBack)
