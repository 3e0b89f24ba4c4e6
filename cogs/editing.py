"""**Edit**, and the form that it opens: with the whole text in it, however long that is."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Self

import discord

from bot.client import ForumBot
from bot.errors import sentence, tell, words_of
from bot.forum import edits
from bot.forum.drafts import Submission
from bot.forum.editing import editable
from bot.forum.errors import NothingChanged
from bot.publishing.edit_forms import edit_form, present_texts, sent_text
from bot.publishing.forms import Filled
from bot.submissions import Submitted
from cogs.buttons import NumberedButton
from cogs.drafted import filled_with, kept_form
from cogs.interactions import client_of, reports_errors
from cogs.places import place_of

SILENT = "s"


class Edit(NumberedButton, template=r"edit:(?P<number>\d+)"):
    """**Edit**."""

    action = "edit"

    @reports_errors
    async def callback(self, interaction: discord.Interaction) -> None:
        """Open the edit form."""
        await open_edit(interaction, self.number)


class EditSilently(NumberedButton, template=r"silent:(?P<number>\d+)"):
    """**Edit silently**: a moderator's, of what others wrote."""

    action = "silent"

    @reports_errors
    async def callback(self, interaction: discord.Interaction) -> None:
        """Open the edit form; what is sent leaves no mark on the card."""
        await open_edit(interaction, self.number, is_silent=True)


@dataclass(frozen=True, slots=True)
class About:
    """What an edit form's custom_id says: `edit:POST:REVISION:CUTS:SILENT`.

    `cuts` is what stood between the parts of a long text.
    """

    post_id: int
    revision: int
    cuts: str = ""
    is_silent: bool = False

    @classmethod
    def of(cls, parts: Sequence[str]) -> Self:
        """Read what follows `edit:`; forms that were drawn long ago say less."""
        post_id, revision, cuts, silent = [*parts, "", ""][:4]
        return cls(int(post_id), int(revision), cuts, silent == SILENT)

    def __str__(self) -> str:
        """Return the custom_id."""
        silent = SILENT if self.is_silent else ""
        return f"edit:{self.post_id}:{self.revision}:{self.cuts}:{silent}".rstrip(":")


async def open_edit(
    interaction: discord.Interaction,
    post_id: int,
    shown: Filled | None = None,
    *,
    cuts: str = "",
    is_silent: bool = False,
) -> None:
    """Open the edit form with the present text, or that of a try that failed within the last day.

    Its custom_id names the revision that the editor saw. Kept text goes on naming its own, so that
    whoever saves it hears of what was changed meanwhile.
    """
    place = await place_of(interaction, post_id)
    card = await editable(
        client_of(interaction).database,
        forum_id=place.forum.id,
        post_id=post_id,
        actor=place.actor,
        is_silent=is_silent,
    )
    about = About(post_id, card.revision, cuts, is_silent)
    kept = None if shown else await kept_form(interaction, str(about))
    if kept is not None:
        about = replace(About.of(kept.about.split(":")[1:]), is_silent=is_silent)
        shown = filled_with(kept)
    elif shown is None:
        shown, cuts = present_texts(card)
        about = replace(about, cuts=cuts)
    form = edit_form(words_of(interaction), str(about), shown, card, is_silent=is_silent)
    await interaction.response.send_modal(form)


async def reopen(interaction: discord.Interaction, form: Submission) -> None:
    """Open the edit form again with kept text, on the post as it is now."""
    about = About.of(form.about.split(":")[1:])
    await open_edit(
        interaction,
        about.post_id,
        filled_with(form),
        cuts=about.cuts,
        is_silent=about.is_silent,
    )


async def receive(interaction: discord.Interaction, submitted: Submitted) -> None:
    """Save an edit from its form."""
    bot, about = client_of(interaction), About.of(submitted.parts)
    place, words = await place_of(interaction, about.post_id, writes=True), words_of(interaction)
    is_changed = await edits.edit(
        bot.database,
        forum_id=place.forum.id,
        post_id=about.post_id,
        revision=about.revision,
        actor=place.actor,
        title=submitted.text("title") or None,
        body=sent_text(submitted.form.texts, about.cuts),
        tags=submitted.form.texts.get("tags"),
        is_spoiler=noted(submitted),
        is_silent=about.is_silent,
        draft_id=submitted.draft_id,
        now=bot.now(),
    )
    bot.outbox.kick()
    said = words("Your changes to #{number} are saved.", number=about.post_id)
    await tell(interaction, said if is_changed else sentence(NothingChanged(), words))


def noted(submitted: Submitted) -> bool | None:
    """Tell whether the content note was ticked; None where the form did not ask for it."""
    return submitted.chose("options", "spoiler") if "options" in submitted.form.choices else None


async def setup(bot: ForumBot) -> None:
    """Add the buttons and the form."""
    bot.add_dynamic_items(Edit, EditSilently)
    bot.forms.register("edit", receive, reopen)
