"""What the letters of a name look like, in whichever script or ornament they are written.

Only looks count: a letter of another script is not taken for the Latin one that sounds like it, or
who is called Minsu in Hangul could not go by that beside somebody who writes it in Latin letters.
"""

import json
import re
import unicodedata
from functools import lru_cache
from pathlib import Path

from anyascii import anyascii

from bot.forum.anonymous.confusables import LETTERS
from bot.forum.characters import is_readable, one_line, visible

KNOWN = json.loads((Path(__file__).parent / "look_alikes.json").read_text(encoding="utf-8"))
# What looks like another letter though Unicode's data doesn't say so: digits, a Greek chi. An l
# looks like an I.
LOOK_ALIKES: dict[str, str] = {
    like.casefold(): letter
    for likes, letters in KNOWN["look_alikes"]
    for like, letter in zip(likes, letters, strict=True)
}
# What 'fancy text' writes Latin letters with, of any script. Where two fonts use one character for
# different letters, each of the two tables follows another font.
FANCY = [
    (ord(case), letter)
    for likes, letters in KNOWN["fonts"].values()
    for like, letter in zip(likes, letters, strict=True)
    for case in (like, like.lower(), like.upper())
    if len(case) == 1
]
FONTS = (dict(FANCY), dict(reversed(FANCY)))
# Shown by nothing themselves: joiners, variation selectors.
IGNORED = re.compile("[\u0640\u034f\u17b4\u17b5\u180b-\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef]")
# Combining classes of marks that are vowels where their letter is of the same script; no accents:
# Indian ones and some of Thai, Telugu lengths, the others of Thai, Lao and Tibetan.
VOWEL_CLASSES = {0, 84, 91, 103, 118, 129, 130, 132}
# A vowel and its mark, which Unicode's data likens to the vowel alone: of Thai and Lao.
TWO_IN_ONE = {0x0E33: "\u0e4d\u0e32", 0x0EB3: "\u0ecd\u0eb2"}
# Two letters that look like another one.
PAIRED = {"rn": "m", "vv": "w", "cl": "d", "c1": "d"}
PAIRS = re.compile("|".join(PAIRED))
# In what is no Latin letter itself, but a sign that is one.
LATIN = re.compile(r"\bLATIN\b.* LETTER\b|^MODIFIER LETTER\b|^REGIONAL INDICATOR SYMBOL LETTER\b")


def shown_by(name: str) -> str:
    """Return a name on one line in compatible forms, without what nobody sees."""
    seen = "".join(each for each in visible(name) if not IGNORED.match(each))
    return unicodedata.normalize("NFKC", one_line(seen))


def folded(text: str) -> str:
    """Return a plain text's letters, folded, with blanks for whatever is none."""
    paired = PAIRS.sub(lambda pair: PAIRED[pair[0]], text)
    letters = "".join(each if _is_vowel(each) else letter_of(each) or " " for each in paired)
    return PAIRS.sub(lambda pair: PAIRED[pair[0]], letters)


def plain(name: str, *, as_capitals: bool = True) -> str:
    """Return a name in the letters that it looks like, without accents or marks, in lower case.

    Capitals are taken for what they look like, unless told otherwise: a capital nu for an N, while
    a small one looks like a v; an I for an l.
    """
    # Without marks before a letter is likened to another: an alef with a hamza looks like an alef,
    # though Unicode's data likens it to two letters. The iota beneath a Greek vowel is one, too.
    letters = unmarked(name.translate(TWO_IN_ONE))
    seen = letters.replace("I", "l") if as_capitals else letters.casefold()
    # Before compatible forms are taken, too: they make a sigma of a lunate one, an s of a long s.
    for _ in range(2):
        seen = unicodedata.normalize("NFKC", seen.translate(LETTERS))
    seen = unmarked(unicodedata.normalize("NFKD", seen)).translate(LETTERS)
    seen = unmarked(seen.casefold()).translate(LETTERS)
    return "".join(each for each in seen if _is_kept(each))


def unmarked(text: str) -> str:
    """Return text without accents and other marks; marks that are vowels of their script stay.

    Hangul is put together, for its parts alone look like other letters.
    """
    if text.isascii():
        return text
    bare: list[str] = []
    letter = ""
    for each in unicodedata.normalize("NFD", text):
        if unicodedata.category(each) not in {"Mn", "Me"}:
            letter = each
        elif not _is_vowel(each) or _script_of(each) != _script_of(letter) or each == bare[-1]:
            continue
        bare.append(each)
    return unicodedata.normalize("NFC", "".join(bare))


def in_fonts(name: str) -> set[str]:
    """Return a name with the Latin letters that fonts of 'fancy text' imitate, if it is in one.

    Only words that are nothing but Latin letters then, for each of these characters is an ordinary
    one in its own script.
    """
    if name.isascii():
        return set()
    words = unicodedata.normalize("NFC", visible(name)).split()
    return {" ".join(_in_font(word, font) for word in words) for font in FONTS}


def _in_font(word: str, font: dict[int, str]) -> str:
    latin = word.translate(font)
    if any(each.isascii() and each.isalpha() for each in word):
        # No word mixes scripts, so whatever stands among Latin letters is to be read as one.
        latin = "".join(_sound_of(each) for each in latin)
    return latin if all(map(_looks_latin, latin)) else word


@lru_cache(maxsize=4096)
def _looks_latin(character: str) -> bool:
    """Tell whether a character looks like Latin letters, or is none."""
    return folded(plain(character)).isascii()


@lru_cache(maxsize=4096)
def letter_of(character: str) -> str:
    """Return the letter that a character of plain text looks like; nothing for a sign or blank."""
    looks = LOOK_ALIKES.get(character, character)
    latin = _latin_of(looks)
    if latin:
        return LOOK_ALIKES.get(latin, latin)
    return looks if unicodedata.category(looks)[0] in "LNM" else ""


def _latin_of(character: str) -> str:
    """Return the one Latin letter or digit that a character is, if it is one in some form."""
    digit = unicodedata.digit(character, None)
    if digit is not None:
        return str(digit)
    if not LATIN.search(unicodedata.name(character, "")):
        return ""
    latin = anyascii(character).casefold()
    return latin if len(latin) == 1 and latin.isalnum() else ""


def _sound_of(character: str) -> str:
    sound = "" if character.isascii() else anyascii(character)
    is_letter = character.isalpha() and len(sound) == 1 and sound.isalpha()
    return sound if is_letter else character


@lru_cache(maxsize=4096)
def _is_kept(character: str) -> bool:
    return character in {" ", "\t"} or is_readable(character) or _is_vowel(character)


@lru_cache(maxsize=4096)
def _is_vowel(character: str) -> bool:
    """Tell whether a mark is a vowel, or changes one, where its letter is of its script."""
    is_mark = unicodedata.category(character) == "Mn" and not IGNORED.match(character)
    return is_mark and unicodedata.combining(character) in VOWEL_CLASSES


@lru_cache(maxsize=4096)
def _script_of(character: str) -> str:
    return unicodedata.name(character, "").partition(" ")[0] if character else ""
