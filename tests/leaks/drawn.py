"""What is drawn anew for each row, salts and nonces, and how long sealed bytes are.

Whoever swaps the author sees nothing of a salt that is one for all that a person keeps: both
performances are alike then. So each is looked up here among what was drawn, and in all other rows.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from bot.forum.identity import NONCE_BYTES, padded_bytes
from bot.forum.mail import MAIL_PAD_BYTES, NOTICE_PAD_BYTES
from data.sealing import KEY_ID_BYTES
from tests.leaks.marks import MARK_BYTES
from tests.leaks.stored import KEYS, SEALED, Row

# Their marks are one for each row; what comes before a mark is its salt.
MARKED_ALONE = {"draft.owner_mark", "block.mark"}
SALTED = {"draft.owner_mark", "block.salt"}
# What is padded to a multiple of, unless it is always short.
PADDED_TO_BYTES = 4096
SHORT = {
    "post.author_seal": 64,
    "question_follow.sealed": 64,
    "ignored_user.sealed": 64,
    "preference.sealed": 1024,
}

# What never is any longer: a notification, and a direct message beside turns in the same column.
ONE_LENGTH = {"notification.sealed": NOTICE_PAD_BYTES, "delivery.sealed": MAIL_PAD_BYTES}

Place = tuple[object, ...]


class Drawn:
    """Reads nonces, salts and lengths each time the bot is at rest."""

    def __init__(self, drawn: set[bytes]) -> None:
        """Take what was drawn so far, and from now on."""
        self._drawn = drawn
        self._sealed: dict[bytes, set[Place]] = defaultdict(set)
        self._salts: dict[bytes, set[Place]] = defaultdict(set)
        self._marks: dict[bytes, set[Place]] = defaultdict(set)

    def look(self, rows: Mapping[str, Sequence[Row]]) -> None:
        """Note what stands in which rows."""
        for table, found in rows.items():
            for row in found:
                place = table, *(row[name] for name in KEYS[table] if name in row)
                for name, value in row.items():
                    if isinstance(value, bytes):
                        self._note(f"{table}.{name}", (f"{table}.{name}", *place), value)

    def _note(self, column: str, place: Place, value: bytes) -> None:
        if column in SEALED:
            self._sealed[value].add(place)
        if column in SALTED:
            salt = value[:-MARK_BYTES] if column in MARKED_ALONE else value
            self._salts[salt].add(place)
        if column in MARKED_ALONE:
            self._marks[value[-MARK_BYTES:]].add(place)

    def faults(self) -> Iterator[str]:
        """Yield what of all that was seen tells rows that belong together, or what is in them."""
        yield from self._shared("a mark", self._marks)
        yield from self._shared("a salt", self._salts)
        yield from self._shared("a seal", self._sealed)
        for salt in self._salts.keys() - self._drawn:
            yield f"a salt was not drawn: {_columns(self._salts[salt])}"
        nonces: dict[bytes, set[Place]] = defaultdict(set)
        for sealed, places in self._sealed.items():
            nonce = sealed[KEY_ID_BYTES : KEY_ID_BYTES + NONCE_BYTES]
            if nonces[nonce]:
                yield f"two seals have one nonce: {_columns(nonces[nonce] | places)}"
            if nonce not in self._drawn:
                yield f"a nonce was not drawn: {_columns(places)}"
            nonces[nonce] |= places
            yield from self._telling_lengths(sealed, places)

    @staticmethod
    def _shared(what: str, found: Mapping[bytes, set[Place]]) -> Iterator[str]:
        for places in found.values():
            if len(places) > 1:
                yield f"{what} stands in {len(places)} rows: {_columns(places)}"

    @staticmethod
    def _telling_lengths(sealed: bytes, places: set[Place]) -> Iterator[str]:
        length = padded_bytes(sealed)
        for column in _columns(places):
            is_usual = length == ONE_LENGTH.get(column)
            if not is_usual and length % SHORT.get(column, PADDED_TO_BYTES):
                yield f"a length of {length} bytes tells of what is sealed in {column}"


def _columns(places: set[Place]) -> list[str]:
    return sorted({str(place[0]) for place in places})
