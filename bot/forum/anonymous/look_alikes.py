"""Names that could be taken for somebody else's, or for that of somebody in charge."""

import json
import re
import unicodedata
from collections.abc import Collection, Sequence
from functools import lru_cache
from pathlib import Path

from anyascii import anyascii

from bot.forum.anonymous.confusables import LETTERS
from bot.forum.anonymous.confusables import SIGNS as SIGNS_OF_UNICODE
from bot.forum.characters import is_readable, one_line, visible

KNOWN = json.loads((Path(__file__).parent / "look_alikes.json").read_text(encoding="utf-8"))
LONG_ENOUGH = 7  # letters of a word in charge that stand out within another word, too
# So does such a word where none are put apart: Thai, kana, ideographs.
UNPARTED = re.compile("[\u0e00-\u0e7f\u3040-\u30ff]{5,}|[\u3400-\u9fff]{2,}")
# What looks like another letter though Unicode's data doesn't say so: digits, a Greek chi. An l
# looks like an I. What is in neither looks like the letter that it is transcribed with.
LOOK_ALIKES: dict[str, str] = {
    like.casefold(): letter
    for likes, letters in KNOWN["look_alikes"]
    for like, letter in zip(likes, letters, strict=True)
}
# Signs that look like letters, where they stand within a word or begin it; an @ is an a or an o.
SIGNS = SIGNS_OF_UNICODE | dict(zip(map(ord, KNOWN["signs"][0]), KNOWN["signs"][1], strict=True))
LETTER_SIGNS = (SIGNS, SIGNS | {ord("@"): "o"})
# Where the same signs are ornament: at a word's ends.
SIGN = "[" + "".join(re.escape(chr(each)) for each in SIGNS) + "]+"
EDGE_SIGNS = re.compile(rf"(?<!\w){SIGN}|{SIGN}(?!\w)")
# Shown by nothing themselves: joiners, variation selectors.
IGNORED = re.compile("[\u0640\u034f\u17b4\u17b5\u180b-\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef]")
# Two letters that look like another one.
PAIRED = {"rn": "m", "vv": "w", "cl": "d", "c1": "d"}
PAIRS = re.compile("|".join(PAIRED))
# What may stand about a name without making it another one: "by", a number, points in parentheses.
ADDED = re.compile(r"\s*(#\d{1,4}|\([^()]*\)?)$")
BEFORE = re.compile(r"^by\s+", re.IGNORECASE)
# Nor does a number at a word's end: "Mod2".
NUMBERS = re.compile(r"(?<=[^\W\d_])\d+\b")
# A dot within a word is spelling: `Gal·la`, `ジャン・ポール`. Points and votes belong to no name,
# whatever stands before them: `Sam, 5.4k points`.
ON_CARDS = re.compile(
    r"(^|\s)[·•∙⋅・‧]|[·•∙⋅・‧](\s|$|[-−+\d])|[(\[{]\s*anonymous|edited\s+by"
    r"|\d\s*[km]?[\s_-]*(points?|pts|votes?|upvotes?)\b",
    re.IGNORECASE,
)


def fold(name: str) -> str:
    """Return the letters that a name looks like, without accents, signs, blanks or digits.

    A name of nothing but signs is returned as it is.
    """
    return _folded(plain(name)).replace(" ", "") or shown_by(name).casefold()


def shown_by(name: str) -> str:
    """Return a name on one line in compatible forms, without what nobody sees."""
    seen = "".join(each for each in visible(name) if not IGNORED.match(each))
    return unicodedata.normalize("NFKC", one_line(seen))


def _folded(text: str) -> str:
    """Return a plain text's letters, folded, with blanks for whatever is none."""
    paired = PAIRS.sub(lambda pair: PAIRED[pair[0]], text)
    letters = "".join(letter_of(each) or " " for each in paired)
    return PAIRS.sub(lambda pair: PAIRED[pair[0]], letters)


def plain(name: str, *, as_capitals: bool = True) -> str:
    """Return a name in the letters that it looks like, without accents or marks, in lower case.

    Capitals are taken for what they look like, unless told otherwise: a capital nu for an N, while
    a small one looks like a v; an I for an l.
    """
    # Without marks before a letter is likened to another: an alef with a hamza looks like an alef,
    # though Unicode's data likens it to two letters. The iota beneath a Greek vowel is one, too.
    letters = unmarked(name)
    seen = letters.replace("I", "l") if as_capitals else letters.casefold()
    # Before compatible forms are taken, too: they make a sigma of a lunate one, an s of a long s.
    for _ in range(2):
        seen = unicodedata.normalize("NFKC", seen.translate(LETTERS))
    seen = unicodedata.normalize("NFKD", seen).translate(LETTERS).casefold().translate(LETTERS)
    return "".join(each for each in seen if _is_kept(each))


