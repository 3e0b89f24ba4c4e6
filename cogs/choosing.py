"""Choosing the best answer: the button on an answer, in More and in DMs, and its undoing."""

import discord

from bot.client import ForumBot
from bot.errors import tell, words_of
from bot.forum.best_answers import choose, withdraw
from bot.forum.forums import forum_of_post
from bot.forum.summaries import ForumSummary
from bot.publishing.replies import chosen
from cogs.buttons import NumberedButton
from cogs.interactions import actor_of, client_of, forum_of, reports_errors, wait_for


class BestAnswer(NumberedButton, template=r"best:(?P<number>\d+)"):
    """**Best answer**."""

    action = "best"

    @reports_errors
    async def callback(self, interaction: discord.Interaction) -> None:
        """Make the answer the best one; pressed again, only say that it is."""
        await wait_for(interaction)
        bot = client_of(interaction)
        forum = await _forum(interaction, self.number)
        is_new = await choose(
            bot.database,
            answer_id=self.number,
            forum_id=forum.id,
            actor=actor_of(interaction, forum),
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
        forum = await _forum(interaction, self.number)
        await withdraw(
            bot.database,
            answer_id=self.number,
            forum_id=forum.id,
            actor=actor_of(interaction, forum),
            now=bot.now(),
        )
        bot.outbox.kick()
        words = words_of(interaction)
        await tell(interaction, words("#{number} is the best answer no more.", number=self.number))


async def _forum(interaction: discord.Interaction, post_id: int) -> ForumSummary:
    """Return the forum of the server; in a DM, where nobody moderates, that of the post."""
    if interaction.guild_id is not None:
        return await forum_of(interaction)
    return await forum_of_post(client_of(interaction).database, post_id)


async def setup(bot: ForumBot) -> None:
    """Add the buttons."""
    bot.add_dynamic_items(BestAnswer, UndoBestAnswer)
