"""**History** under **More**: what was changed in a post, one change a page."""

import re
from typing import Self

import discord

from bot.client import ForumBot
from bot.errors import reply, words_of
from bot.forum.histories import change_of
from bot.publishing.histories import change_page
from cogs.buttons import NumberedButton
from cogs.interactions import client_of, reports_errors
from cogs.pages import show_page
from cogs.places import place_of


class History(
    NumberedButton,
    template=r"history:(?P<number>\d+)(?::(?P<change>\d+))?(?::(?P<part>\d+))?",
):
    """**History** in More, and the buttons that lead to other changes and parts of them."""

    action = "history"
    change: int | None = None
    part = 0

    @classmethod
    def read(cls, _drawn: discord.ui.Item[discord.ui.View], match: re.Match[str]) -> Self:
        """Make the button from the post, the change and its part in its custom_id."""
        button = cls(int(match["number"]))
        button.change = int(match["change"]) if match["change"] else None
        button.part = int(match["part"] or 0)
        return button

    @reports_errors
    async def callback(self, interaction: discord.Interaction) -> None:
        """Show the change: from More beneath it, the others in place of each other."""
        bot, place = client_of(interaction), await place_of(interaction, self.number)
        found = await change_of(
            bot.database,
            forum_id=place.forum.id,
            post_id=self.number,
            actor=place.actor,
            number=self.change,
        )
        page = change_page(found, self.part, words_of(interaction))
        if self.change is None:
            await reply(interaction, page)
        else:
            await show_page(interaction, page)


async def setup(bot: ForumBot) -> None:
    """Add the button."""
    bot.add_dynamic_items(History)
