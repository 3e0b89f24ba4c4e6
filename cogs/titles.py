"""**Change titles** on the panel of `/forum settings`: one form with a line for each."""

import discord

from bot.client import ForumBot
from bot.errors import tell, words_of
from bot.forum.drafts import Submission
from bot.forum.forum_settings import set_titles
from bot.publishing.forms import EMPTY, Filled
from bot.publishing.forum_settings import titles_form
from bot.submissions import Submitted
from cogs.buttons import NumberedButton
from cogs.drafted import filled_with
from cogs.interactions import actor_of, client_of, forum_of, manages_server, reports_errors


class ChangeTitles(NumberedButton, template=r"titles:(?P<number>\d+)"):
    """**Change titles**."""

    action = "titles"

    @reports_errors
    async def callback(self, interaction: discord.Interaction) -> None:
        """Open the form with the titles that the forum has."""
        await open_titles(interaction)


async def open_titles(interaction: discord.Interaction, shown: Filled = EMPTY) -> None:
    """Open the form."""
    manages_server(interaction)
    forum = await forum_of(interaction)
    await interaction.response.send_modal(titles_form(forum, words_of(interaction), shown))


async def reopen(interaction: discord.Interaction, form: Submission) -> None:
    """Open the form again with kept text."""
    await open_titles(interaction, filled_with(form))


async def receive(interaction: discord.Interaction, submitted: Submitted) -> None:
    """Save the titles from their form."""
    manages_server(interaction)
    bot, forum = client_of(interaction), await forum_of(interaction)
    count = await set_titles(
        bot.database,
        forum_id=forum.id,
        text=submitted.text("titles"),
        actor=actor_of(interaction, forum),
        now=bot.now(),
        draft_id=submitted.draft_id,
    )
    words = words_of(interaction)
    said = words("Saved: there are no titles now.")
    if count:
        said = words.plural("Saved: {count} title.", "Saved: {count} titles.", count)
    await tell(interaction, said)


async def setup(bot: ForumBot) -> None:
    """Add the button and the form."""
    bot.add_dynamic_items(ChangeTitles)
    bot.forms.register("titles", receive, reopen)
