"""Who may be at work on a database file: one process at a time, or nobody else at all."""

import contextlib
import fcntl
import sqlite3
from collections.abc import Iterator
from pathlib import Path


class InUse(Exception):
    """Another process is at work on this file."""


@contextlib.contextmanager
def locked(file: Path, name: str = "lock", *, wait: bool = True) -> Iterator[None]:
    """Hold the lock file `FILE.NAME`; `FILE.lock` is the one that migrations hold.

    Raises `InUse` when another process holds it and we don't wait. A killed process holds none.
    """
    with file.with_name(f"{file.name}.{name}").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise InUse from None
        yield


@contextlib.contextmanager
def alone(file: Path) -> Iterator[sqlite3.Connection]:
    """Open a database that no other connection, of whatever process, has open.

    Nobody else can read it until the block is left. Raises `InUse`.
    """
    with contextlib.closing(
        sqlite3.connect(file, isolation_level=None, timeout=0, check_same_thread=False)
    ) as connection:
        connection.execute("PRAGMA secure_delete=ON")
        # In this mode, SQLite keeps every lock it takes.
        connection.execute("PRAGMA locking_mode=EXCLUSIVE")
        try:
            connection.execute("BEGIN EXCLUSIVE")
            connection.execute("COMMIT")
        except sqlite3.OperationalError as refused:
            if refused.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                raise
            raise InUse from None
        yield connection
