"""The names that anonymous authors carry: two plain words, or one they chose.

The words are short, kind, and mean nothing rude in the languages that most readers know (no
"mist", no "gift"); animals that people fear or use as insults are left out.
"""

import json
import secrets
import unicodedata
from collections.abc import Collection
from pathlib import Path

WORDS = json.loads((Path(__file__).parent / "aliases.json").read_text())
QUALITIES: list[str] = WORDS["qualities"]
CREATURES: list[str] = WORDS["creatures"]
ALIAS_CHARACTERS = 40
# Names that would be taken for somebody in charge, folded.
IN_CHARGE = frozenset(WORDS["in_charge"])
# What looks like another letter and survives NFKC, by what it looks like: Cyrillic, Greek, other
# Latin, then digits and signs. An l looks like an I.
LOOK_ALIKES = str.maketrans(
    dict(
        zip(
            "аеорсухіјѕԁһкмтвнгαεορτυχικνηɑɡıl0134579$@!|",  # noqa: RUF001
            "aeopcyxijsdhkmtbhraeoptuxikvnagiioieastgsaii",
            strict=True,
        )
    )
)


def new_alias(taken: Collection[str]) -> str:
    """Return an alias of our making that nobody among `taken` has; at random, from over 4,000."""
    folded = {fold(name) for name in taken}
    for _ in range(1000):
        alias = f"{secrets.choice(QUALITIES)} {secrets.choice(CREATURES)}"
        if fold(alias) not in folded:
            return alias
    # Thousands of authors in one question: a number keeps them apart.
    return f"{alias} {secrets.randbelow(10**6)}"


def fold(name: str) -> str:
    """Return what a name looks like: NFKC, no accents or blanks, lower case, look-alikes as one."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", name)).casefold()
    looks = plain.translate(LOOK_ALIKES)
    return "".join(each for each in looks if unicodedata.category(each)[0] in "LNS")


def imitates(name: str, others: Collection[str]) -> bool:
    """Tell whether a chosen name looks like one of the others, or like somebody in charge."""
    looks = fold(name)
    return looks in IN_CHARGE or looks in {fold(each) for each in others}
