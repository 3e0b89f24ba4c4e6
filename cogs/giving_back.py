"""Giving back the text of a form that came to nothing: with a button to go on, or as a file."""

import io
import logging
from collections.abc import Awaitable, Callable

import discord

from bot.errors import TRIES_TO_TELL, UNSENT, log_error, sentence, tell, words_of
from bot.forum.drafts import Submission
from bot.forum.naming_errors import AnonymousHere
from bot.publishing import layout
from bot.publishing.replies import slip_choice
from bot.submissions import KEPT_FORMS

log = logging.getLogger(__name__)

Say = Callable[[discord.Interaction, discord.ui.LayoutView], Awaitable[None]]


async def give_back(
    interaction: discord.Interaction,
    form: Submission,
    draft_id: int | None,
    error: Exception,
    *,
    say: Say = tell,
) -> None:
    """Say what is wrong, and give the text back when the form is one whose text is kept."""
    log_error(error, form.form)
    words = words_of(interaction)
    said = sentence(error, words)
    if draft_id is not None and isinstance(error, AnonymousHere):
        await say(interaction, slip_choice(said, draft_id, str(error.values["alias"]), words))
    elif draft_id is not None:
        again = layout.button(words("Open again with my text"), f"draft:{draft_id}")
        await say(interaction, layout.message(layout.text(said), layout.row(again)))
    elif form.form in KEPT_FORMS:
        await hand_over(interaction, said, form)
    else:
        await say(interaction, layout.note(said))


async def hand_over(interaction: discord.Interaction, said: str, form: Submission) -> None:
    """Say something and send the text as a file, once more when that fails.

    A form that was not acknowledged can't be followed up, but it is still open with its text.
    """
    said += "\n" + words_of(interaction)("Your text is in the file below.")
    for _ in range(TRIES_TO_TELL):
        try:
            if interaction.response.is_done():
                await interaction.followup.send(said, file=_as_file(form), ephemeral=True)
            else:
                await interaction.response.send_message(said, file=_as_file(form), ephemeral=True)
        except UNSENT as error:
            log.warning("can't give a text back: %s", type(error).__name__)
        else:
            return


def _as_file(form: Submission) -> discord.File:
    text = "\n\n".join(value for value in form.texts.values() if value)
    return discord.File(io.BytesIO(text.encode()), filename="your-text.txt")
