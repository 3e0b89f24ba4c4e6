"""Moderators' small forms, drawn only: why a post is hidden, why its author is to be known."""

from collections.abc import Sequence

import discord
from discord import ui

from bot.catalogue import Words
from bot.forum.anonymous.unmasking import REASON_CHARACTERS as UNMASK_REASON_CHARACTERS
from bot.forum.moderation import REASON_CHARACTERS
from bot.publishing.forms import (
    CHOICE_LABEL_LIMIT,
    DESCRIPTION_LIMIT,
    LABEL_LIMIT,
    TITLE_LIMIT,
)
from bot.publishing.text import shortened

REFERENCE_CHARACTERS = 120  # a link to a message, or a whole title


def hide_form(number: int, words: Words) -> ui.Modal:
    """Return the form that hides a post, with room for a reason."""
    reason: ui.TextInput[ui.Modal] = ui.TextInput(
        custom_id="reason", required=False, max_length=REASON_CHARACTERS
    )
    field = _labelled(
        words("Why? (optional)"),
        reason,
        words("Moderators can read it, and the author in a copy of their data: name nobody else."),
    )
    return _form(words("Hide #{number}", number=number), f"hide:{number}", [field])


def close_form(number: int, words: Words) -> ui.Modal:
    """Return the form that closes a question: why, or as the duplicate of which."""
    reason: ui.TextInput[ui.Modal] = ui.TextInput(
        custom_id="reason", required=False, max_length=REASON_CHARACTERS
    )
    original: ui.TextInput[ui.Modal] = ui.TextInput(
        custom_id="duplicate_of", required=False, max_length=REFERENCE_CHARACTERS
    )
    fields = [
        _labelled(words("Why? (optional)"), reason, words("Everybody can read it on the card.")),
        _labelled(
            words("Duplicate of (optional)"),
            original,
            words("The other question's number, its link or its title."),
        ),
    ]
    return _form(words("Close #{number}", number=number), f"close:{number}", fields)


def unmask_form(number: int, words: Words) -> ui.Modal:
    """Return the form that asks who wrote an anonymous post."""
    least, most = UNMASK_REASON_CHARACTERS
    reason: ui.TextInput[ui.Modal] = ui.TextInput(
        custom_id="reason", style=discord.TextStyle.long, min_length=least, max_length=most
    )
    danger = discord.CheckboxGroupOption(
        label=shortened(words("Danger to life"), CHOICE_LABEL_LIMIT),
        value="danger",
        description=shortened(words("Then the author isn't told of it."), DESCRIPTION_LIMIT),
    )
    # The library's defaults would demand exactly one choice.
    options: ui.CheckboxGroup[ui.Modal] = ui.CheckboxGroup(
        custom_id="options", options=[danger], required=False, min_values=0, max_values=1
    )
    fields = [
        _labelled(
            words("Why do you have to know?"),
            reason,
            words("Another moderator reads this and decides. It stays in the log."),
        ),
        _labelled(words("Options"), options),
    ]
    return _form(words("Ask who wrote #{number}", number=number), f"unmask:{number}", fields)


def _labelled(
    text: str, component: ui.Item[ui.Modal], description: str | None = None
) -> ui.Label[ui.Modal]:
    return ui.Label(
        text=shortened(text, LABEL_LIMIT),
        description=shortened(description, DESCRIPTION_LIMIT) if description else None,
        component=component,
    )


def _form(title: str, custom_id: str, fields: Sequence[ui.Label[ui.Modal]]) -> ui.Modal:
    form = ui.Modal(title=shortened(title, TITLE_LIMIT), custom_id=custom_id)
    for each in fields:
        form.add_item(each)
    # Ended at once: submits are read from the interaction, so the library need not remember it.
    form.stop()
    return form
