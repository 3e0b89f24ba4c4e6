"""What SQLite and updates leave beside a database: its log, and copies from before migrations."""

import contextlib
import sqlite3
from datetime import datetime
from pathlib import Path

COPIES = (".before-", ".replaced-")
# While it waits for readers, nobody can write.
WAIT_SECONDS = 0.2


def empty_log(file: Path) -> None:
    """Fold the write-ahead log into the file and empty it; blocking.

    What was deleted stands in the log until then. With readers in the way the next time does it.
    """
    with contextlib.closing(sqlite3.connect(file, timeout=WAIT_SECONDS)) as connection:
        connection.execute("PRAGMA secure_delete=ON")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


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
