"""What somebody types to find something: words, "phrases" and beginnings*."""

import json
import re
from dataclasses import dataclass
from pathlib import Path

from data.words import is_pair, words_in

_QUOTES = '"\u201c\u201d\u201e\u00ab\u00bb'
_PHRASE = re.compile(f"[{_QUOTES}]([^{_QUOTES}]+)[{_QUOTES}]")
_BEGINNING = re.compile(r"(\w)\*(?!\w)")
_MARK = "\ue000"
TAG_WEIGHT, DETAIL_WEIGHT = 0.8, 0.3
COMMON_WEIGHT = 0.2
# What says little about a question in the languages that most readers know; in a small forum the
# words themselves don't show yet that they are everywhere.
COMMON_WORDS = frozenset(
    word
    for line in json.loads(
        Path(__file__).with_name("common_words.json").read_text(encoding="utf-8")
    )
    for word in line.split()
)


@dataclass(frozen=True, slots=True)
class Term:
    """A word to look for. `weight` is from 0 to 1; `is_beginning` for what was ended with `*`."""

    word: str
    weight: float = 1.0
    is_beginning: bool = False
    is_of_title: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """What is looked for: any of the terms, and every one of the phrases."""

    terms: tuple[Term, ...]
    phrases: tuple[tuple[str, ...], ...] = ()


def read_query(query: str) -> Asked:
    """Return what a query means; whatever it means nothing by is left out."""
    phrases = tuple(tuple(run_words(each)) for each in _PHRASE.findall(query))
    terms: dict[str, Term] = {}
    for part in _BEGINNING.sub(rf"\1{_MARK} ", query).split():
        words = run_words(part.replace(_MARK, " "))
        for word in words:
            is_last = word == words[-1]
            is_beginning = is_last and part.endswith(_MARK)
            term = Term(word, 1.0 if is_beginning else _said(word), is_beginning=is_beginning)
            if word not in terms or term.is_beginning:
                terms[word] = term
    return Asked(tuple(terms.values()), tuple(each for each in phrases if each))


def read_question(title: str, details: str, tags: tuple[str, ...] = ()) -> Asked:
    """Return what finds questions like one: its title first, then its tags, then its text."""
    terms: dict[str, Term] = {}
    for text, weight in ((title, 1.0), (" ".join(tags), TAG_WEIGHT), (details, DETAIL_WEIGHT)):
        for word in run_words(text):
            term = Term(word, weight * _said(word), is_of_title=text is title)
            terms.setdefault(word, term)
    return Asked(tuple(terms.values()))


def _said(word: str) -> float:
    """Return how much a word says before it is known how many posts have it."""
    return COMMON_WEIGHT if word in COMMON_WORDS else 1.0


def run_words(text: str) -> list[str]:
    """Return the words of a text to look for: of a run without spaces its pairs alone."""
    words = words_in(text)
    return [
        word
        for at, word in enumerate(words)
        if not (at and len(word) == 1 and is_pair(word) and _ends_in(words[at - 1], word))
    ]


def _ends_in(before: str, last: str) -> bool:
    return len(before) > 1 and is_pair(before) and before.endswith(last)
