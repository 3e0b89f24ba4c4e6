"""Words that are forms of one another, by their endings: no language's grammar, many languages'.

Endings that several languages share are taken off and put on; what a forum's posts don't have
falls away. So "attacks" finds "attack", "Gefühle" "Gefühl", "работу" "работа".
"""

import json
import re
from pathlib import Path

from data.words import folded, is_pair

LEAST_STEM = 4
_KNOWN: dict[str, dict[str, str]] = json.loads(
    Path(__file__).with_name("endings.json").read_text(encoding="utf-8")
)
_ENDINGS = {
    name: frozenset(("", *folded(each["endings"]).split())) for name, each in _KNOWN.items()
}
_LONGEST_ENDING = max(len(ending) for endings in _ENDINGS.values() for ending in endings)
_LETTERS = {name: frozenset(each["letters"]) for name, each in _KNOWN.items()}
_DOUBLED = re.compile(r"([bdfglmnprst])\1$")
_SHORT = re.compile(r"^[a-z]{0,3}[^aeiou][aeiou][bdgmnprt]$")


def kin_of(word: str) -> set[str]:
    """Return possible other forms of a word, as `data.words` writes words."""
    script = script_of(word)
    if script is None or is_pair(word):
        return set()
    endings = _ENDINGS[script]
    least = max(LEAST_STEM, len(word) - _LONGEST_ENDING)
    stems = [word[:at] for at in range(least, len(word) + 1) if word[at:] in endings]
    found = {stem + ending for stem in stems for ending in endings}
    if script == "latin":
        found |= _english(word)
    found.discard(word)
    return found


def near_misses(word: str) -> set[str]:
    """Return what a word could have been meant to be, one slip of a finger away."""
    script = script_of(word)
    if script is None:
        return set()
    letters = _LETTERS[script]
    parts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    left_out = {before + after[1:] for before, after in parts if after}
    swapped = {
        before + after[1] + after[0] + after[2:] for before, after in parts if len(after) > 1
    }
    other = {before + letter + after[1:] for before, after in parts if after for letter in letters}
    added = {before + letter + after for before, after in parts for letter in letters}
    return (left_out | swapped | other | added) - {word}


def script_of(word: str) -> str | None:
    """Return which of the known alphabets all letters of a word are of."""
    return next((name for name, known in _LETTERS.items() if known.issuperset(word)), None)


def _english(word: str) -> set[str]:
    """Return what doubles a letter, and the plurals of short words: stopped, running, dogs."""
    found = set()
    for ending in ("ed", "ing", "er", "en"):
        stem = word.removesuffix(ending)
        if stem != word and _DOUBLED.search(stem):
            found |= {stem[:-1] + each for each in ("", "s", "ed", "ing")}
            found |= {stem + each for each in ("ed", "ing", "er")}
    if _SHORT.match(word):
        found |= {word + word[-1] + each for each in ("ed", "ing", "er", "en")}
    if len(word) == LEAST_STEM - 1:
        found |= {word + "s", word + "es", word + "ing", word + "ed"}
    if len(word) == LEAST_STEM and word.endswith("s"):
        found.add(word[:-1])
    return found
