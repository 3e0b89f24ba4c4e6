"""**Hide** and **Unhide** in More, for moderators."""

import discord

from bot.client import ForumBot
from bot.errors import tell, words_of
from bot.forum import moderation
from bot.publishing.moderation import hidden
from bot.publishing.moderation_forms import hide_form
from bot.submissions import Submitted
from cogs.buttons import NumberedButton
from cogs.interactions import actor_of, client_of, hold, reports_errors, show_done
from cogs.mod_group import moderates
from cogs.more import menu


class Hide(NumberedButton, template=r"hide:(?P<number>\d+)"):
    """**Hide**: asks why."""

    action = "hide"

    @reports_errors
    async def callback(self, interaction: discord.Interaction) -> None:
        """Open the form."""
        await moderates(interaction)
        await interaction.response.send_modal(hide_form(self.number, words_of(interaction)))


class Unhide(NumberedButton, template=r"unhide:(?P<number>\d+)"):
    """**Unhide**."""

    action = "unhide"

    @reports_errors
    async def callback(self, interaction: discord.Interaction) -> None:
        """Show the post again, and the menu as it is now."""
        bot, forum = client_of(interaction), await moderates(interaction)
        await hold(interaction)
        await moderation.unhide(
            bot.database,
            forum_id=forum.id,
            post_id=self.number,
            actor=actor_of(interaction, forum),
            now=bot.now(),
        )
        bot.outbox.kick()
        said = words_of(interaction)("#{number} is shown again.", number=self.number)
        await show_done(interaction, said, menu(interaction, self.number))


async def receive(interaction: discord.Interaction, submitted: Submitted) -> None:
    """Hide a post from its form."""
    bot, forum = client_of(interaction), await moderates(interaction)
    (number,) = submitted.parts
    first_message = await moderation.hide(
        bot.database,
        forum_id=forum.id,
        post_id=int(number),
        reason=submitted.text("reason"),
        actor=actor_of(interaction, forum),
        now=bot.now(),
    )
    bot.outbox.kick()
    await tell(interaction, hidden(int(number), first_message, words_of(interaction)))


async def setup(bot: ForumBot) -> None:
    """Add the buttons and the form."""
    bot.add_dynamic_items(Hide, Unhide)
    bot.forms.register("hide", receive)
