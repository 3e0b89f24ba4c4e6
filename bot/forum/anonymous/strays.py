"""Rows of one person that stand at several marks: made one, and what is newer stays.

Rows that are sealed anew together (`stirring.py`) get the present key where they are. If the key
that made their marks is lost, they open and nothing finds them: whoever they are of begins anew.
"""

import json
from collections.abc import Callable, Sequence
from typing import Any

from bot.forum.identity import Sealer, padded_bytes

Held = dict[str, Any]


def newer_marks(marks: Sequence[bytes], mark: bytes | str) -> Sequence[bytes]:
    """Return those of somebody's marks, the present key's first, at which a newer row may stand.

    Of a row at a mark that no key at hand makes, that is all of them.
    """
    return marks[: marks.index(mark)] if mark in marks else marks


def listed_posts(standing: Held, stray: Held) -> Held:
    """Return what lists the anonymous posts of both."""
    posts = {entry[0]: entry for entry in (*stray["posts"], *standing["posts"])}
    return standing | {"posts": [posts[number] for number in sorted(posts)]}


def listed_follows(standing: Held, stray: Held) -> Held:
    """Return what lists the questions of both, each as it was chosen last."""
    both = sorted((*stray["followed"], *standing["followed"]), key=lambda entry: entry[2])
    return standing | {"followed": list({entry[0]: entry for entry in both}.values())}


Merge = Callable[[Held, Held], Held]
MERGES: dict[str, Merge] = {"anonymous_index": listed_posts, "follow_index": listed_follows}
"""How two rows are made one, by table; in others the newer one stands for both."""


def merged(merge: Merge, standing: bytes, stray: bytes) -> bytes:
    """Return what the one row is to hold, of what two were opened to."""
    return json.dumps(merge(json.loads(standing), json.loads(stray))).encode()


def seal_as_long(sealer: Sealer, plain: bytes, *alike: bytes, table: str, row: bytes) -> bytes:
    """Return plain bytes sealed as long as the longest of some sealed bytes, or longer."""
    longest = max(padded_bytes(sealed) for sealed in alike)
    return sealer.seal(plain, table=table, row=row, pad_to=longest)
