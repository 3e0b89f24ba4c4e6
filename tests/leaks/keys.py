"""The bytes of every key that the bot derives, to be searched for in all that it leaves behind."""

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from unittest import mock

from bot.forum import identity

# Half a key is as bad, and found in the whole one.
TELLING_BYTES = 16
PUBLIC = {b"id"}  # its beginning stands beside whatever the key has sealed


@contextmanager
def noted_keys() -> Iterator[dict[bytes, str]]:
    """Note every form in which a key could be written, and what it is, until left."""
    forms: dict[bytes, str] = {}
    derive = identity._derive

    def noted(secret: bytes, purpose: bytes) -> bytes:
        key = derive(secret, purpose)
        forms.update(dict.fromkeys(_forms(secret), "the secret"))
        if purpose not in PUBLIC:
            forms.update(dict.fromkeys(_forms(key), f"the key to {purpose.decode()}"))
        return key

    with mock.patch.object(identity, "_derive", noted):
        yield forms


def _forms(key: bytes) -> Iterator[bytes]:
    for part in (key[:TELLING_BYTES], key[-TELLING_BYTES:]):
        yield part
        yield part[::-1]
        yield part.hex().encode()
        yield part.hex().upper().encode()
    yield str(int.from_bytes(key)).encode()
    yield str(int.from_bytes(key, "little")).encode()
    # Whatever stands before it: base64 puts three bytes into four characters.
    for start in range(3):
        whole = key[start : start + (len(key) - start) // 3 * 3]
        yield base64.b64encode(whole)
        yield base64.urlsafe_b64encode(whole)
