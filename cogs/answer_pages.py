"""**Answers** under More and on a card: a question's answers in pages, just for the reader."""

import discord

from bot.client import ForumBot
from bot.errors import reply, words_of
from bot.forum.conversations import read_answers
from bot.publishing.answer_pages import answers_page
from cogs.buttons import PagedButton
from cogs.interactions import client_of, note_view, reports_errors
from cogs.more import shown_here
from cogs.pages import show_page


class Answers(PagedButton, template=r"answers:(?P<number>\d+)(?::(?P<page>\d+))?"):
    """**Answers** of a question; **Previous** and **Next** on their pages."""

    action = "answers"

    @reports_errors
    async def callback(self, interaction: discord.Interaction) -> None:
        """Show the page: the first beneath the card, the others in place of each other."""
        card, place = await shown_here(interaction, self.number)
        found = await read_answers(
            client_of(interaction).database,
            question_id=card.question_id,
            page=self.page or 0,
            is_moderator=place.actor.is_moderator,
        )
        page = answers_page(card, found, words_of(interaction))
        if self.page is None:
            await reply(interaction, page)
            note_view(interaction, card)
        else:
            await show_page(interaction, page)


async def setup(bot: ForumBot) -> None:
    """Add the button."""
    bot.add_dynamic_items(Answers)
