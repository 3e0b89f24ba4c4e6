"""Forms, drawn only: each custom_id says what the form is about; a cog reads the submits.

Fields' custom_ids are fixed (product.md, Forms). `shown` fills a form with earlier text.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import discord
from discord import ui

from bot.catalogue import N_, Words
from bot.forum import policy
from bot.forum.anonymous.aliases import ALIAS_CHARACTERS
from bot.forum.anonymous.terms import Terms
from bot.forum.drafts import marked
from bot.forum.summaries import CategoryLine
from bot.publishing.promises import option, promise
from bot.publishing.text import path_end, shortened

# What the option of a tag begins with: tags that are too long for a custom_id stand in the form.
TAG = "tag:"
FROM_MESSAGE = "m"  # what ends the custom_id of a form that a message filled
SELECT_CHOICES = 25  # Discord shows at most 25 choices.
# Discord refuses a whole form for one longer text, and translations are longer than English.
TITLE_LIMIT = 45
LABEL_LIMIT = 45
DESCRIPTION_LIMIT = 100
PLACEHOLDER_LIMIT = 100
CHOICE_LABEL_LIMIT = 100

NOTIFY_PRIVACY = N_(
    "Privacy: your Discord account will only be used for sending these notifications."
)


@dataclass(frozen=True, slots=True)
class Filled:
    """What a form shows when it opens: earlier text and choices, and the draft they come from."""

    texts: Mapping[str, str] = field(default_factory=dict)
    choices: Mapping[str, Sequence[str]] = field(default_factory=dict)
    draft_id: int | None = None

    def as_alias(self, alias: str) -> "Filled":
        """Return the same for somebody who is anonymous here: ticked, and under their name."""
        options = list(self.choices.get("options", ()))
        ticked = options if "anonymous" in options else ["anonymous", *options]
        texts = {**self.texts, "display_name": alias}
        return Filled(texts, {**self.choices, "options": ticked}, self.draft_id)

    def with_tags(self, tags: Sequence[str]) -> "Filled":
        """Return the same with these tags to tick off, in place of those there may be."""
        kept = [each for each in self.choices.get("options", ()) if not each.startswith(TAG)]
        ticked = [*kept, *(TAG + tag for tag in tags)]
        return Filled(self.texts, {**self.choices, "options": ticked}, self.draft_id)


EMPTY = Filled()


def ask_form(
    words: Words,
    custom_id: str,
    categories: Sequence[CategoryLine],
    shown: Filled = EMPTY,
    *,
    terms: Terms | None = None,
    is_public_thread: bool = False,
    follows: str | None = None,
) -> ui.Modal:
    """Return the form of a question; the category is asked when there are categories to choose.

    `terms` are those of an anonymous post; without them there is none, as in a thread of their
    own making. `follows` says what the question follows on from.
    """
    if is_public_thread:
        terms = None
    title = policy.TITLE_CHARACTERS
    fields: list[ui.Item[ui.Modal]] = [
        text_field(
            words("Your question in one line"),
            "title",
            bounds=title,
            shown=shown,
            placeholder=words("How can I …?"),
            description=follows,
        ),
        text_field(
            words("Tell us more (optional)"),
            "details",
            bounds=policy.DETAILS_CHARACTERS,
            shown=shown,
            is_long=True,
            description=words("Discord shows that you made this post: it can't be anonymous.")
            if is_public_thread
            else None,
        ),
    ]
    if categories:
        fields.append(category_field(words, categories, shown))
    fields += choices_fields(words, shown, terms)
    return drawn(words("Ask a question"), custom_id, fields, shown, terms)


def answer_form(
    words: Words,
    question_id: int,
    title: str,
    shown: Filled = EMPTY,
    *,
    terms: Terms | None = None,
    is_message: bool = False,
) -> ui.Modal:
    """Return the form of an answer; `terms` as in `ask_form`.

    `is_message`: the text is that of a message, which Discord shows under its author's name.
    """
    if is_message:
        terms = None
        title = words("Discord shows that you wrote this message: it can't be anonymous.")
    body = text_field(
        words("Your answer"),
        "body",
        bounds=policy.MESSAGE_CHARACTERS if is_message else policy.ANSWER_CHARACTERS,
        shown=shown,
        is_long=True,
        description=title,
    )
    return drawn(
        words("Answer #{number}", number=question_id),
        f"answer:{question_id}:{FROM_MESSAGE}" if is_message else f"answer:{question_id}",
        [body, *choices_fields(words, shown, terms)],
        shown,
        terms,
    )


def category_form(words: Words, custom_id: str, shown: Filled = EMPTY) -> ui.Modal:
    """Return the form of a new category."""
    name = text_field(
        words("Name"),
        "name",
        bounds=(1, 80),
        shown=shown,
        placeholder=words("Relationships"),
    )
    described = text_field(
        words("What belongs here (optional)"), "description", bounds=(0, 100), shown=shown
    )
    return drawn(words("Add a category"), custom_id, [name, described], shown)


def drawn(
    title: str,
    about: str,
    fields: Sequence[ui.Item[ui.Modal]],
    shown: Filled,
    terms: Terms | None = None,
) -> ui.Modal:
    """Return a form with these fields, whose custom_id says what it is about."""
    custom_id = marked(about, promised=terms.code if terms else "", draft_id=shown.draft_id)
    form = ui.Modal(title=shortened(title, TITLE_LIMIT), custom_id=custom_id)
    for each in fields:
        form.add_item(each)
    # Ended at once: submits are read from the interaction, so the library need not remember it.
    form.stop()
    return form


def text_field(
    label: str,
    custom_id: str,
    *,
    bounds: tuple[int, int],
    shown: Filled,
    is_long: bool = False,
    placeholder: str | None = None,
    description: str | None = None,
) -> ui.Label[ui.Modal]:
    """Return a field for text, filled with what `shown` has for it; `bounds` in characters."""
    least, most = bounds
    component: ui.TextInput[ui.Modal] = ui.TextInput(
        custom_id=custom_id,
        style=discord.TextStyle.long if is_long else discord.TextStyle.short,
        required=least > 0,
        min_length=least or None,
        max_length=most,
        placeholder=shortened(placeholder, PLACEHOLDER_LIMIT) if placeholder else None,
        default=shown.texts.get(custom_id, "")[:most] or None,
    )
    return labelled(label, component, description)


def category_field(
    words: Words, categories: Sequence[CategoryLine], shown: Filled
) -> ui.Label[ui.Modal]:
    """Return the field of a question's category; what is chosen is offered in any case."""
    chosen = set(shown.choices.get("category", ()))
    present = [line for line in categories[SELECT_CHOICES:] if str(line.id) in chosen]
    offered = [*categories[: SELECT_CHOICES - len(present)], *present]
    options = [
        discord.SelectOption(
            label=path_end(line.path, CHOICE_LABEL_LIMIT),
            value=str(line.id),
            description=shortened(line.description, DESCRIPTION_LIMIT) or None,
            default=str(line.id) in chosen,
        )
        for line in offered
    ]
    component: ui.Select[ui.Modal] = ui.Select(
        custom_id="category", options=options, required=True, min_values=1, max_values=1
    )
    # A website may have more than a form shows.
    others = words("For other categories, use /ask with its option category.")
    is_all = len(categories) <= SELECT_CHOICES
    return labelled(words("Category"), component, None if is_all else others)


