"""A person's id and name in every form in which bytes could hold them."""

import base64
from collections.abc import Iterator, Mapping

from simcord.actors import MemberActor

ID_BYTES = 8
BITS_A_BYTE = 7  # in a variable-length number

Needles = Mapping[bytes, str]


def planted(person: MemberActor) -> dict[bytes, str]:
    """Return what names a person, by bytes; each with what it is."""
    shown = person.user.global_name or person.name
    found = dict(_id_forms(person.id))
    for name in {person.name, shown, person.name.upper()}:
        found[name.encode()] = "the name"
        found[name.encode("utf-16-le")] = "the name in UTF-16"
    return found


def found_in(content: bytes, needles: Needles) -> Iterator[str]:
    """Yield what of a person stands in bytes."""
    for needle, what in needles.items():
        if needle in content:
            yield what


def _id_forms(user_id: int) -> Iterator[tuple[bytes, str]]:
    for order in ("big", "little"):
        as_bytes = user_id.to_bytes(ID_BYTES, order)
        yield as_bytes, f"the id, {order}-endian"
        yield as_bytes.hex().encode(), f"the id, {order}-endian, in hex"
        yield base64.b64encode(as_bytes).rstrip(b"="), f"the id, {order}-endian, in base64"
    yield str(user_id).encode(), "the id"
    yield f"{user_id:x}".encode(), "the id in hex"
    yield base64.b64encode(str(user_id).encode()).rstrip(b"="), "the id's digits in base64"
    yield _protobuf(user_id), "the id, as protobuf counts"
    yield _rowid(user_id), "the id, as SQLite stores a row's number"


def _protobuf(number: int) -> bytes:
    """Return a variable-length number, the least bits first."""
    out = []
    while number:
        number, low = number >> BITS_A_BYTE, number & 0x7F
        out.append(low | (0x80 if number else 0))
    return bytes(out)


def _rowid(number: int) -> bytes:
    """Return a variable-length number, the greatest bits first; in full, nine bytes with eight."""
    if number >> (ID_BYTES * BITS_A_BYTE):
        head, last = number >> 8, [number & 0xFF]
    else:
        head, last = number >> BITS_A_BYTE, [number & 0x7F]
    out = []
    while head:
        out.append(0x80 | head & 0x7F)
        head >>= BITS_A_BYTE
    return bytes([*reversed(out), *last])
