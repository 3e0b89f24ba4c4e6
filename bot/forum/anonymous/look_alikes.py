"""Names that could be taken for somebody else's, or for that of somebody in charge."""

import json
import re
import unicodedata
from collections.abc import Collection, Sequence
from pathlib import Path

from anyascii import anyascii

from bot.forum.policy import is_readable, one_line, visible

KNOWN = json.loads((Path(__file__).parent / "look_alikes.json").read_text())
LONG_ENOUGH = 7  # letters of a word in charge that stand out within another word, too
# What looks like another letter, by that: Cyrillic, Greek, other Latin, digits, Cherokee, Lisu. An
# l looks like an I. What is not here looks like the letter that it is transcribed with.
LOOK_ALIKES: dict[str, str] = {
    like.casefold(): letter
    for likes, letters in KNOWN["look_alikes"]
    for like, letter in zip(likes, letters, strict=True)
}
# Letters that look like another one only as capitals.
CAPITALS = str.maketrans(*KNOWN["capitals"])
# Signs that look like letters, where they stand within a word or begin it; an @ is an a or an o.
LETTER_SIGNS = ({"$": "s", "@": "a", "!": "i", "|": "i", "€": "e", "£": "i"}, {"@": "o"})
# Where the same signs are ornament: at a word's ends.
EDGE_SIGNS = re.compile(r"(?<!\w)[$@!|€£]+|[$@!|€£]+(?!\w)")
# Two letters that look like another one.
PAIRED = {"rn": "m", "vv": "w"}
PAIRS = re.compile("|".join(PAIRED))
# What may stand about a name without making it another one: "by", a number, points in parentheses.
ADDED = re.compile(r"\s*(#\d{1,4}|\([^()]*\)?)$")
WORD = re.compile(r"[^\W_]+")
# Where one word ends and the next begins: `AnnaZimmer`.
CAMEL = re.compile(r"(?<=[^\W\d_A-Z])(?=[A-Z])")
JOINTS = (" ", "", "-", "_", ".")
ALIKE = (str.maketrans("l", "i"), str.maketrans("i", "l"))
BEFORE = re.compile(r"^by\s+", re.IGNORECASE)
ON_CARDS = re.compile(
    r"[·•∙⋅・‧]|\(\s*anonymous|edited\s+by|\(\s*[-−+\d][^()]*points?\b", re.IGNORECASE
)


def fold(name: str) -> str:
    """Return the letters that a name looks like, without accents, signs, blanks or digits.

    A name of nothing but signs is returned as it is.
    """
    return _folded(_plain(name)).replace(" ", "") or name.casefold()


def _folded(text: str) -> str:
    """Return a text's letters, folded, with blanks for whatever is none."""
    return PAIRS.sub(lambda pair: PAIRED[pair[0]], "".join(_letter(each) or " " for each in text))


def _plain(name: str) -> str:
    """Return a name in compatible forms, without accents or invisible marks, in lower case."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", name))
    plain = plain.translate(CAPITALS).casefold()
    return "".join(each for each in plain if each in {" ", "\t"} or is_readable(each))


def _letter(character: str) -> str:
    """Return the letter that a character looks like; nothing for a sign or a blank."""
    looks = LOOK_ALIKES.get(character, character)
    plain = anyascii(looks).casefold()
    if len(plain) == 1 and plain.isalnum():
        return LOOK_ALIKES.get(plain, plain)
    # A syllable or an ideograph is not taken for the Latin letters that it is transcribed with.
    return looks if unicodedata.category(looks)[0] in "LN" else ""


# Whoever carries one of these words, or nothing but reserved ones, seems to be in charge; folded.
IN_CHARGE = frozenset(fold(word) for word in KNOWN["in_charge"])
RESERVED = frozenset(fold(word) for word in KNOWN["reserved"]) | IN_CHARGE


def imitates(name: str, others: Collection[str]) -> bool:
    """Tell whether a chosen name looks like one of the others, or like somebody in charge.

    Or whether it goes on like the line of a card that it would stand in.
    """
    looks = _readings(name)
    if ON_CARDS.search(unicodedata.normalize("NFKC", name)):
        return True
    return any(_seems_in_charge(each) for each in _words(name)) or not looks.isdisjoint(
        reading for other in others for reading in _readings(other)
    )


def _readings(name: str) -> set[str]:
    """Return the ways to read a name: signs at its ends may be letters or ornament."""
    stem = _stem(name)
    return {"".join(words) for each in {name, stem} for words in _words(each) if words} | {
        fold(each) for each in {name, stem}
    }


def _stem(name: str) -> str:
    return BEFORE.sub("", ADDED.sub("", name.strip()))


def _words(name: str) -> list[list[str]]:
    """Return a name's folded words, in several readings: with signs as letters, and without."""
    plain = _plain(name)
    readings = {plain, _without_edge_signs(plain)}
    for signs in LETTER_SIGNS:
        table = str.maketrans(signs)
        readings |= {text.translate(table) for text in set(readings)}
    return [_folded(text).split() for text in readings]


def _without_edge_signs(plain: str) -> str:
    return EDGE_SIGNS.sub(" ", plain)


def _seems_in_charge(words: Sequence[str]) -> bool:
    singular = [
        word.removesuffix("s") if word.removesuffix("s") in RESERVED else word for word in words
    ]
    return (
        any(word in IN_CHARGE for word in singular)
        or (bool(words) and RESERVED.issuperset(singular))
        or "".join(singular) in RESERVED
        or any(long in "".join(words) for long in IN_CHARGE if len(long) >= LONG_ENOUGH)
    )


def spellings(name: str) -> set[str]:
    """Return how the names may begin that this one looks like, to look members up by.

    In its own letters and in the plain ones that they look like: whole, without its blanks, with
    signs for them, and its first word alone; what nobody sees, and signs at its ends, left out.
    """
    shown = one_line(visible(name))
    found: set[str] = set()
    for text in {shown, _stem(shown)}:
        own = WORD.findall(unicodedata.normalize("NFC", text))
        parted = [part for word in own for part in CAMEL.split(word)]
        found |= _beginnings(own) | _beginnings(parted)
        for reading in {_plain(text), _without_edge_signs(_plain(text))}:
            for one in "il":
                found |= _beginnings(
                    ["".join(_spelled(each, one) for each in word) for word in reading.split()]
                )
    found |= {PAIRS.sub(lambda pair: PAIRED[pair[0]], each) for each in found}
    # An l and a capital I look the same.
    found |= {each.lower().translate(table) for each in found for table in ALIKE}
    return ({shown} | found) - {""}


def whole_spellings(name: str) -> set[str]:
    """Return those of the spellings that are the whole name, letter by letter."""
    whole = fold(name)
    return {each for each in spellings(name) if fold(each) == whole}


def _beginnings(words: Sequence[str]) -> set[str]:
    readable = [word for word in words if word]
    return {*(joint.join(readable) for joint in JOINTS), *readable[:1]}


def _spelled(character: str, one: str) -> str:
    if character.isascii() and character.isalpha():
        return character
    looks = _letter(LETTER_SIGNS[0].get(character, character))
    return one if looks == "i" else looks
