"""How to look a server's members up by a name that somebody chose: as it may be spelled."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.forum.anonymous.confusables import LETTERS
from bot.forum.anonymous.letters import (
    LOOK_ALIKES,
    in_fonts,
    letter_of,
    plain,
    shown_by,
    unmarked,
)
from bot.forum.anonymous.look_alikes import SIGNS, stem_of, without_edge_signs, without_raised
from bot.forum.characters import one_line, visible

WORD = re.compile(r"[^\W_]+")
# Where one word ends and the next begins: `AnnaZimmer`.
CAMEL = re.compile(r"(?<=[^\W\d_A-Z])(?=[A-Z])")
# Between the words of a name, the likeliest first; user names have no blanks.
JOINTS = (" ", "", ". ", "_", ".", "-")
# Fewer letters begin so many names that asking for them tells nothing.
LEAST_LETTERS = 3
FIRST_SYLLABLE = "\u1100"  # from here on Unicode has few alphabets
# A capital I within a word looks like an l, a small l where a capital may stand like an I.
INNER_CAPITAL = re.compile(r"(?<=[^\W\d_])I(?=[^\W\d_A-Z]|$)")
SEEMING_CAPITAL = re.compile(r"\bl|(?<=[A-Z])l|l(?=[A-Z])")
# One letter that looks like two others, the likeliest first.
AS_TWO = {"m": "rn", "d": "cl", "w": "vv"}
AS_ONE = {two: one for one, two in AS_TWO.items()}


def _script(latin: str, letters: str) -> dict[str, str]:
    return dict(zip(latin, letters, strict=True))


# Latin letters and the small ones of another script that they look like, as capitals or as such.
OTHER_SCRIPT = re.compile("[\u0370-\u04ff\u1f00-\u1fff]")
CYRILLIC = _script("ABCEHIKMOPTXYaceijopsxy", "авсенікмортхуасеіјорѕху")
GREEK = _script("ABEHIKMNOPTXYZaioptuvx", "αβεηικμνορτχυζαιορτυνχ")


@dataclass(frozen=True, slots=True)
class Beginning:
    """What a name may begin with, in lower case; `is_whole`: that is all of it."""

    text: str
    is_whole: bool


def beginnings(name: str) -> list[Beginning]:
    """Return how the names may begin that this one looks like, the likeliest first.

    Asking for a name's first word finds it whatever stands between its words; where too many begin
    with that, the whole name is asked for. Each as it is written, in the plain letters that it
    looks like, and so on; what nobody sees and signs at its ends are left out.
    """
    ways = [
        (turn + rank, rank, way)
        for rank, text in enumerate(_spelled(name))
        for turn, way in enumerate(_ways(text))
    ]
    in_turn = [way for _, _, way in sorted(ways, key=lambda each: each[:2])]
    # As it was typed, with every sign: what begins as the first of the others does is found by it.
    typed = Beginning(one_line(visible(name)).lower(), is_whole=True)
    in_turn = [*in_turn[:1], typed, *in_turn[1:]]
    wholes = {each.text for each in in_turn if each.is_whole}
    texts = dict.fromkeys(way.text for way in in_turn if way.text)
    return [Beginning(each, each in wholes) for each in texts]


def _ways(text: str) -> list[Beginning]:
    """Return a text's first words, as few as tell something, and then all; with each joint."""
    runs = WORD.findall(unicodedata.normalize("NFC", text))
    words = [part.lower() for run in runs for part in CAMEL.split(run)]
    if not words:
        # Nothing but signs.
        return [Beginning(text.lower(), is_whole=True)]
    few = _telling(words)
    heads = dict.fromkeys(joint.join(words[:few]) for joint in JOINTS)
    whole = dict.fromkeys(joint.join(words) for joint in JOINTS)
    return [Beginning(each, each in whole) for each in {**heads, **whole}]


def _telling(words: Sequence[str]) -> int:
    """Return how many of the first words a member can be looked for by."""
    letters = 0
    for number, word in enumerate(words, start=1):
        # A syllable or an ideograph says more than a letter.
        letters += sum(LEAST_LETTERS if each >= FIRST_SYLLABLE else 1 for each in word)
        if letters >= LEAST_LETTERS:
            return number
    return len(words)


def _spelled(name: str) -> list[str]:
    """Return a name as it may be spelled, in its case, the likeliest first."""
    own, shown = one_line(visible(name)), shown_by(name)
    stem = shown_by(stem_of(shown_by(without_raised(own))))
    latin = _in_latin(stem)
    fonts = sorted(in_fonts(stem) - {stem})
    texts = [stem, *fonts, latin, *_read(stem), *_capitals(latin), unmarked(stem), *_hamzas(stem)]
    texts += [own, shown]
    texts += [each for text in dict.fromkeys((latin, *_capitals(latin))) for each in _paired(text)]
    texts += [_in(CYRILLIC, stem), _in(GREEK, stem)]
    return [each for each in dict.fromkeys(texts) if each.strip()]


def _capitals(text: str) -> Iterator[str]:
    """Yield a text with an l for an I, and the other way around, where one may be the other."""
    yield INNER_CAPITAL.sub("l", text)
    yield text.replace("I", "l")
    yield SEEMING_CAPITAL.sub("I", text)


def _hamzas(text: str) -> Iterator[str]:
    """Yield an Arabic text with the hamza on its first alef that many leave out."""
    yield text.replace("\u0627", "\u0623", 1)
    yield re.sub("\\b\u0627", "\u0625", text, count=1)


def _paired(text: str) -> Iterator[str]:
    """Yield a text with two letters for the one that they look like, and the other way around."""
    for two, one in AS_ONE.items():
        yield text.replace(two, one)
    for one, two in AS_TWO.items():
        yield text.lower().replace(one, two)


def _read(text: str) -> Iterator[str]:
    """Yield a text in plain letters, if it holds signs, digits or letters that look like them."""
    if not any(not each.isascii() or each.isdigit() or ord(each) in SIGNS for each in text):
        return
    for reading in (without_edge_signs(plain(text)), plain(text)):
        for one in "li":
            yield "".join(_letter(each, one) for each in reading)


def _letter(character: str, one: str) -> str:
    if character.isascii() and (character.isalpha() or character == " "):
        return character
    looks = "".join(letter_of(each) for each in SIGNS.get(ord(character), character))
    return one if looks == "i" else looks


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
