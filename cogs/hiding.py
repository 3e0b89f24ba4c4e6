"""**Hide** and **Unhide** in More, for moderators."""

import discord

from bot.client import ForumBot
from bot.errors import tell, words_of
from bot.forum import moderation
from bot.publishing.moderation import hidden
from bot.publishing.moderation_forms import hide_form
from bot.submissions import Submitted
from cogs.buttons import NumberedButton
from cogs.interactions import client_of, hold, reports_errors, show_done
from cogs.mod_group import moderated
from cogs.more import menu


class Hide(NumberedButton, template=r"hide:(?P<number>\d+)"):
    """**Hide**: asks why."""

    action = "hide"

    @reports_errors
    async def callback(self, interaction: discord.Interaction) -> None:
        """Open the form."""
        await moderated(interaction, self.number)
        await interaction.response.send_modal(hide_form(self.number, words_of(interaction)))


class Unhide(NumberedButton, template=r"unhide:(?P<number>\d+)"):
    """**Unhide**."""

    action = "unhide"

    @reports_errors
    async def callback(self, interaction: discord.Interaction) -> None:
        """Show the post again, and the menu as it is now."""
        bot, place = client_of(interaction), await moderated(interaction, self.number)
        await hold(interaction)
        await moderation.unhide(
            bot.database,
            forum_id=place.forum.id,
            post_id=self.number,
            actor=place.actor,
            now=bot.now(),
        )
        bot.outbox.kick()
        said = words_of(interaction)("#{number} is shown again.", number=self.number)
        await show_done(interaction, said, menu(interaction, self.number))


async def receive(interaction: discord.Interaction, submitted: Submitted) -> None:
    """Hide a post from its form."""
    bot, number = client_of(interaction), int(submitted.parts[0])
    place = await moderated(interaction, number)
    first_message = await moderation.hide(
        bot.database,
        forum_id=place.forum.id,
        post_id=number,
        reason=submitted.text("reason"),
        actor=place.actor,
        now=bot.now(),
    )
    bot.outbox.kick()
    await tell(interaction, hidden(number, first_message, words_of(interaction)))


async def setup(bot: ForumBot) -> None:
    """Add the buttons and the form."""
    bot.add_dynamic_items(Hide, Unhide)
    bot.forms.register("hide", receive)
