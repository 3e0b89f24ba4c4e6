"""Digests of an id that anybody could compute: where one is stored, all ids can be tried."""

import base64
import functools
import hashlib
import hmac
from collections.abc import Iterator

ID_BYTES = 8
# Enough of a digest to know it again, also where it was cut.
PREFIX_BYTES = 8
# What an id may have been put together with before it was digested, without any key.
PURPOSES = ("author", "index", "inbox", "block", "alias", "draft", "user", "member", "discord")
NUMBERS = range(4)  # forums and questions in a script have small numbers
CONSTANT_KEYS = (b"", b"secret", b"mindwell", bytes(32))
DIGESTS = ("md5", "sha1", "sha224", "sha256", "sha384", "sha512", "sha3_256", "blake2b", "blake2s")


def guessed_in(value: object, user_id: int) -> Iterator[str]:
    """Yield which digests of an id stand in a stored value, anywhere in it."""
    content = value.encode() if isinstance(value, str) else value
    if not isinstance(content, bytes):
        return
    for length, digests in _guesses(user_id).items():
        for start in range(len(content) - length + 1):
            found = digests.get(content[start : start + length])
            if found is not None:
                yield f"a {found} of the id"


@functools.cache
def _guesses(user_id: int) -> dict[int, dict[bytes, str]]:
    """Return the beginnings of digests, by how many bytes they have."""
    by_length: dict[int, dict[bytes, str]] = {}
    for plain in _plain(user_id):
        for name in DIGESTS:
            digests = [(hashlib.new(name, plain).digest(), name)]
            digests += [(hmac.digest(key, plain, name), f"keyless {name}") for key in CONSTANT_KEYS]
            for digest, what in digests:
                for written in _written(digest[:PREFIX_BYTES]):
                    by_length.setdefault(len(written), {})[written] = what
    return by_length


def _plain(user_id: int) -> Iterator[bytes]:
    text = str(user_id)
    yield text.encode()
    yield user_id.to_bytes(ID_BYTES, "big")
    yield user_id.to_bytes(ID_BYTES, "little")
    for purpose in PURPOSES:
        yield f"{purpose}|{text}".encode()
        yield from (f"{purpose}|{number}|{text}".encode() for number in NUMBERS)
    for number in NUMBERS:
        yield f"{number}|{text}".encode()
        yield f"{number}:{text}".encode()


def _written(digest: bytes) -> tuple[bytes, ...]:
    # Six bytes are eight whole characters of base64.
    return digest, digest.hex().encode(), base64.b64encode(digest[:6])
