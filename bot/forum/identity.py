"""The one place that sees the key: marks that only it can make, and sealed bytes.

A mark is HMAC-SHA256 over a purpose and numbers: it finds a row again without naming anybody,
and without the key no id can be tried against it. Sealed bytes are ChaCha20-Poly1305, bound to
the table they stand in, padded so that their length says nothing.
"""

import hashlib
import hmac
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

NONCE_BYTES = 12
KEY_ID_BYTES = 8
PAD_TO_BYTES = 4096


class WrongKey(Exception):
    """The bytes were sealed with another key, or were changed."""


class Sealer:
    """Makes and opens sealed things with one key."""

    def __init__(self, secret: bytes) -> None:
        """Derive independent keys from the secret; the secret itself is not kept."""
        self._sealing = ChaCha20Poly1305(_derive(secret, b"seal"))
        self._marking = _derive(secret, b"mark")
        self.key_id = _derive(secret, b"id")[:KEY_ID_BYTES]

    def mark(self, purpose: str, *parts: int) -> bytes:
        """Return the keyed mark of numbers for one purpose, such as `mark("inbox", user_id)`."""
        text = "|".join([purpose, *(str(part) for part in parts)])
        return hmac.digest(self._marking, text.encode(), hashlib.sha256)

    def seal(self, plain: bytes, *, table: str, row: bytes) -> bytes:
        """Return plain bytes sealed for one table and row, padded to a multiple of 4,096."""
        padded = len(plain).to_bytes(4, "big") + plain
        padded += bytes(-len(padded) % PAD_TO_BYTES)
        nonce = os.urandom(NONCE_BYTES)
        bound = self._sealing.encrypt(nonce, padded, table.encode() + b"|" + row)
        return self.key_id + nonce + bound

    def open(self, sealed: bytes, *, table: str, row: bytes) -> bytes:
        """Return what was sealed for this table and row. Raises `WrongKey`."""
        key_id, rest = sealed[:KEY_ID_BYTES], sealed[KEY_ID_BYTES:]
        nonce, bound = rest[:NONCE_BYTES], rest[NONCE_BYTES:]
        if key_id != self.key_id:
            raise WrongKey
        try:
            padded = self._sealing.decrypt(nonce, bound, table.encode() + b"|" + row)
        except InvalidTag:
            raise WrongKey from None
        length = int.from_bytes(padded[:4], "big")
        return padded[4 : 4 + length]


def _derive(secret: bytes, purpose: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt=None, info=b"mindwell/" + purpose).derive(secret)
