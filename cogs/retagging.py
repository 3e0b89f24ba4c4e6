"""**Tags and category** under More: of an own question, also a closed one; moderators of any."""

import discord

from bot.client import ForumBot
from bot.errors import tell, words_of
from bot.forum.categories import listed
from bot.forum.drafts import Submission
from bot.forum.retagging import retag, retaggable
from bot.publishing.edit_forms import retag_form
from bot.publishing.forms import Filled
from bot.submissions import Submitted
from cogs.buttons import NumberedButton
from cogs.drafted import filled_with
from cogs.editing import noted
from cogs.interactions import client_of, reports_errors
from cogs.places import place_of


class Retag(NumberedButton, template=r"retag:(?P<number>\d+)"):
    """**Tags and category**."""

    action = "retag"

    @reports_errors
    async def callback(self, interaction: discord.Interaction) -> None:
        """Open the form."""
        await open_retag(interaction, self.number)


async def open_retag(
    interaction: discord.Interaction, post_id: int, shown: Filled | None = None
) -> None:
    """Open the form with what the question has now, or with what was kept."""
    place, database = await place_of(interaction, post_id), client_of(interaction).database
    card, category_id = await retaggable(
        database, forum_id=place.forum.id, post_id=post_id, actor=place.actor
    )
    lines = await listed(database, place.forum.id)
    form = retag_form(words_of(interaction), card, category_id, lines, shown)
    await interaction.response.send_modal(form)


async def reopen(interaction: discord.Interaction, form: Submission) -> None:
    """Open the form again with kept text, on the question as it is now."""
    await open_retag(interaction, int(form.about.split(":")[1]), filled_with(form))


async def receive(interaction: discord.Interaction, submitted: Submitted) -> None:
    """Save tags, category and content note from their form."""
    bot, (post_id, revision) = client_of(interaction), submitted.parts
    place = await place_of(interaction, int(post_id), writes=True)
    category = submitted.form.choices.get("category", [])
    await retag(
        bot.database,
        forum_id=place.forum.id,
        post_id=int(post_id),
        revision=int(revision),
        actor=place.actor,
        tags=submitted.text("tags"),
        category_id=int(category[0]) if category else None,
        is_spoiler=noted(submitted),
        draft_id=submitted.draft_id,
        now=bot.now(),
    )
    bot.outbox.kick()
    words = words_of(interaction)
    await tell(interaction, words("Your changes to #{number} are saved.", number=post_id))


async def setup(bot: ForumBot) -> None:
    """Add the button and the form."""
    bot.add_dynamic_items(Retag)
    bot.forms.register("retag", receive, reopen)
