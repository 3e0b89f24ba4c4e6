"""Reading a site's file: every row is checked before any comes in."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from pydantic import ValidationError

from bot.importing.plan import Site
from bot.importing.site import (
    ROWS,
    Row,
    SiteFavorite,
    SitePoints,
    SitePost,
    SiteUser,
    SiteVote,
)
from bot.importing.streaming import NotJson, rows_of
from data.staging import Staging

MOST_PROBLEMS_SHOWN = 5
ROWS_AT_ONCE = 500


class SiteUnreadable(Exception):
    """A file that is no site; its text is a sentence for the operator."""


def read_site(file: Path) -> Site:
    """Read a site from its file. Raises `SiteUnreadable`."""
    try:
        with file.open("rb") as stream:
            return site_in(stream, str(file))
    except OSError as refused:
        msg = f"{file} can't be read: {refused.strerror}."
        raise SiteUnreadable(msg) from None


def site_in(stream: BinaryIO, name: str) -> Site:
    """Check and return a site; `name` is what its problems call it. Raises `SiteUnreadable`."""
    reading = _Reading(Staging())
    try:
        reading.read(stream)
    except NotJson as problem:
        reading.problems.add("the file", f"Invalid JSON: {problem}")
    if reading.problems.count:
        said = str(reading.problems)
        msg = f"{name} is not a site as docs/import.md describes it. {said}."
        raise SiteUnreadable(msg)
    return Site(reading.staging)


@dataclass(slots=True)
class _Problems:
    """What is wrong with a file: the first few as sentences, without what people wrote."""

    shown: list[str] = field(default_factory=list)
    count: int = 0

    def add(self, place: str, problem: str) -> None:
        self.count += 1
        if len(self.shown) < MOST_PROBLEMS_SHOWN:
            self.shown.append(f"{place}: {problem}")

    def __str__(self) -> str:
        more = self.count - len(self.shown)
        return "; ".join([*self.shown, *([f"and {more} more"] if more else [])])


@dataclass(slots=True)
class _Reading:
    """A file on its way into the staging."""

    staging: Staging
    problems: _Problems = field(default_factory=_Problems)
    waiting: dict[str, list[tuple[object, ...]]] = field(default_factory=dict)

    def read(self, stream: BinaryIO) -> None:
        """Read all of it. Raises `NotJson`."""
        keys = set()
        for key, place, row in rows_of(stream):
            keys.add(key)
            if key not in ROWS:
                continue
            if place is None:
                # An empty list, or no list at all.
                if row != []:
                    self.problems.add(key, "Input should be a list")
                continue
            self._take(key, place, row)
        for key in self.waiting:
            self._add(key)
        if "posts" not in keys:
            self.problems.add("posts", "Field required")

    def _take(self, key: str, place: int, row: object) -> None:
        model = ROWS[key]
        try:
            checked = model.model_validate(row)
        except ValidationError as problems:
            # Not the values: they are what people wrote.
            for each in problems.errors(
                include_url=False, include_input=False, include_context=False
            ):
                parts = [key, place, *each["loc"]]
                self.problems.add(".".join(map(str, parts)), each["msg"])
            return
        record = _known(model, row)
        if record is None:
            self.problems.add(f"{key}.{place}", "half of a character: a lone surrogate")
        elif not self.problems.count:
            waiting = self.waiting.setdefault(key, [])
            waiting.append(_columns(checked, record))
            if len(waiting) >= ROWS_AT_ONCE:
                self._add(key)

    def _add(self, key: str) -> None:
        self.staging.add(key, self.waiting[key])
        self.waiting[key].clear()


def _known(model: type[Row], row: object) -> str | None:
    """Return a row with the fields that are read, and none besides; None if it is no Unicode."""
    given: Mapping[str, object] = row if isinstance(row, dict) else {}
    known = {name: given[name] for name in model.model_fields if name in given}
    record = json.dumps(known, ensure_ascii=False)
    try:
        record.encode()
    except UnicodeEncodeError:
        return None
    return record


def _columns(checked: Row, record: str) -> tuple[object, ...]:
    """Return the columns of a row in the staging, as `data.staging.ADDED` has them."""
    match checked:
        case SiteUser():
            return checked.userid, record
        case SitePoints():
            return checked.userid, checked.bonus
        case SitePost():
            created = int(checked.created.timestamp())
            return checked.postid, checked.letter, checked.parentid, created, record
        case SiteVote():
            return checked.postid, checked.userid, checked.vote, record
        case SiteFavorite():
            return checked.entitytype, record
        case _:
            return (record,)
