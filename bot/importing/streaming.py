"""A large JSON object of lists, read a row at a time.

The standard library's decoder reads each row; only the commas between them are read here. So the
file's size is no matter, and a row is as long as a decoder is given.
"""

import codecs
import json
from collections.abc import Iterator
from typing import BinaryIO, NoReturn

FIRST_READ = 1 << 16  # bytes; twice as many each time that a value goes on beyond them
# More than fifty times the longest text of a website.
LONGEST_VALUE = 4_000_000
# What is cut off in the middle is complained about as near to its end as this.
NEAR_END = 16
BLANKS = " \t\n\r"


class NotJson(Exception):
    """What was read is not JSON, or not an object; says what is wrong, never what was written."""


def _refuse_constant(_name: str) -> NoReturn:
    msg = "NaN and Infinity are no numbers"
    raise NotJson(msg)


_DECODER = json.JSONDecoder(parse_constant=_refuse_constant)


def rows_of(stream: BinaryIO) -> Iterator[tuple[str, int | None, object]]:
    """Yield key, place in the list and row; a value that is no list has no place.

    An empty list yields nothing but itself. Raises `NotJson`.
    """
    text = _Text(stream)
    text.expect("{")
    if text.passes("}"):
        text.expect("")
        return
    while True:
        key = text.value()
        if not isinstance(key, str):
            msg = "Expecting property name"
            raise NotJson(msg)
        text.expect(":")
        yield from _under(key, text)
        if text.passes("}"):
            break
        text.expect(",")
    text.expect("")


def _under(key: str, text: "_Text") -> Iterator[tuple[str, int | None, object]]:
    if not text.passes("["):
        yield key, None, text.value()
        return
    if text.passes("]"):
        yield key, None, []
        return
    place = 0
    while True:
        yield key, place, text.value()
        place += 1
        if text.passes("]"):
            return
        text.expect(",")


class _Text:
    """What stands in a file, as much of it as is needed."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._decoder = codecs.getincrementaldecoder("utf-8-sig")()
        self._read, self._at = "", 0

    def passes(self, sign: str) -> bool:
        """Go past a sign, if it is the next one."""
        is_next = self._next() == sign
        self._at += is_next
        return is_next

    def expect(self, sign: str) -> None:
        """Go past the sign that must come next; '' is the end."""
        if self._next() != sign:
            msg = f"Expecting '{sign}'" if sign else "Extra data"
            raise NotJson(msg)
        self._at += len(sign)

    def value(self) -> object:
        """Read one whole value."""
        self._next()
        size = FIRST_READ
        while True:
            try:
                found, end = _DECODER.raw_decode(self._read, self._at)
            except json.JSONDecodeError as problem:
                if self._is_cut_off(problem) and self._more(size):
                    size *= 2
                    continue
                raise NotJson(problem.msg) from None
            except (ValueError, RecursionError):
                msg = "a value is too long or too deep"
                raise NotJson(msg) from None
            if end + NEAR_END > len(self._read) and self._more(size):
                # A number may go on: what stands of it so far can be one by itself.
                continue
            self._at = end
            return found

    def _is_cut_off(self, problem: json.JSONDecodeError) -> bool:
        if len(self._read) - self._at > LONGEST_VALUE:
            return False
        is_near = problem.pos + NEAR_END >= len(self._read)
        return is_near or problem.msg.startswith("Unterminated string")

    def _next(self) -> str:
        """Return the next sign that is no blank; '' at the end."""
        while True:
            while self._at < len(self._read):
                sign = self._read[self._at]
                if sign not in BLANKS:
                    return sign
                self._at += 1
            if not self._more(FIRST_READ):
                return ""

    def _more(self, size: int) -> bool:
        """Read on; tell whether there was anything."""
        piece = self._stream.read(size)
        try:
            text = self._decoder.decode(piece, final=not piece)
        except UnicodeDecodeError:
            msg = "it is not UTF-8"
            raise NotJson(msg) from None
        if piece:
            self._read, self._at = self._read[self._at :] + text, 0
        return bool(piece)
