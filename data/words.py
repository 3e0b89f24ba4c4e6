"""Texts as words to be found by: accents folded, and scripts without spaces cut into pairs.

Whatever changes here changes what is stored: then raise `VERSION`, and every post is indexed anew.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator

VERSION = f"1/{unicodedata.unidata_version}"

LONGEST_WORD = 40
"""Characters; of a longer run no more are looked at."""

# Marks that only accent a letter (Latin, Greek, Cyrillic; Hebrew points; Arabic vowel signs and
# tatweel). Those of other scripts are vowels, without which a word is another one.
_ACCENTS = {
    mark: None
    for first, last in (
        (0x300, 0x36F),
        (0x591, 0x5BD),
        (0x5BF, 0x5C7),
        (0x610, 0x61A),
        (0x640, 0x640),
        (0x64B, 0x65F),
        (0x670, 0x670),
        (0x1AB0, 0x1AFF),
        (0x1DC0, 0x1DFF),
        (0x200B, 0x200F),
        (0x20D0, 0x20FF),
        (0xFE00, 0xFE0F),
        (0xFE20, 0xFE2F),
        (0xAD, 0xAD),
    )
    for mark in range(first, last + 1)
}
# Letters that people type without what no mark of its own makes of them.
_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "æ": "ae", "œ": "oe", "þ": "th"}
    | {"\u0131": "i", "\u0649": "\u064a", "\u0629": "\u0647"}
)
# Vowel signs and the like, which `\w` leaves out, between the letters of a word.
_SIGNS = (
    "\u0900-\u0963\u0966-\u0df3\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0eb1\u0eb4-\u0ebc\u0ec8-\u0ecd"
    "\u0f18\u0f19\u0f35-\u0f39\u0f71-\u0f84\u0f8d-\u0fbc\u102b-\u103e\u17b4-\u17d3\u3099\u309a"
)
# Thai, Lao, Myanmar, Khmer, kana, Han, Hangul: written without spaces, or with endings joined on.
_JOINED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf"
    "\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
)
_APOSTROPHES = "'\u2019\u02bc\u2018\uff07"
# What most texts are, read at a fifth of the cost: nothing in them is cut or joined.
_IS_SIMPLE = re.compile(r"[\x00-&(-^`-\x7f]*")
_SIMPLE_RUN = re.compile(rf"([0-9a-z]{{1,{LONGEST_WORD}}})[0-9a-z]*")
_RUN = re.compile(rf"[^\W_][\w{_SIGNS}]*(?:[{_APOSTROPHES}][^\W_][\w{_SIGNS}]*)*")
_PART = re.compile(rf"[{_JOINED}]+|[^{_JOINED}]+")
_IS_JOINED = re.compile(f"[{_JOINED}]")
_APOSTROPHE = re.compile(f"[{_APOSTROPHES}]")
# Before an apostrophe these are words of their own: l'ami, dell'amore, jusqu'à.
_ELIDED = {"dell", "nell", "all", "sull", "dall", "coll", "quell", "bell", "sant", "tutt", "anch"}
_ELIDED |= {"com", "quest", "jusqu", "lorsqu", "puisqu", "quoiqu", "presqu", "quelqu"}
_LONGEST_ELIDED = 2


def words_in(text: str) -> list[str]:
    """Return the words of a text in their order, each as it is found by.

    A run of a script without spaces becomes its overlapping pairs and its last character.
    """
    plain = folded(text)
    if _IS_SIMPLE.fullmatch(plain):
        return _SIMPLE_RUN.findall(plain)
    found: list[str] = []
    for run in _RUN.findall(plain):
        if _IS_JOINED.search(run):
            found += _pairs(run)
        elif _APOSTROPHE.search(run):
            found += _elided(run)
        else:
            found += [part[:LONGEST_WORD] for part in run.split("_") if part]
    return found


def may_have(text: str, words: Iterable[str]) -> bool:
    """Tell whether a text may have words that begin with all of these: False is for sure.

    Most texts are ruled out at a tenth of what it costs to take them apart into words.
    """
    plain = folded(text)
    plain = plain.replace("'", "") if plain.isascii() else _APOSTROPHE.sub("", plain)
    # An autocomplete asks this of hundreds at each keystroke: a generator costs more than it does.
    for word in words:  # noqa: SIM110
        if word not in plain:
            return False
    return True


def folded(text: str) -> str:
    """Return a text in which case, accents and forms of letters make no difference."""
    if text.isascii():
        return text.lower()
    compatible = unicodedata.normalize("NFKC", text).casefold()
    bare = unicodedata.normalize("NFD", compatible).translate(_ACCENTS)
    return unicodedata.normalize("NFC", bare).translate(_LETTERS)


def is_pair(word: str) -> bool:
    """Tell whether a word is a piece of a run that is written without spaces."""
    return _IS_JOINED.match(word) is not None


def _pairs(run: str) -> Iterator[str]:
    for part in _PART.findall(run):
        if not is_pair(part):
            yield from words_in(part)
            continue
        yield from (part[at : at + 2] for at in range(len(part)))


def _elided(run: str) -> list[str]:
    """Return l'ami as two words and don't as one: people leave that apostrophe out."""
    words = [""]
    for part in _APOSTROPHE.split(run):
        before = words[-1]
        if len(before) <= _LONGEST_ELIDED or before in _ELIDED:
            words.append(part)
        else:
            words[-1] += part
    return [word[:LONGEST_WORD] for word in words if word]
