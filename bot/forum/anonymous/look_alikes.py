"""Names that could be taken for somebody else's, or for that of somebody in charge."""

import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence

from bot.forum.anonymous.confusables import SIGNS as SIGNS_OF_UNICODE
from bot.forum.anonymous.letters import KNOWN, folded, in_fonts, plain, shown_by

LONG_ENOUGH = 7  # letters of a word in charge that stand out within another word, too
# So does such a word where none are put apart, or others are joined to it: Thai, kana, ideographs,
# Hangul.
UNPARTED = re.compile("[\u0e00-\u0e7f\u3040-\u30ff]{5,}|[\u3400-\u9fff]{2,}|[\uac00-\ud7a3]{3,}")
# Signs that look like letters, where they stand within a word or begin it; an @ is an a or an o.
SIGNS = SIGNS_OF_UNICODE | dict(zip(map(ord, KNOWN["signs"][0]), KNOWN["signs"][1], strict=True))
LETTER_SIGNS = (SIGNS, SIGNS | {ord("@"): "o"})
# Where the same signs are ornament: at a word's ends.
SIGN = "[" + "".join(re.escape(chr(each)) for each in SIGNS) + "]+"
EDGE_SIGNS = re.compile(rf"(?<!\w){SIGN}|{SIGN}(?!\w)")
# What may stand about a name without making it another one: "by", a number, points in parentheses.
ADDED = re.compile(r"\s*(#\d{1,4}|\([^()]*\)?)$")
BEFORE = re.compile(r"^by\s+", re.IGNORECASE)
# Nor do numbers at a word's ends: "Mod2", "007mod". One of them may be a letter: "0wner2".
NUMBER_BEFORE, NUMBER_AFTER = r"\b\d+(?=[^\W\d_])", r"(?<=[^\W\d_])\d+\b"
NUMBERS = tuple(
    re.compile(each) for each in (NUMBER_AFTER, NUMBER_BEFORE, f"{NUMBER_BEFORE}|{NUMBER_AFTER}")
)
# A dot within a word is spelling: `Gal·la`, `ジャン・ポール`. Points and votes belong to no name,
# whatever stands before them: `Sam, 5.4k points`.
ON_CARDS = re.compile(
    r"(^|\s)[·•∙⋅・‧]|[·•∙⋅・‧](\s|$|[-−+\d])|[(\[{]\s*anonymous|edited\s+by"
    r"|\d\s*[km]?[\s_-]*(points?|pts|votes?|upvotes?)\b",
    re.IGNORECASE,
)
# They are nobody's where nothing stands before them and words go on: `7 points of light`.
NOBODYS = re.compile(r"^\d{1,4}\s+(points?|votes?)(?=\s+[^\W\d_])", re.IGNORECASE)


def fold(name: str) -> str:
    """Return the letters that a name looks like, without accents, signs, blanks or digits.

    A name of nothing but signs is returned as it is.
    """
    return folded(plain(name)).replace(" ", "") or shown_by(name).casefold()


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


# What such words are part of that says nothing of anybody.
SAYINGS = re.compile(
    "|".join(
        rf"\b{said}\b" if " " in said else said
        for said in (" ".join(folded(plain(each)).split()) for each in KNOWN["sayings"])
    )
)


def imitates(name: str, others: Collection[str]) -> bool:
    """Tell whether a chosen name looks like one of the others, or like somebody in charge.

    Or whether it goes on like the line of a card that it would stand in.
    """
    shown = unicodedata.normalize("NFKC", name)
    for each in (shown, plain(name), plain(name, as_capitals=False)):
        if ON_CARDS.search(NOBODYS.sub("", each)):
            return True
    words = (words for each in _put_apart(name) for words in _words(each))
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
    return BEFORE.sub("", ADDED.sub("", without_raised(name).strip()))


def without_raised(name: str) -> str:
    """Return a name without what is raised at its words' ends: `Anna™`, `Anna²`."""
    words = (_without_raised_end(word) for word in name.split(" "))
    return " ".join(words)


def _without_raised_end(word: str) -> str:
    end = len(word)
    while end and unicodedata.decomposition(word[end - 1]).startswith("<super>"):
        end -= 1
    # A word that is raised as a whole is read as such.
    return word[:end] or word


def _put_apart(name: str) -> set[str]:
    """Return a name with the words put apart that others may stand within: `ModAnna`, `1mod`."""
    bare = unicodedata.normalize("NFKC", without_raised(name))
    texts = {name, bare, "".join(_parted(bare))}
    return texts | {each.sub(" ", text) for text in texts for each in NUMBERS}


def _parted(text: str) -> Iterator[str]:
    """Yield a text's characters with a blank before each capital that begins a word."""
    for before, each, after in zip(f" {text}", text, f"{text[1:]} ", strict=False):
        if each.isupper() and (before.islower() or (before.isupper() and after.islower())):
            yield " "
        yield each


def _words(name: str) -> list[list[str]]:
    """Return a name's folded words, in several readings: with signs as letters, and without."""
    ways = {plain(each) for each in {name} | in_fonts(name)} | {plain(name, as_capitals=False)}
    readings = ways | {without_edge_signs(each) for each in ways}
    readings |= {text.translate(signs) for text in readings for signs in LETTER_SIGNS}
    return [folded(text).split() for text in readings]


def without_edge_signs(plain: str) -> str:
    """Return text without the signs at its words' ends that may be letters."""
    return EDGE_SIGNS.sub(" ", plain)


def _seems_in_charge(read: Sequence[str]) -> bool:
    words = SAYINGS.sub(" ", " ".join(read)).split()
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