def choices_fields(
    words: Words, shown: Filled, terms: Terms | None, *, has_spoiler: bool = True
) -> list[ui.Label[ui.Modal]]:
    """Return the name to display and the options; the name only where posts can be anonymous."""
    options = _options_field(words, shown, terms, has_spoiler=has_spoiler)
    if terms is None:
        return [options]
    name = text_field(
        words("Your name to display (optional)"),
        "display_name",
        bounds=(0, ALIAS_CHARACTERS),
        shown=shown,
        description=words("For anonymous posts; left empty, you get one such as Quiet Heron."),
    )
    return [name, options]


def _options_field(
    words: Words, shown: Filled, terms: Terms | None, *, has_spoiler: bool
) -> ui.Label[ui.Modal]:
    chosen = dict.fromkeys(shown.choices.get("options", ()))
    options = [
        *([_anonymous_option(words, shown, terms)] if terms is not None else []),
        discord.CheckboxGroupOption(
            label=shortened(words("DM me about replies"), CHOICE_LABEL_LIMIT),
            value="notify",
            description=shortened(words(NOTIFY_PRIVACY), DESCRIPTION_LIMIT),
            default="notify" in chosen,
        ),
    ]
    if has_spoiler:
        options.append(spoiler_option(words, shown))
    options += [_tag_option(words, each) for each in chosen if each.startswith(TAG)]
    # The library's defaults would demand exactly one choice.
    component: ui.CheckboxGroup[ui.Modal] = ui.CheckboxGroup(
        custom_id="options", options=options, required=False, min_values=0, max_values=len(options)
    )
    return labelled(words("Options"), component)


def _tag_option(words: Words, value: str) -> discord.CheckboxGroupOption:
    tag = value.removeprefix(TAG)
    return discord.CheckboxGroupOption(
        label=shortened(words("Tag: {tag}", tag=tag), CHOICE_LABEL_LIMIT),
        value=value,
        default=True,
    )


def _anonymous_option(words: Words, shown: Filled, terms: Terms) -> discord.CheckboxGroupOption:
    return discord.CheckboxGroupOption(
        label=shortened(option(terms, words), CHOICE_LABEL_LIMIT),
        value="anonymous",
        description=shortened(promise(terms, words), DESCRIPTION_LIMIT),
        default="anonymous" in shown.choices.get("options", ()),
    )


def spoiler_option(words: Words, shown: Filled) -> discord.CheckboxGroupOption:
    """Return the option that hides a post behind a content note."""
    return discord.CheckboxGroupOption(
        label=shortened(words("Content note: hide until tapped"), CHOICE_LABEL_LIMIT),
        value="spoiler",
        default="spoiler" in shown.choices.get("options", ()),
    )


def labelled(
    text: str, component: ui.Item[ui.Modal], description: str | None = None
) -> ui.Label[ui.Modal]:
    """Return a field of a form with what it is called, and what there is to say of it."""
    return ui.Label(
        text=shortened(text, LABEL_LIMIT),
        description=shortened(description, DESCRIPTION_LIMIT) if description else None,
        component=component,
    )
