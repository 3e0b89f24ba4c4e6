"""The one place that sees the key: marks that only it can make, and sealed bytes.

A mark is HMAC-SHA256 over a purpose and numbers: it finds a row again without naming anybody,
and without the key no id can be tried against it. Sealed bytes are ChaCha20-Poly1305, bound to
the table they stand in, padded so that their length says nothing.
"""

import hashlib
import hmac
import os
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import Connection, event
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import SessionTransaction
from sqlmodel import Session
from sqlmodel.ext.asyncio.session import AsyncSession

from data.database import Database
from data.sealing import KEY_ID_BYTES, look, take_snapshot

NONCE_BYTES = 12
TAG_BYTES = 16
PAD_TO_BYTES = 4096
SEALER, PINNED, BEGUN = "sealer", "pinned_sealer", "has_begun"
READS, HINTS, NAMED_HINTS = "sealed_reads", "sealed_hints", "named_hints"
MAIL, REFUSALS, NOT_BROUGHT = "opened_mail", "unwritten_refusals", "not_brought"
NOT_EARLY = "not_early"


class WrongKey(Exception):
    """The bytes were sealed with another key, or were changed."""


class KeyJustAdded(SQLAlchemyError):
    """A transaction made marks in the moment before a key was added; begun again, it works."""


class OpenedMail(NamedTuple):
    """What is remembered of a sealed direct message, as long as its sealed bytes begin so."""

    seal: bytes
    post_id: int | None
    user_id: int
    is_done: bool
    given_up: str | None


class _Key:
    """Independent keys for sealing and for marks, derived from one secret that is not kept."""

    def __init__(self, secret: bytes) -> None:
        self.sealing = ChaCha20Poly1305(_derive(secret, b"seal"))
        self.marking = _derive(secret, b"mark")
        self.id = _derive(secret, b"id")[:KEY_ID_BYTES]


class Sealer:
    """Makes and opens sealed things: with one key, and with older ones until all is sealed anew."""

    def __init__(self, secret: bytes, *older: bytes) -> None:
        """Take the secret that seals from now on, and those that may have sealed before."""
        self._held = tuple(_Key(each) for each in dict.fromkeys((secret, *older)))

    def pinned(self) -> "Sealer":
        """Return the sealer of this moment, whose keys stay as they are."""
        return self

    @property
    def _keys(self) -> tuple[_Key, ...]:
        return self.pinned()._held  # noqa: SLF001  # one of its own kind

    @property
    def key_id(self) -> bytes:
        """The id of the key that seals: a keyed digest that only the key can reproduce."""
        return self._keys[0].id

    @property
    def key_ids(self) -> list[bytes]:
        """The ids of every key at hand, the one that seals first."""
        return [key.id for key in self._keys]

    def mark(self, purpose: str, *parts: int | bytes) -> bytes:
        """Return the keyed mark of numbers for one purpose, such as `mark("inbox", user_id)`."""
        return _mark(self._keys[0], purpose, parts)

    def marks(self, purpose: str, *parts: int | bytes) -> list[bytes]:
        """Return the marks of every key at hand, to find what may be marked with an older one."""
        return [_mark(key, purpose, parts) for key in self._keys]

    def seal(self, plain: bytes, *, table: str, row: bytes, pad_to: int = PAD_TO_BYTES) -> bytes:
        """Return plain bytes sealed for one table and row, padded to a multiple of `pad_to`."""
        padded = len(plain).to_bytes(4, "big") + plain
        padded += bytes(-len(padded) % pad_to)
        nonce, key = os.urandom(NONCE_BYTES), self._keys[0]
        bound = key.sealing.encrypt(nonce, padded, table.encode() + b"|" + row)
        return key.id + nonce + bound

    def seal_alike(self, plain: bytes, sealed: bytes, *, table: str, row: bytes) -> bytes:
        """Return plain bytes sealed as long as some sealed bytes they were opened from."""
        return self.seal(plain, table=table, row=row, pad_to=padded_bytes(sealed))

    def open(self, sealed: bytes, *, table: str, row: bytes) -> bytes:
        """Return what was sealed for this table and row. Raises `WrongKey`."""
        key_id, rest = sealed[:KEY_ID_BYTES], sealed[KEY_ID_BYTES:]
        nonce, bound = rest[:NONCE_BYTES], rest[NONCE_BYTES:]
        key = next((each for each in self._keys if each.id == key_id), None)
        if key is None:
            raise WrongKey
        try:
            padded = key.sealing.decrypt(nonce, bound, table.encode() + b"|" + row)
        except InvalidTag:
            raise WrongKey from None
        length = int.from_bytes(padded[:4], "big")
        return padded[4 : 4 + length]


