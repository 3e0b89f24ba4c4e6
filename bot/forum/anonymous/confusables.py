"""What looks like other letters by Unicode's own data (UTS #39).

The data is in confusables.json, with its version and licence; tests/support/confusables.py makes it
anew. The ASCII letters and digits themselves are not in it.
"""

import json
from pathlib import Path
from unicodedata import combining, normalize

DATA = json.loads((Path(__file__).parent / "confusables.json").read_text(encoding="utf-8"))


def is_marked(character: str) -> bool:
    """Tell whether a character is a letter with a mark."""
    return any(combining(each) for each in normalize("NFD", character)[1:])


def _table(kind: str) -> dict[int, str]:
    """Return what each character looks like.

    One with a mark, such as an ö, looks like its letter, whatever else it is likened to.
    """
    return {
        ord(like): looks for looks, likes in DATA[kind] for like in likes if not is_marked(like)
    }


# For `str.translate`: what a letter looks like; one letter or more, without their marks.
LETTERS = _table("letters")
# Signs that look like Latin letters or digits, where they stand within a word or begin it.
SIGNS = {sign: looks.casefold() for sign, looks in _table("signs").items()}
