"""How to look a server's members up by a name that somebody chose: as it may be spelled."""

import re
import unicodedata
from collections.abc import Sequence

from bot.forum.anonymous.look_alikes import (
    KNOWN,
    LETTER_SIGNS,
    LOOK_ALIKES,
    PAIRED,
    PAIRS,
    fold,
    letter_of,
    plain,
    shown_by,
    stem_of,
    without_edge_signs,
)

WORD = re.compile(r"[^\W_]+")
# Where one word ends and the next begins: `AnnaZimmer`.
CAMEL = re.compile(r"(?<=[^\W\d_A-Z])(?=[A-Z])")
JOINTS = (" ", "", "-", "_", ".")
# An l and a capital I look the same.
ALIKE = (str.maketrans("l", "i"), str.maketrans("i", "l"))
CYRILLIC = str.maketrans(*reversed(KNOWN["look_alikes"][0]))
IS_CYRILLIC = re.compile("[\u0400-\u04ff]")


def spellings(name: str) -> set[str]:
    """Return how the names may begin that this one looks like, in lower case.

    In its own letters and in the plain ones that they look like: whole, without its blanks, with
    signs for them, and its first word alone; what nobody sees, and signs at its ends, left out.
    """
    shown = shown_by(name)
    found: set[str] = set()
    for text in {shown, shown_by(stem_of(shown))}:
        for own in {text, _in_latin(text), _in_cyrillic(text)}:
            words = WORD.findall(unicodedata.normalize("NFC", own))
            found |= {own.lower()} | _beginnings(words)
            found |= _beginnings([part for word in words for part in CAMEL.split(word)])
        for reading in {plain(text), without_edge_signs(plain(text))}:
            for one in "il":
                found |= _beginnings(
                    ["".join(_spelled(each, one) for each in word) for word in reading.split()]
                )
    found |= {PAIRS.sub(lambda pair: PAIRED[pair[0]], each) for each in found}
    return (found | {each.translate(table) for each in found for table in ALIKE}) - {""}


def whole_spellings(name: str) -> set[str]:
    """Return those of the spellings that are the whole name, letter by letter."""
    wholes = {fold(name), fold(stem_of(shown_by(name)))}
    return {each for each in spellings(name) if fold(each) in wholes}


def _beginnings(words: Sequence[str]) -> set[str]:
    readable = [word.lower() for word in words if word]
    return {*(joint.join(readable) for joint in JOINTS), *readable[:1]}


def _in_latin(text: str) -> str:
    """Return text with the Latin letters that others look like; its digits and accents stay."""
    return "".join(
        each if each.isascii() else LOOK_ALIKES.get(each.casefold(), each) for each in text
    )


def _in_cyrillic(text: str) -> str:
    """Return text with Cyrillic letters for those that look like them, if it has any."""
    return text.lower().translate(CYRILLIC) if IS_CYRILLIC.search(text) else text


def _spelled(character: str, one: str) -> str:
    if character.isascii() and character.isalpha():
        return character
    looks = letter_of(LETTER_SIGNS[0].get(character, character))
    return one if looks == "i" else looks
