"""A made-up language: each message of the catalogue wrapped in «» and longer by two fifths."""

import re
from collections.abc import Iterator

from babel.messages.pofile import read_po
from babel.support import NullTranslations

from bot import catalogue
from tests.acceptance.limits import Json, parts

LONGER = 0.4
SPOKEN = ("content", "label", "placeholder", "description", "name")
PEOPLES = (
    "How can I sleep before an exam?",
    "How do I fall asleep early?",
    "Not a question at all, sorry",
    "A walk in the evening helped me a lot.",
    "I lie awake.",
    "Calm Waters",
    "Sleep › Naps",
    "Sleep",
    "Naps",
    "Nights",
    "exam",
)
# What is no word of ours: links, mentions, times and pieces of code, then marks and numbers.
MARKUP = re.compile(r"https?://\S+|<[@#t][^>]*>|`[^`]*`")
NO_LETTERS = re.compile(r"[\W\d_]+")


class Wrapped(NullTranslations):
    """Translates each message that was collected into itself, wrapped and longer."""

    def __init__(self) -> None:
        super().__init__()
        with (catalogue.LOCALES / f"{catalogue.DOMAIN}.pot").open("rb") as file:
            found = [message.id for message in read_po(file) if message.id]
        self._known = {
            part for each in found for part in ([each] if isinstance(each, str) else each)
        }

    def gettext(self, message: str) -> str:
        if message not in self._known:
            return message
        return f"«{message}{'~' * round(len(message) * LONGER)}»"

    def ngettext(self, singular: str, plural: str, num: int) -> str:
        return self.gettext(singular if num == 1 else plural)


def spoken(body: Json) -> Iterator[str]:
    """Yield every text of a body that a person reads."""
    for part in parts(body):
        for name in SPOKEN:
            if isinstance(part.get(name), str):
                yield part[name]
        if "custom_id" in part and isinstance(part.get("title"), str):
            yield part["title"]


def left_over(text: str) -> str:
    """Return the words of a text that stand outside of every message of the catalogue."""
    for own in PEOPLES:
        text = text.replace(own, "")
    depth, rest = 0, ""
    for character in text:
        depth += {"«": 1, "»": -1}.get(character, 0)
        if depth == 0 and character != "»":
            rest += character
    return NO_LETTERS.sub("", MARKUP.sub("", rest))


def ours(english: str) -> str:
    """Return what a button says in the made-up language."""
    return Wrapped().gettext(english)
