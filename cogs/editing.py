"""**Edit**, and the form that it opens: with the whole text in it, however long that is."""

import discord

from bot.client import ForumBot
from bot.errors import tell, words_of
from bot.forum import edits
from bot.forum.drafts import Submission
from bot.forum.editing import editable
from bot.publishing.edit_forms import edit_form, present_texts, sent_text
from bot.publishing.forms import Filled
from bot.submissions import Submitted
from cogs.buttons import NumberedButton
from cogs.drafted import filled_with, kept_form
from cogs.interactions import actor_of, client_of, forum_of, reports_errors


class Edit(NumberedButton, template=r"edit:(?P<number>\d+)"):
    """**Edit**."""

    action = "edit"

    @reports_errors
    async def callback(self, interaction: discord.Interaction) -> None:
        """Open the edit form."""
        await open_edit(interaction, self.number)


async def open_edit(
    interaction: discord.Interaction, post_id: int, shown: Filled | None = None, cuts: str = ""
) -> None:
    """Open the edit form with the present text, or that of a try that failed within the last day.

    Its custom_id names the revision that the editor saw, and what stood between the parts of a long
    text (`edit:POST:REVISION:CUTS`). Kept text goes on naming its own, so that whoever saves it
    hears of what was changed meanwhile.
    """
    forum = await forum_of(interaction)
    card = await editable(
        client_of(interaction).database,
        forum_id=forum.id,
        post_id=post_id,
        actor=actor_of(interaction, forum),
    )
    about = f"edit:{post_id}:{card.revision}"
    kept = None if shown else await kept_form(interaction, about)
    if shown is not None:
        custom_id = f"{about}:{cuts}".rstrip(":")
    elif kept is not None:
        custom_id, shown = kept.about, filled_with(kept)
    else:
        shown, cuts = present_texts(card)
        custom_id = f"{about}:{cuts}".rstrip(":")
    form = edit_form(words_of(interaction), custom_id, shown, card)
    await interaction.response.send_modal(form)


async def reopen(interaction: discord.Interaction, form: Submission) -> None:
    """Open the edit form again with kept text, on the post as it is now."""
    _, post_id, _, cuts = [*form.about.split(":"), ""][:4]
    await open_edit(interaction, int(post_id), filled_with(form), cuts)


async def receive(interaction: discord.Interaction, submitted: Submitted) -> None:
    """Save an edit from its form."""
    bot, forum = client_of(interaction), await forum_of(interaction)
    number, revision, cuts = [*submitted.parts, ""][:3]
    post_id = int(number)
    await edits.edit(
        bot.database,
        forum_id=forum.id,
        post_id=post_id,
        revision=int(revision),
        actor=actor_of(interaction, forum),
        title=submitted.text("title") or None,
        body=sent_text(submitted.form.texts, cuts),
        draft_id=submitted.draft_id,
        now=bot.now(),
    )
    bot.outbox.kick()
    words = words_of(interaction)
    said = words("Your changes to #{number} are saved.", number=post_id)
    await tell(interaction, said)


async def setup(bot: ForumBot) -> None:
    """Add the button and the form."""
    bot.add_dynamic_items(Edit)
    bot.forms.register("edit", receive, reopen)