def unmarked(text: str) -> str:
    """Return text without accents and other marks."""
    if text.isascii():
        return text
    apart = unicodedata.normalize("NFD", text)
    bare = "".join(each for each in apart if not unicodedata.combining(each))
    return unicodedata.normalize("NFC", bare)


@lru_cache(maxsize=4096)
def _is_kept(character: str) -> bool:
    return character in {" ", "\t"} or is_readable(character)


@lru_cache(maxsize=4096)
def letter_of(character: str) -> str:
    """Return the letter that a character of plain text looks like; nothing for a sign or blank."""
    looks = LOOK_ALIKES.get(character, character)
    transcribed = anyascii(looks).casefold()
    if len(transcribed) == 1 and transcribed.isalnum():
        return LOOK_ALIKES.get(transcribed, transcribed)
    # A syllable or an ideograph is not taken for the Latin letters that it is transcribed with.
    return looks if unicodedata.category(looks)[0] in "LN" else ""


def _words_of(kind: str) -> frozenset[str]:
    return frozenset(fold(word) for words in KNOWN[kind].values() for word in words)


# Whoever carries one of these words, or nothing but reserved ones, seems to be in charge; folded.
# Particles may stand among them.
IN_CHARGE = _words_of("in_charge")
RESERVED = _words_of("reserved") | IN_CHARGE
PARTICLES = frozenset(fold(word) for word in KNOWN["particles"])
STANDING_OUT = frozenset(
    fold(word)
    for words in KNOWN["in_charge"].values()
    for word in words
    if len(fold(word)) >= LONG_ENOUGH or UNPARTED.fullmatch(word)
)


def imitates(name: str, others: Collection[str]) -> bool:
    """Tell whether a chosen name looks like one of the others, or like somebody in charge.

    Or whether it goes on like the line of a card that it would stand in.
    """
    shown = unicodedata.normalize("NFKC", name)
    if any(ON_CARDS.search(each) for each in (shown, plain(name), plain(name, as_capitals=False))):
        return True
    unnumbered = NUMBERS.sub(" ", name)
    words = [*_words(name), *_words(unnumbered)]
    return any(_seems_in_charge(each) for each in words) or bool(imitated(name, others))


def imitated(name: str, others: Collection[str]) -> list[str]:
    """Return those of the others that a name looks like."""
    looks = readings(name)
    return [other for other in others if not looks.isdisjoint(readings(other))]


def readings(name: str) -> set[str]:
    """Return the ways to read a name: signs at its ends may be letters or ornament."""
    stem = stem_of(name)
    found = {shown_by(each).casefold() for each in {name, stem}}
    for each in {name, stem}:
        read = {"".join(words) for words in _words(each)}
        found |= read if "" not in read else read | {fold(each)}
    return found - {""}


def stem_of(name: str) -> str:
    """Return a name without what may stand about it."""
    return BEFORE.sub("", ADDED.sub("", name.strip()))


def _words(name: str) -> list[list[str]]:
    """Return a name's folded words, in several readings: with signs as letters, and without."""
    ways = {plain(name), plain(name, as_capitals=False)}
    readings = ways | {without_edge_signs(each) for each in ways}
    readings |= {text.translate(signs) for text in readings for signs in LETTER_SIGNS}
    return [_folded(text).split() for text in readings]


def without_edge_signs(plain: str) -> str:
    """Return text without the signs at its words' ends that may be letters."""
    return EDGE_SIGNS.sub(" ", plain)


def _seems_in_charge(words: Sequence[str]) -> bool:
    singular = [
        word.removesuffix("s") if word.removesuffix("s") in RESERVED else word for word in words
    ]
    telling = [word for word in singular if word not in PARTICLES]
    joined = "".join(words)
    return (
        any(word in IN_CHARGE for word in singular)
        or (bool(telling) and RESERVED.issuperset(telling))
        or not RESERVED.isdisjoint({"".join(singular), "".join(telling)})
        or any(long in joined for long in STANDING_OUT)
    )