def padded_bytes(sealed: bytes) -> int:
    """Return how many bytes were sealed, padding included."""
    return len(sealed) - KEY_ID_BYTES - NONCE_BYTES - TAG_BYTES


def provide(database: Database, sealer: Sealer) -> None:
    """Have every session of a database carry the sealer."""
    database.tools[SEALER] = sealer
    database.tools[READS] = set()
    database.tools[HINTS] = set()
    database.tools[NAMED_HINTS] = set()
    database.tools[MAIL] = {}
    database.tools[REFUSALS] = {}
    database.tools[NOT_BROUGHT] = {}
    database.tools[NOT_EARLY] = {}


def sealer_of(session: AsyncSession) -> Sealer:
    """Return the sealer that a session carries; its keys stay the same until the session ends.

    So one transaction marks and seals with one key, and it knows the key of every row it can
    see: `bot.forum.anonymous.rotation` says why.
    """
    pinned = session.info.get(PINNED)
    if isinstance(pinned, Sealer):
        return pinned
    sealer = session.info.get(SEALER)
    if not isinstance(sealer, Sealer):
        msg = "no sealer was provided for this database"
        raise TypeError(msg)
    pinned = session.info[PINNED] = sealer.pinned()
    return pinned


async def sealer_in_view(session: AsyncSession) -> Sealer:
    """Return the sealer once the session has its view of the rows.

    For marks that are made before anything was read: a key that is added between the two would
    end the transaction with `KeyJustAdded`.
    """
    if not session.info.get(BEGUN):
        await look(session)
    return sealer_of(session)


def sealed_reads(session: AsyncSession) -> set[int]:
    """Return the sealed notifications that were read and are not written down as such yet."""
    found: set[int] = session.info[READS]
    return found


def sealed_hints(session: AsyncSession) -> set[int]:
    """Return the sealed notifications that a word after a command told of, not written down yet."""
    found: set[int] = session.info[HINTS]
    return found


def named_hints(session: AsyncSession) -> set[int]:
    """Return the notifications by name that a word after a command told of, and no DM.

    Since the bot began, in memory alone: in their rows both look the same.
    """
    found: set[int] = session.info[NAMED_HINTS]
    return found


def not_early(session: AsyncSession) -> dict[int, bool]:
    """Return which sealed notifications did not come before their turn when it was tried.

    False where they came, or may have, after all. Since the bot began, in memory alone until
    `write_not_early`: their deliveries' seals say only that they may have come.
    """
    found: dict[int, bool] = session.info[NOT_EARLY]
    return found


def opened_mail(session: AsyncSession) -> dict[int, OpenedMail]:
    """Return what is remembered of sealed direct messages, by their numbers."""
    found: dict[int, OpenedMail] = session.info[MAIL]
    return found


def unwritten_refusals(session: AsyncSession) -> dict[int, datetime]:
    """Return when Discord refused DMs of which nothing may be written down, by Discord user.

    Since the bot began, in memory alone.
    """
    found: dict[int, datetime] = session.info[REFUSALS]
    return found


def not_brought(session: AsyncSession) -> dict[int, set[int]]:
    """Return what is written down as heard of though its DM was refused, by Discord user.

    Notifications by name, since the bot began, in memory alone.
    """
    found: dict[int, set[int]] = session.info[NOT_BROUGHT]
    return found


@event.listens_for(Session, "after_begin")
def _check_pinned(
    session: Session, _transaction: SessionTransaction, connection: Connection
) -> None:
    """Check that no key was added between a session's first marks and its first look at rows."""
    session.info[BEGUN] = True
    pinned, sealer = session.info.get(PINNED), session.info.get(SEALER)
    if not isinstance(pinned, Sealer) or not isinstance(sealer, Sealer):
        return
    take_snapshot(connection)
    if not set(sealer.pinned().key_ids) <= set(pinned.key_ids):
        raise KeyJustAdded


def _mark(key: _Key, purpose: str, parts: Sequence[int | bytes]) -> bytes:
    shown = (part.hex() if isinstance(part, bytes) else str(part) for part in parts)
    return hmac.digest(key.marking, "|".join([purpose, *shown]).encode(), hashlib.sha256)


def _derive(secret: bytes, purpose: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt=None, info=b"mindwell/" + purpose).derive(secret)
