"""The catalogue holds every message, and each can be said with its values."""

import re
import string
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from babel.support import NullTranslations

from bot.catalogue import DOMAIN, LOCALES, N_, Words, words_for

ROOT = Path(__file__).parents[1]
KEYWORDS: dict[str, tuple[int, ...] | None] = {"N_": None, "words": None, "plural": (1, 2)}


def in_code() -> set[str]:
    found = set()
    for folder in ("bot", "cogs"):
        for _, _, message, _, _ in extract_from_dir(ROOT / folder, keywords=KEYWORDS):
            found.add(message if isinstance(message, str) else message[0])
    return found


def template() -> Catalog:
    with (LOCALES / f"{DOMAIN}.pot").open("rb") as file:
        return read_po(file)


def forms_of(message: Message) -> list[str]:
    return [message.id] if isinstance(message.id, str) else list(message.id)


def id_of(message: Message) -> str:
    return forms_of(message)[0]


def test_template_for_translators_holds_every_message() -> None:
    assert {id_of(message) for message in template() if message.id} == in_code(), "run `make words`"


def test_messages_name_their_values() -> None:
    for message in template():
        for form in forms_of(message):
            names = [name for _, name, _, _ in string.Formatter().parse(form) if name is not None]
            assert all(name.isidentifier() for name in names), form


def test_no_title_ends_a_sentence() -> None:
    """Most titles are questions, and end with a mark of their own."""
    forms = [form for message in template() for form in forms_of(message)]
    assert not [form for form in forms if re.search(r"\{title\}\W*\.", form)]


def test_unknown_language_is_said_in_english() -> None:
    assert words_for("xx-YY")("Answer") == "Answer"


def test_value_is_filled_in_after_translation() -> None:
    assert words_for("en-US")(N_("in {category}"), category="{x}") == "in {x}"


@pytest.mark.parametrize(("count", "said"), [(0, "0 answers"), (1, "1 answer"), (2, "2 answers")])
def test_plural_form_follows_the_count(count: int, said: str) -> None:
    words = Words(NullTranslations())
    assert words.plural("{count} answer", "{count} answers", count) == said
