"""Breaking the glass, in More: one moderator asks who wrote a post, another one confirms."""

import discord

from bot.client import ForumBot
from bot.errors import tell, words_of
from bot.forum.anonymous import unmasking
from bot.publishing.moderation import written_by
from bot.publishing.moderation_forms import unmask_form
from bot.submissions import Submitted
from cogs.buttons import NumberedButton
from cogs.interactions import client_of, hold, reports_errors, show_done
from cogs.mod_group import moderated
from cogs.places import place_of


class AskWhoWrote(NumberedButton, template=r"unmask:(?P<number>\d+)"):
    """**Ask who wrote this**."""

    action = "unmask"

    @reports_errors
    async def callback(self, interaction: discord.Interaction) -> None:
        """Open the form for the reason."""
        await moderated(interaction, self.number)
        await interaction.response.send_modal(unmask_form(self.number, words_of(interaction)))


class Confirm(NumberedButton, template=r"confirm:(?P<number>\d+)"):
    """**Confirm**, for another moderator than the one who asked."""

    action = "confirm"

    @reports_errors
    async def callback(self, interaction: discord.Interaction) -> None:
        """Grant the request, and show who wrote the post."""
        bot, place = client_of(interaction), await moderated(interaction, self.number)
        await hold(interaction)
        author = await unmasking.confirm(
            bot.database,
            forum_id=place.forum.id,
            post_id=self.number,
            actor=place.actor,
            now=bot.now(),
        )
        bot.outbox.kick()
        await show_done(interaction, written_by(self.number, author, words_of(interaction)))


class ShowWhoWrote(NumberedButton, template=r"author:(?P<number>\d+)"):
    """**Show who wrote this**, for a day."""

    action = "author"

    @reports_errors
    async def callback(self, interaction: discord.Interaction) -> None:
        """Show it to one of the two."""
        bot, place = client_of(interaction), await moderated(interaction, self.number)
        await hold(interaction)
        author = await unmasking.look(
            bot.database,
            forum_id=place.forum.id,
            post_id=self.number,
            actor=place.actor,
            now=bot.now(),
        )
        await show_done(interaction, written_by(self.number, author, words_of(interaction)))


async def receive(interaction: discord.Interaction, submitted: Submitted) -> None:
    """Ask from the form."""
    bot, number = client_of(interaction), int(submitted.parts[0])
    place = await place_of(interaction, number, writes=True)
    await unmasking.ask(
        bot.database,
        forum_id=place.forum.id,
        post_id=number,
        reason=submitted.text("reason"),
        is_danger=submitted.chose("options", "danger"),
        actor=place.actor,
        now=bot.now(),
    )
    words = words_of(interaction)
    said = words(
        "You asked who wrote #{number}. Another moderator has to confirm it within a week, in "
        "More on that post. Tell them.",
        number=number,
    )
    await tell(interaction, said)


async def setup(bot: ForumBot) -> None:
    """Add the buttons and the form."""
    bot.add_dynamic_items(AskWhoWrote, Confirm, ShowWhoWrote)
    bot.forms.register("unmask", receive)
