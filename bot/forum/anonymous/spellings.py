"""How to look a server's members up by a name that somebody chose: as it may be spelled."""

import re
import unicodedata
from collections.abc import Mapping, Sequence

from bot.forum.anonymous.confusables import LETTERS
from bot.forum.anonymous.look_alikes import (
    LOOK_ALIKES,
    PAIRED,
    PAIRS,
    SIGNS,
    fold,
    letter_of,
    plain,
    shown_by,
    stem_of,
    without_edge_signs,
)
from bot.forum.policy import one_line, visible

WORD = re.compile(r"[^\W_]+")
# Where one word ends and the next begins: `AnnaZimmer`.
CAMEL = re.compile(r"(?<=[^\W\d_A-Z])(?=[A-Z])")
JOINTS = (" ", "", "-", "_", ".")
# An l and a capital I look the same.
ALIKE = (str.maketrans("l", "i"), str.maketrans("i", "l"))


def _script(latin: str, letters: str) -> dict[str, str]:
    return dict(zip(latin, letters, strict=True))


# Latin letters and the small ones of another script that they look like, as capitals or as such.
OTHER_SCRIPT = re.compile("[\u0370-\u04ff\u1f00-\u1fff]")
CYRILLIC = _script("ABCEHIKMOPTXYaceijopsxy", "авсенікмортхуасеіјорѕху")
GREEK = _script("ABEHIKMNOPTXYZaioptuvx", "αβεηικμνορτχυζαιορτυνχ")


def spellings(name: str) -> set[str]:
    """Return how the names may begin that this one looks like, in lower case.

    In its own letters and in the plain ones that they look like: whole, without its blanks, with
    signs for them, and its first word alone; what nobody sees, and signs at its ends, left out.
    """
    shown = shown_by(name)
    found = {one_line(visible(name)).lower()}
    for text in {shown, shown_by(stem_of(shown))}:
        # A capital I within a word looks like an l, a pair such as rn like one letter.
        alike = {text, text.replace("I", "l"), text.replace("m", "rn"), text.replace("w", "vv")}
        for own in {*alike, _in_latin(text), _in(CYRILLIC, text), _in(GREEK, text)}:
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
    return "".join(each if each.isascii() else _latin(each) for each in text)


def _latin(character: str) -> str:
    looks = LETTERS.get(ord(character), character)
    return LOOK_ALIKES.get(looks.casefold(), looks)


def _in(script: Mapping[str, str], text: str) -> str:
    """Return text in another script, if each of its letters is of it or looks like one of it."""
    letters = [each for each in text if each.isalpha()]
    if not all(each in script or OTHER_SCRIPT.match(each) for each in letters):
        return text
    return "".join(script.get(each, each) for each in text)


def _spelled(character: str, one: str) -> str:
    if character.isascii() and character.isalpha():
        return character
    looks = "".join(letter_of(each) for each in SIGNS.get(ord(character), character))
    return one if looks == "i" else looks
