"""Choosing the best answer: the button on an answer, in More and in DMs, and its undoing."""

import discord

from bot.client import ForumBot
from bot.errors import tell, words_of
from bot.forum.best_answers import choose, withdraw
from bot.publishing.replies import chosen
from cogs.buttons import NumberedButton
from cogs.interactions import client_of, reports_errors, wait_for
from cogs.places import place_of


class BestAnswer(NumberedButton, template=r"best:(?P<number>\d+)"):
    """**Best answer**."""

    action = "best"

    @reports_errors
    async def callback(self, interaction: discord.Interaction) -> None:
        """Make the answer the best one; pressed again, only say that it is."""
        await wait_for(interaction)
        bot = client_of(interaction)
        place = await place_of(interaction, self.number, writes=True)
        is_new = await choose(
            bot.database,
            answer_id=self.number,
            forum_id=place.forum.id,
            actor=place.actor,
            now=bot.now(),
        )
        bot.outbox.kick()
        await tell(interaction, chosen(self.number, words_of(interaction), is_new=is_new))


class UndoBestAnswer(NumberedButton, template=r"unbest:(?P<number>\d+)"):
    """**Undo best answer**."""

    action = "unbest"

    @reports_errors
    async def callback(self, interaction: discord.Interaction) -> None:
        """Take it back; pressed again, it says the same."""
        await wait_for(interaction)
        bot = client_of(interaction)
        place = await place_of(interaction, self.number, writes=True)
        await withdraw(
            bot.database,
            answer_id=self.number,
            forum_id=place.forum.id,
            actor=place.actor,
            now=bot.now(),
        )
        bot.outbox.kick()
        words = words_of(interaction)
        await tell(interaction, words("#{number} is the best answer no more.", number=self.number))


async def setup(bot: ForumBot) -> None:
    """Add the buttons."""
    bot.add_dynamic_items(BestAnswer, UndoBestAnswer)
