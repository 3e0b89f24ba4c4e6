"""What looks like other letters by Unicode's own data (UTS #39).

The data is in confusables.json, with its version and licence; tests/support/confusables.py makes it
anew. The ASCII letters and digits themselves are not in it.
"""

import json
from pathlib import Path
from unicodedata import combining, normalize

DATA = json.loads((Path(__file__).parent / "confusables.json").read_text(encoding="utf-8"))


def _table(kind: str) -> dict[int, str]:
    """Return what each character looks like.

    One with a mark, such as an ö, looks like its letter, whatever else the data likens it to.
    """
    return {
        ord(like): looks
        for looks, likes in DATA[kind]
        for like in likes
        if not combining(normalize("NFD", like)[-1])
    }


# For `str.translate`: what a letter looks like; one letter or more, without their marks.
LETTERS = _table("letters")
# Signs that look like Latin letters or digits, where they stand within a word or begin it.
SIGNS = {sign: looks.casefold() for sign, looks in _table("signs").items()}
