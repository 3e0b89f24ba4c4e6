"""What an edit changed in a text, word by word, at a cost that has a bound.

`difflib` takes time by the product of two lengths, so what is compared at once is limited; what is
longer is shown as replaced altogether.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

MOST_LINES = 1000  # of each text that are compared with each other
MOST_WORDS = 800  # of each passage; 0.1 seconds at worst
WORD_CHARACTERS = 200  # a longer one is shown as several
CONTEXT = 8  # words around a change that stay to be read
WORD = re.compile(rf"\S{{1,{WORD_CHARACTERS}}}")


@dataclass(frozen=True, slots=True)
class Run:
    """Some words beside each other that were all changed, or all left; or that words stand here."""

    words: tuple[str, ...]
    is_changed: bool
    is_left_out: bool = False


@dataclass(frozen=True, slots=True)
class Passage:
    """What stood somewhere before and stands there now; either may be nothing."""

    before: tuple[Run, ...]
    now: tuple[Run, ...]


def passages(before: str, now: str) -> tuple[Passage, ...]:
    """Return the passages in which two texts differ; none when only blanks do."""
    old, new = _lines(before), _lines(now)
    found = []
    for first, last, at, end in _blocks(old, new, most=MOST_LINES):
        words = _words(old[first:last]), _words(new[at:end])
        if words[0] != words[1]:
            found.append(_passage(*words))
    return tuple(found)


def _lines(text: str) -> list[str]:
    return [each.strip() for each in text.splitlines() if each.strip()]


def _words(lines: Sequence[str]) -> list[str]:
    return [word for line in lines for word in WORD.findall(line)]


def _passage(old: list[str], new: list[str]) -> Passage:
    blocks = list(_blocks(old, new, most=MOST_WORDS))
    return Passage(
        _runs(old, [(first, last) for first, last, _, _ in blocks]),
        _runs(new, [(at, end) for _, _, at, end in blocks]),
    )


def _blocks(
    old: Sequence[str], new: Sequence[str], *, most: int
) -> Iterator[tuple[int, int, int, int]]:
    """Yield where two sequences differ: the old one's part, then the new one's."""
    shorter = min(len(old), len(new))
    head = next((n for n in range(shorter) if old[n] != new[n]), shorter)
    rest = shorter - head
    tail = next((n for n in range(rest) if old[-1 - n] != new[-1 - n]), rest)
    middle = old[head : len(old) - tail], new[head : len(new) - tail]
    if not any(middle):
        return
    if max(map(len, middle)) > most or not all(middle):
        yield head, len(old) - tail, head, len(new) - tail
        return
    for kind, first, last, at, end in SequenceMatcher(None, *middle).get_opcodes():
        if kind != "equal":
            yield first + head, last + head, at + head, end + head


def _runs(words: list[str], changed: Sequence[tuple[int, int]]) -> tuple[Run, ...]:
    """Return a passage's words in runs; of what was left, only what is beside a change."""
    if not words:
        return ()
    found: list[Run] = []
    place = 0
    for first, last in changed:
        found += _context(words[place:first], is_first=place == 0, is_last=False)
        if first < last:
            found.append(Run(tuple(words[first:last]), is_changed=True))
        place = last
    found += _context(words[place:], is_first=not changed, is_last=True)
    return tuple(found)


def _context(words: list[str], *, is_first: bool, is_last: bool) -> list[Run]:
    """Return words that were left, the middle of many left out."""
    left = 0 if is_first else CONTEXT
    right = 0 if is_last else CONTEXT
    if len(words) <= left + right:
        return [Run(tuple(words), is_changed=False)] if words else []
    gap = Run((), is_changed=False, is_left_out=True)
    parts = [Run(tuple(words[:left]), is_changed=False)] if left else []
    parts.append(gap)
    return [*parts, Run(tuple(words[len(words) - right :]), is_changed=False)] if right else parts
