"""What SQLite and updates leave beside a database: its log, and copies from before migrations."""

import contextlib
import logging
import sqlite3
from datetime import datetime
from pathlib import Path

log = logging.getLogger(__name__)

COPIES = (".before-", ".replaced-")
# While it waits for readers, nobody can write.
WAIT_SECONDS = 0.2
MOST_REWRITTEN = 256 * 2**20
"""Bytes: a larger file is not written anew while people use it; this one takes some two seconds."""


def empty_log(file: Path) -> None:
    """Fold the write-ahead log into the file and empty it; blocking.

    What was deleted stands in the log until then. With readers in the way the next time does it.
    """
    with contextlib.closing(sqlite3.connect(file, timeout=WAIT_SECONDS)) as connection:
        connection.execute("PRAGMA secure_delete=ON")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def rewrite(file: Path) -> bool:
    """Write a database anew, with nothing of what was deleted; tell whether it was; blocking.

    SQLite overwrites what is deleted, but not what stood elsewhere before: where rows were moved to
    another page, some of a hundred leave a copy that nothing leads to. Nobody can write meanwhile.
    A large file stays as it is, and one that another process writes to, or that has no room; then
    the log says so.
    """
    if file.stat().st_size > MOST_REWRITTEN:
        log.info(
            "the database is not written anew, it has over %d MB: README.md says what to do, at "
            "“What was deleted”",
            MOST_REWRITTEN // 2**20,
        )
        return False
    with contextlib.closing(sqlite3.connect(file, timeout=WAIT_SECONDS)) as connection:
        connection.execute("PRAGMA secure_delete=ON")
        try:
            _stay_beside(connection, file)
            connection.execute("VACUUM")
        except sqlite3.DatabaseError as error:
            why = error.sqlite_errorname
            log.warning("the database is not written anew, trying again in a day: %s", why)
            return False
    return True


def _stay_beside(connection: sqlite3.Connection, file: Path) -> None:
    """Have what SQLite writes meanwhile stand in the database's folder, not on another disk.

    Once a process: other threads may be reading where that is.
    """
    folder = str(file.absolute().parent)
    if not _is_text(folder):
        return
    if connection.execute("PRAGMA temp_store_directory").fetchone() != (folder,):
        said = folder.replace("'", "''")
        connection.execute(f"PRAGMA temp_store_directory = '{said}'")


def _is_text(path: str) -> bool:
    """Tell whether SQLite can be told of a path: Linux takes any bytes as a name."""
    try:
        path.encode()
    except UnicodeEncodeError:
        return False
    return True


def delete_copies(file: Path, before: datetime) -> int:
    """Delete the copies beside a database that were made before then; return how many; blocking."""
    old = [
        copy
        for copy in file.parent.glob(f"{file.name}.*")
        if copy.name.removeprefix(file.name).startswith(COPIES)
        and copy.stat().st_mtime < before.timestamp()
    ]
    for copy in old:
        copy.unlink()
    return len(old)
