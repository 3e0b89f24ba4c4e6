"""Keyed marks: which posts they link, and whether only the key could make them.

Two performances link alike, so swapping the author does not show it. What a mark stands for is
looked up here as only who has the key can.
"""

import json
import os
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from unittest import mock

from bot.forum import identity
from bot.forum.identity import Sealer, WrongKey
from tests.leaks.stored import MARK_IN_LANE, MARKS, Row

MARK_BYTES = 32
# One row a person, or for a person and one moment: no mark of theirs may lead to a post.
A_PERSONS = {
    "anonymous_index.owner_mark",
    "follow_index.owner_mark",
    "preference.owner_mark",
    "ignored_user.mark",
    "erasure.owner_mark",
    "draft.owner_mark",
    "block.mark",
    "wake",
    "digest",
}
DRAWN = {"block.salt"}

Rows = Mapping[str, Sequence[Row]]


@dataclass(frozen=True, slots=True)
class Made:
    """The marks that were made with the key, and the bytes that were drawn."""

    marks: set[bytes] = field(default_factory=set)
    drawn: set[bytes] = field(default_factory=set)


@contextmanager
def noted_marks() -> Iterator[Made]:
    """Note every mark that is made with the key, and all that is drawn, until left."""
    made = Made()
    make, draw = identity._mark, os.urandom

    def noted(key: identity._Key, purpose: str, parts: Sequence[int | bytes]) -> bytes:
        mark = make(key, purpose, parts)
        made.marks.add(mark)
        return mark

    def drawn(count: int) -> bytes:
        found = draw(count)
        made.drawn.add(found)
        return found

    with mock.patch.object(identity, "_mark", noted), mock.patch("os.urandom", drawn):
        yield made


class Marks:
    """Reads what every mark leads to, each time the bot is at rest."""

    def __init__(self, sealer: Sealer, made: set[bytes]) -> None:
        """Open seals with this one; `made` are the marks that it has made."""
        self.every: set[bytes] = set()
        """Each mark that was ever stored, without what was drawn for it."""
        self._sealer = sealer
        self._made = made
        self._questions: dict[bytes, set[int]] = defaultdict(set)
        self._persons: dict[bytes, set[str]] = defaultdict(set)
        self._told: dict[int, int] = {}
        self._plain: dict[bytes, dict[str, int]] = {}

    def look(self, rows: Rows) -> None:
        """Note what the marks of all rows stand for."""
        for table in ("notification", *(each for each in rows if each != "notification")):
            for row in rows[table]:
                for column in MARKS - DRAWN:
                    name = column.removeprefix(f"{table}.")
                    if name != column and isinstance(mark := row.get(name), bytes):
                        self._note(column, row, mark)
                lane = str(row.get("lane", ""))
                for mark in MARK_IN_LANE.findall(lane):
                    self._note(lane.partition(":")[0], row, bytes.fromhex(mark))

    def faults(self) -> Iterator[str]:
        """Yield what the marks of all that was seen tell whoever has the file and no key."""
        for mark, questions in self._questions.items():
            if len(questions) > 1:
                yield f"one mark stands in the rows of the questions {sorted(questions)}"
            if self._persons[mark]:
                yield f"a mark of question {sorted(questions)} is that of a person, too"
        for mark in self.every - self._made:
            about = self._persons[mark] or self._questions[mark]
            yield f"a mark was made without the key: {sorted(map(str, about))}"

    def _note(self, column: str, row: Row, mark: bytes) -> None:
        own = mark[-MARK_BYTES:]
        self.every.add(own)
        if column in A_PERSONS:
            self._persons[own].add(column)
        elif (question := self._question_of(column, row, mark)) is not None:
            self._questions[own].add(question)

    def _question_of(self, column: str, row: Row, mark: bytes) -> int | None:
        match column:
            case "post.author_mark":
                return _number(row["question_id"] or row["id"])
            case "question_follow.mark":
                return _number(row["question_id"])
            case "notification.recipient_mark":
                question = self._opened(row, "notification", mark).get("question")
                if question is not None:
                    self._told[_number(row["id"])] = question
                return question
            case "inbox":
                told = self._opened(row, "delivery", mark).get("notification")
                return self._told.get(told) if told is not None else None
        return None

    def _opened(self, row: Row, table: str, mark: bytes) -> dict[str, int]:
        sealed = row["sealed"]
        assert isinstance(sealed, bytes)
        if sealed not in self._plain:
            try:
                self._plain[sealed] = json.loads(self._sealer.open(sealed, table=table, row=mark))
            except WrongKey:
                self._plain[sealed] = {}
        return self._plain[sealed]


def _number(value: object) -> int:
    assert isinstance(value, int)
    return value
