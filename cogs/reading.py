"""**Read all** on a card that cuts its text: the whole text in pages, just for the reader."""

import discord

from bot.client import ForumBot
from bot.errors import reply, words_of
from bot.publishing.reading import text_page
from cogs.buttons import PagedButton
from cogs.interactions import note_view, reports_errors
from cogs.more import shown_here
from cogs.pages import show_page


class ReadAll(PagedButton, template=r"whole:(?P<number>\d+)(?::(?P<page>\d+))?"):
    """**Read all** on a card; **Previous** and **Next** on a page of the text."""

    action = "whole"

    @reports_errors
    async def callback(self, interaction: discord.Interaction) -> None:
        """Show the page: the first one beneath the card, the others in place of each other."""
        card, place = await shown_here(interaction, self.number)
        is_moderator = place.actor.is_moderator
        words = words_of(interaction)
        page = text_page(card, self.page or 0, words, is_moderator=is_moderator)
        if self.page is None:
            await reply(interaction, page)
            note_view(interaction, card)
        else:
            await show_page(interaction, page)


async def setup(bot: ForumBot) -> None:
    """Add the button."""
    bot.add_dynamic_items(ReadAll)
