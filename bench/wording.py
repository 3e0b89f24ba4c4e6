"""Words that nobody says, as often as words are said: the second half as often as the first."""

from collections.abc import Iterator
from itertools import accumulate, islice, product
from random import Random

WORDS = 60_000
# Zipf–Mandelbrot: the most frequent word of a text is less frequent than its rank alone says.
SHIFT = 2.7

_ONSETS = ("b", "d", "f", "g", "h", "k", "l", "m", "n", "p", "r", "s", "t", "v", "z", "sh", "ch")
_VOWELS = ("a", "e", "i", "o", "u")
_CODAS = ("", "n", "r", "s", "l")


class Wording:
    """A vocabulary, the most frequent word first, and texts out of it."""

    def __init__(self) -> None:
        """Make the same vocabulary each time."""
        self.words = tuple(islice(_words(), WORDS))
        self._weights = tuple(accumulate(1 / (rank + SHIFT) for rank in range(WORDS)))

    def text(self, random: Random, length: int) -> str:
        """Return so many words, drawn by how frequent they are."""
        return " ".join(random.choices(self.words, cum_weights=self._weights, k=length))


def _words() -> Iterator[str]:
    """Yield short words before long ones, as the frequent words of a language are short."""
    syllables = ["".join(parts) for parts in product(_ONSETS, _VOWELS, _CODAS)]
    # In an order without a pattern, so that words that are equally frequent share no beginning.
    Random(1).shuffle(syllables)
    yield from syllables
    yield from ("".join(pair) for pair in product(syllables, repeat=2))
