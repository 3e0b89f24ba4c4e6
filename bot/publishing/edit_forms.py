"""The form of an edit, with the whole present text in it, in several fields when it is long.

Their custom_ids are those of the form in which such a post is written, numbered from the second
on: `details`, `details_2`, `details_3`.
"""

from collections.abc import Mapping, Sequence

from discord import ui

from bot.catalogue import N_, Words
from bot.forum import policy
from bot.forum.editing import FIELD_CHARACTERS, fields_for, joined, parts_of
from bot.forum.errors import ForumError
from bot.forum.summaries import Card, CategoryLine
from bot.publishing.forms import Filled, category_field, drawn, labelled, spoiler_option, text_field
from data.tables import PostKind

MOST_FIELDS = 5  # Discord's limit
TAGS_CHARACTERS = 200
LABELS = {
    PostKind.QUESTION: N_("Tell us more (optional)"),
    PostKind.ANSWER: N_("Your answer"),
    PostKind.COMMENT: N_("Your comment"),
}
BASES = {PostKind.QUESTION: "details", PostKind.ANSWER: "body", PostKind.COMMENT: "body"}


class TooLongForAForm(ForumError):
    """A text of the website's that no form of Discord's holds."""

    message = N_("This text is longer than a form in Discord can hold ({limit} characters).")


def present_texts(card: Card) -> tuple[Filled, str]:
    """Return what fills the form with a post as it is, and what stands between the parts.

    Raises `TooLongForAForm`.
    """
    count = fields_for(len(card.body), policy.BODY_CHARACTERS[card.kind][1])
    is_question = card.kind is PostKind.QUESTION
    most = MOST_FIELDS - is_question
    if count > most:
        raise TooLongForAForm(limit=most * FIELD_CHARACTERS)
    parts, cuts = parts_of(card.body, count)
    texts = dict(zip(_names(BASES[card.kind], count), parts, strict=True))
    if is_question:
        texts["title"] = card.title
        if len(texts) < MOST_FIELDS:
            texts["tags"] = ", ".join(card.tags)
    return Filled(texts, present_note(card)), cuts


def present_note(card: Card) -> dict[str, list[str]]:
    """Return what a form has ticked of a post as it is: the content note; comments have none."""
    if card.kind is PostKind.COMMENT:
        return {}
    return {"options": ["spoiler"] if card.is_spoiler else []}


def sent_text(texts: Mapping[str, str], cuts: str) -> str:
    """Return the text that the fields of a sent form are together."""
    base = "details" if "details" in texts else "body"
    return joined([texts.get(name, "") for name in _names(base, _count(texts, base))], cuts)


def edit_form(
    words: Words, custom_id: str, shown: Filled, card: Card, *, is_silent: bool = False
) -> ui.Modal:
    """Return the form of an edit of this post, filled with its text or with one that was kept."""
    fields: list[ui.Item[ui.Modal]] = []
    if card.kind is PostKind.QUESTION:
        bounds = policy.edit_bounds(policy.TITLE_CHARACTERS, card.title)
        asked = words("Your question in one line")
        fields.append(text_field(asked, "title", bounds=bounds, shown=shown))
    base = BASES[card.kind]
    count = _count(shown.texts, base)
    if count == 1:
        kept = len(shown.texts.get(base, ""))
        least, most = policy.edit_bounds(policy.BODY_CHARACTERS[card.kind], card.body)
        bounds = least, min(max(most, kept), FIELD_CHARACTERS)
        fields.append(
            text_field(
                words(LABELS[card.kind]),
                base,
                bounds=bounds,
                shown=shown,
                is_long=True,
                description=words("What it says now can still be read, under History."),
            )
        )
    else:
        fields += _parts(words, base, count, shown)
    if "tags" in shown.texts:
        fields.append(tags_field(words, card, shown))
    if "options" in shown.choices and len(fields) < MOST_FIELDS:
        fields.append(note_field(words, shown))
    title = words("Edit silently") if is_silent else words("Edit")
    return drawn(title, custom_id, fields, shown)


def retag_form(
    words: Words,
    card: Card,
    category_id: int | None,
    categories: Sequence[CategoryLine],
    shown: Filled | None = None,
) -> ui.Modal:
    """Return the form of a question's tags, category and content note."""
    filled = shown or Filled(
        {"tags": ", ".join(card.tags)},
        {"category": [str(category_id)] if category_id else [], **present_note(card)},
    )
    fields: list[ui.Item[ui.Modal]] = [tags_field(words, card, filled)]
    if categories:
        fields.insert(0, category_field(words, categories, filled))
    fields.append(note_field(words, filled))
    about = f"retag:{card.post_id}:{card.revision}"
    return drawn(words("Tags and category"), about, fields, filled)


def note_field(words: Words, shown: Filled) -> ui.Label[ui.Modal]:
    """Return the field of the content note."""
    options = [spoiler_option(words, shown)]
    component: ui.CheckboxGroup[ui.Modal] = ui.CheckboxGroup(
        custom_id="options", options=options, required=False, min_values=0, max_values=1
    )
    return labelled(words("Options"), component)


def tags_field(words: Words, card: Card, shown: Filled) -> ui.Label[ui.Modal]:
    """Return the field of a question's tags."""
    present = max(len(", ".join(card.tags)), len(shown.texts["tags"]))
    return text_field(
        words("Tags (optional)"),
        "tags",
        bounds=(0, max(TAGS_CHARACTERS, present)),
        shown=shown,
        description=words("Up to five words, with commas between."),
    )


def _parts(words: Words, base: str, count: int, shown: Filled) -> list[ui.Item[ui.Modal]]:
    together = words("All parts are one text. What it says now can still be read, under History.")
    return [
        text_field(
            words("The text, part {number} of {count}", number=number, count=count),
            name,
            bounds=(0, FIELD_CHARACTERS),
            shown=shown,
            is_long=True,
            description=together if number == 1 else None,
        )
        for number, name in enumerate(_names(base, count), start=1)
    ]


def _names(base: str, count: int) -> list[str]:
    return [base, *(f"{base}_{number}" for number in range(2, count + 1))]


def _count(texts: Mapping[str, str], base: str) -> int:
    """Return how many parts a form has, or had when it was kept."""
    return next(n for n in range(1, MOST_FIELDS + 1) if f"{base}_{n + 1}" not in texts)
