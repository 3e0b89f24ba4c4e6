"""A website's rows on their way in: a nameless file that only this process can read.

SQLite unlinks it as soon as it is opened, so nothing of it is left, also after a kill; and memory
holds no more of a site than the rows of one batch.
"""

import sqlite3
import weakref
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

SCHEMA = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA cache_size = -8000;
CREATE TABLE category (record TEXT NOT NULL);
CREATE TABLE user (place INTEGER PRIMARY KEY, userid TEXT NOT NULL UNIQUE, record TEXT NOT NULL);
CREATE TABLE bonus (userid TEXT PRIMARY KEY, bonus INTEGER NOT NULL);
CREATE TABLE post (
    postid TEXT PRIMARY KEY, letter TEXT NOT NULL, parentid TEXT, created INTEGER NOT NULL,
    record TEXT NOT NULL
);
CREATE TABLE vote (
    postid TEXT NOT NULL, userid TEXT NOT NULL, value INTEGER NOT NULL, record TEXT NOT NULL
);
CREATE TABLE favorite (entitytype TEXT NOT NULL, record TEXT NOT NULL);
CREATE TABLE option (record TEXT NOT NULL);
CREATE TABLE planned (
    place INTEGER PRIMARY KEY, postid TEXT NOT NULL UNIQUE, letter TEXT NOT NULL,
    root TEXT NOT NULL, parent TEXT, votes INTEGER NOT NULL DEFAULT 0
);
"""
# Of two rows with one number the later one holds, in the place of the first.
ADDED = {
    "categories": "INSERT INTO category VALUES (?)",
    "users": "INSERT INTO user (userid, record) VALUES (?, ?) "
    "ON CONFLICT (userid) DO UPDATE SET record = excluded.record",
    "userpoints": "INSERT OR REPLACE INTO bonus VALUES (?, ?)",
    "posts": "INSERT OR REPLACE INTO post VALUES (?, ?, ?, ?, ?)",
    "votes": "INSERT INTO vote VALUES (?, ?, ?, ?)",
    "favorites": "INSERT INTO favorite VALUES (?, ?)",
    "options": "INSERT INTO option VALUES (?)",
}
# Parents come before what hangs on them, and of one kind the older post first, so that our numbers
# grow as the website's did. Only an answer can be what a question follows on.
PLANNED = """
INSERT INTO planned (postid, letter, root, parent)
SELECT postid, letter, root, parent FROM (
    SELECT post.postid, post.letter, post.created,
        CASE
            WHEN post.letter = 'Q' THEN post.postid
            WHEN above.letter = 'Q' THEN above.postid
            WHEN post.letter = 'C' AND above.letter = 'A' THEN question.postid
        END AS root,
        CASE WHEN post.letter <> 'Q' OR above.letter = 'A' THEN post.parentid END AS parent
    FROM post
    LEFT JOIN post AS above ON above.postid = post.parentid
    LEFT JOIN post AS question ON question.postid = above.parentid AND question.letter = 'Q'
    WHERE post.letter <> 'N'
)
WHERE root IS NOT NULL
ORDER BY instr('QAC', letter), created, length(postid), postid
"""
MISPLACED = """
post JOIN post AS above ON above.postid = post.parentid
WHERE post.letter IN ('A', 'C') AND above.letter <> 'Q'
AND NOT (post.letter = 'C' AND above.letter = 'A')
"""
LOST = "postid NOT IN (SELECT postid FROM planned) OR userid NOT IN (SELECT userid FROM user)"
COUNTED = "UPDATE planned SET votes = (SELECT count(*) FROM vote WHERE postid = planned.postid)"
BATCH = """
SELECT planned.postid, root, parent, votes, record
FROM planned JOIN post ON post.postid = planned.postid
"""
AMONG = "IN (SELECT value FROM json_each(?))"


class Planned(NamedTuple):
    """A post that comes in: the website's numbers, how many votes it has, its row as JSON."""

    postid: str
    root: str
    parent: str | None
    votes: int
    record: str


class Staging:
    """Rows as JSON, and what they are found by. Closed when nobody holds it any more."""

    def __init__(self) -> None:
        """Open the file. One thread at a time may use it."""
        self._file = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        self._file.executescript(SCHEMA)
        weakref.finalize(self, self._file.close)

    def add(self, key: str, rows: Iterable[Sequence[object]]) -> None:
        """Add rows of one key of the site's file, as `ADDED` has their columns."""
        self._file.execute("BEGIN")
        self._file.executemany(ADDED[key], rows)
        self._file.execute("COMMIT")

    def plan_posts(self) -> None:
        """Say which posts come in, and in which order."""
        self._file.execute(PLANNED)

    def plan_votes(self) -> None:
        """Forget votes on or by nobody, and count the others."""
        self._file.execute(f"DELETE FROM vote WHERE {LOST}")  # noqa: S608  # our own words
        self._file.execute("CREATE INDEX vote_on ON vote (postid)")
        self._file.execute(COUNTED)

    def count(self, of: str, *values: object) -> int:
        """Count rows: `of` is what follows FROM, our own words."""
        (found,) = self._file.execute(f"SELECT count(*) FROM {of}", values).fetchone()  # noqa: S608
        return int(found)

    def records(self, table: str) -> Iterator[str]:
        """Yield every row of a table in the order of the file."""
        wanted = f"SELECT record FROM {table} ORDER BY rowid"  # noqa: S608  # our own words
        yield from (record for (record,) in self._file.execute(wanted))

    def planned(self, letters: str) -> Iterator[Planned]:
        """Yield the posts of some kinds in their order."""
        wanted = f"{BATCH} WHERE instr(?, planned.letter) ORDER BY place"
        yield from map(Planned._make, self._file.execute(wanted, (letters,)))

    def planned_among(self, numbers: str) -> list[Planned]:
        """Return the posts of these numbers, given as a JSON list."""
        wanted = f"{BATCH} WHERE planned.postid {AMONG}"
        return [Planned._make(row) for row in self._file.execute(wanted, (numbers,))]

    def notes_among(self, numbers: str) -> list[str]:
        """Return the rows of those notes that have these numbers, given as a JSON list."""
        wanted = f"SELECT record FROM post WHERE letter = 'N' AND postid {AMONG}"  # noqa: S608
        return [record for (record,) in self._file.execute(wanted, (numbers,))]

    def votes_on(self, numbers: str) -> list[str]:
        """Return the rows of the votes on these posts, given as a JSON list."""
        wanted = f"SELECT record FROM vote WHERE postid {AMONG} ORDER BY rowid"  # noqa: S608
        return [record for (record,) in self._file.execute(wanted, (numbers,))]

    def option(self, title: str) -> str:
        """Return what an option of the website is set to; '' when it is not in the file."""
        wanted = (
            "SELECT json_extract(record, '$.content') FROM option "
            "WHERE json_extract(record, '$.title') = ?"
        )
        found = self._file.execute(wanted, (title,)).fetchone()
        return str(found[0] or "") if found else ""

    def bonuses_of(self, numbers: str) -> dict[str, int]:
        """Return the bonuses of these users, given as a JSON list."""
        wanted = f"SELECT userid, bonus FROM bonus WHERE userid {AMONG}"  # noqa: S608
        return dict(self._file.execute(wanted, (numbers,)).fetchall())
