"""The names that anonymous authors carry: two plain words, or one they chose.

The words are short, kind, and mean nothing rude in the languages that most readers know (no
"mist", no "gift"); animals that people fear or use as insults are left out.
"""

import json
import secrets
from collections.abc import Collection
from itertools import product
from pathlib import Path

from bot.forum.anonymous.look_alikes import fold

WORDS = json.loads((Path(__file__).parent / "aliases.json").read_text())
QUALITIES: list[str] = WORDS["qualities"]
CREATURES: list[str] = WORDS["creatures"]
ALIASES = frozenset(
    f"{quality} {creature}".casefold() for quality, creature in product(QUALITIES, CREATURES)
)
ALIAS_CHARACTERS = 40


def new_alias(taken: Collection[str]) -> str:
    """Return an alias of our making that nobody among `taken` has; at random, from over 4,000."""
    folded = {fold(name) for name in taken}
    for _ in range(1000):
        alias = f"{secrets.choice(QUALITIES)} {secrets.choice(CREATURES)}"
        if fold(alias) not in folded:
            return alias
    # Thousands of authors in one question: a number keeps them apart.
    return f"{alias} {secrets.randbelow(10**6)}"
