"""**Turn into a comment** in More, for its author and moderators: asks first, for it stays so."""

import discord

from bot.client import ForumBot
from bot.errors import reply, words_of
from bot.forum.converting import check_convertible, turn_into_comment
from bot.publishing.moderation import confirm_conversion
from cogs.buttons import NumberedButton
from cogs.interactions import client_of, hold, reports_errors, show_done
from cogs.more import menu
from cogs.places import place_of


class TurnIntoComment(NumberedButton, template=r"tocomment:(?P<number>\d+)"):
    """**Turn into a comment**."""

    action = "tocomment"

    @reports_errors
    async def callback(self, interaction: discord.Interaction) -> None:
        """Ask whether the answer shall really become a comment."""
        place = await place_of(interaction, self.number)
        await check_convertible(
            client_of(interaction).database,
            forum_id=place.forum.id,
            post_id=self.number,
            actor=place.actor,
        )
        await reply(interaction, confirm_conversion(self.number, words_of(interaction)))


class ReallyTurn(NumberedButton, template=r"turned:(?P<number>\d+)"):
    """**Turn into a comment**, asked for a second time."""

    action = "turned"

    @reports_errors
    async def callback(self, interaction: discord.Interaction) -> None:
        """Turn the answer into a comment, and show the menu as it is now."""
        await hold(interaction)
        bot, place = client_of(interaction), await place_of(interaction, self.number, writes=True)
        await turn_into_comment(
            bot.database,
            forum_id=place.forum.id,
            post_id=self.number,
            actor=place.actor,
            now=bot.now(),
        )
        bot.outbox.kick()
        said = words_of(interaction)("#{number} is a comment now.", number=self.number)
        await show_done(interaction, said, menu(interaction, self.number))


async def setup(bot: ForumBot) -> None:
    """Add the buttons."""
    bot.add_dynamic_items(TurnIntoComment, ReallyTurn)
