"""**Show my name**: an anonymous post, and what else its author wrote there, gets their name."""

import discord

from bot.client import ForumBot
from bot.errors import reply, words_of
from bot.forum.anonymous.naming import take_name
from bot.publishing.replies import confirm_name
from cogs.buttons import NumberedButton
from cogs.interactions import client_of, hold, reports_errors, show_done
from cogs.more import shown_here
from cogs.places import place_of


class ShowName(NumberedButton, template=r"name:(?P<number>\d+)"):
    """**Show my name**: asks first."""

    action = "name"

    @reports_errors
    async def callback(self, interaction: discord.Interaction) -> None:
        """Ask whether the name shall really be shown."""
        card, _ = await shown_here(interaction, self.number)
        await reply(interaction, confirm_name(card, words_of(interaction)))


class ReallyShowName(NumberedButton, template=r"named:(?P<number>\d+)"):
    """**Show my name**, asked for a second time."""

    action = "named"

    @reports_errors
    async def callback(self, interaction: discord.Interaction) -> None:
        """Put the author's name to their posts in the question, and say so."""
        await hold(interaction)
        bot, place = client_of(interaction), await place_of(interaction, self.number, writes=True)
        count = await take_name(
            bot.database,
            forum_id=place.forum.id,
            post_id=self.number,
            actor=place.actor,
            now=bot.now(),
        )
        bot.outbox.kick()
        said = words_of(interaction).plural(
            "{count} post of yours stands under your name now.",
            "{count} posts of yours stand under your name now.",
            count,
        )
        await show_done(interaction, said)


async def setup(bot: ForumBot) -> None:
    """Add the buttons."""
    bot.add_dynamic_items(ShowName, ReallyShowName)
