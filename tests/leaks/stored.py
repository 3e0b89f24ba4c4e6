"""What is stored, row by row, each time the bot is at rest; only keyed bytes may differ."""

import re
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

from data.tables import metadata

# What differs by its author: sealed bytes, compared by their length and by when they change, ...
SEALED = {
    "post.author_seal",
    "anonymous_index.sealed",
    "block.sealed",
    "draft.sealed",
    "notification.sealed",
    "delivery.sealed",
    "erasure.sealed",
    "ignored_user.sealed",
    "question_follow.sealed",
    "follow_index.sealed",
    "preference.sealed",
}
# ... and keyed marks, compared by their length and by which rows have the same one.
MARKS = {
    "post.author_mark",
    "anonymous_index.owner_mark",
    "block.mark",
    "block.salt",
    "draft.owner_mark",
    "notification.recipient_mark",
    "erasure.owner_mark",
    "ignored_user.mark",
    "question_follow.mark",
    "follow_index.owner_mark",
    "preference.owner_mark",
}
KEYS = defaultdict(
    tuple,
    {
        table.name: tuple(column.name for column in table.primary_key)
        for table in metadata.tables.values()
    },
)
# A wish to be erased changes as its owner chooses, kinds of named texts or anonymous posts: it is
# compared by its length only.
CHANGED_AT_WILL = {"erasure.sealed"}
MARK_IN_LANE = re.compile(r"(?:inbox|wake|digest):([0-9a-f]{64})")

Row = Mapping[str, object]


class Stored:
    """Reads a database file from outside, and notes what became different since it last looked."""

    def __init__(self, file: Path) -> None:
        """Look at a database that a bot works on."""
        self.lines: list[str] = []
        self.filled: set[str] = set()
        self.rows: dict[str, list[Row]] = {}
        """Every row, as of the last look."""
        self.values: set[object] = set()
        """Every text and every bytes that were ever stored."""
        self._file = file
        self._stamp: list[tuple[int, int]] = []
        self._before: dict[str, Counter[str]] = defaultdict(Counter)
        self._versions: dict[tuple[object, ...], list[bytes]] = defaultdict(list)

    def look(self) -> bool:
        """Note the rows that are new and those that are gone; return whether anything changed."""
        stamp = [(each.stat().st_mtime_ns, each.stat().st_size) for each in beside(self._file)]
        if stamp == self._stamp:
            return False
        self._stamp = stamp
        self._compare()
        return True

    def _compare(self) -> None:
        rows = self.rows = dict(_tables(self._file))
        self.filled |= {table for table, found in rows.items() if found}
        every = (value for found in rows.values() for row in found for value in row.values())
        self.values |= {value for value in every if isinstance(value, str | bytes)}
        now = {table: Counter(self._masked(table, row) for row in rows[table]) for table in rows}
        now["the same mark stands in"] = Counter(_links(rows))
        for table, lines in now.items():
            before = self._before[table]
            self.lines += [f"- {table}: {line}" for line in sorted((before - lines).elements())]
            self.lines += [f"+ {table}: {line}" for line in sorted((lines - before).elements())]
            self._before[table] = lines

    def _masked(self, table: str, row: Row) -> str:
        key = tuple(row[name] for name in KEYS[table] if name in row)
        return " ".join(
            f"{name}={_mask(f'{table}.{name}', value)}{self._version(table, name, key, value)}"
            for name, value in row.items()
        )

    def _version(self, table: str, name: str, key: tuple[object, ...], value: object) -> str:
        """Say how often sealed bytes were replaced: what changes together lies so in the WAL."""
        if f"{table}.{name}" not in SEALED - CHANGED_AT_WILL or not isinstance(value, bytes):
            return ""
        known = self._versions[table, name, key]
        if value not in known:
            known.append(value)
        return f", the {known.index(value) + 1}."


def beside(file: Path) -> list[Path]:
    """Return a database file and all that stands beside it: journals, copies, backups."""
    return sorted(each for each in file.parent.glob(f"{file.name}*") if each.is_file())


def _tables(file: Path) -> Iterator[tuple[str, list[Row]]]:
    connection = sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)
    try:
        connection.row_factory = sqlite3.Row
        found = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        for (table,) in found.fetchall():
            rows = connection.execute(f'SELECT * FROM "{table}"').fetchall()  # noqa: S608
            yield table, [dict(row) for row in rows]
    finally:
        connection.close()


def _mask(column: str, value: object) -> str:
    if isinstance(value, bytes) and column in SEALED:
        return f"<{len(value)} sealed bytes>"
    if isinstance(value, bytes) and column in MARKS:
        return f"<a mark of {len(value)} bytes>"
    if isinstance(value, str) and column == "delivery.lane":
        return MARK_IN_LANE.sub(lambda lane: f"{lane[0].partition(':')[0]}:<a mark>", value)
    return value.hex() if isinstance(value, bytes) else repr(value)


def _links(rows: Mapping[str, list[Row]]) -> Iterator[str]:
    """Yield which places have one mark: whoever reads the file can see that, without the key."""
    places: dict[bytes, list[str]] = defaultdict(list)
    for table, found in rows.items():
        for row in found:
            for name, mark in _marks_in(table, row):
                places[mark].append(f"{table}.{name} of {row.get('id', 'one')}")
    for several in places.values():
        if len(several) > 1:
            yield ", ".join(sorted(several))


def _marks_in(table: str, row: Row) -> Iterator[tuple[str, bytes]]:
    for name, value in row.items():
        column = f"{table}.{name}"
        if isinstance(value, bytes) and column in MARKS:
            yield name, value
        elif isinstance(value, str) and column == "delivery.lane":
            yield from ((name, bytes.fromhex(each)) for each in MARK_IN_LANE.findall(value))
