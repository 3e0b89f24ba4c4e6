"""A whole database as one file, and back: SQLite's online backup, checks, and the exchange."""

import contextlib
import os
import shutil
import sqlite3
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from data.locks import alone, locked
from data.migrate import configuration, copy, migration_engine

# What only a Mindwell database has together.
TABLES = frozenset({"alembic_version", "forum", "post", "delivery", "sealing_key"})
# Buttons under messages carry numbers. How many may have been given out since a backup, when the
# database that gave them out is lost.
NUMBERS_SKIPPED = 100_000
SIDE_FILES = ("-wal", "-shm", "-journal")


class NotRestorable(Exception):
    """A file can't become the database; the text says why."""


def revision_of(file: Path) -> str | None:
    """Return the schema's revision of a database file; blocking."""
    engine = migration_engine(file)
    try:
        with engine.connect() as connection:
            return MigrationContext.configure(connection).get_current_revision()
    finally:
        engine.dispose()


def newest_revision() -> str | None:
    """Return the revision that this version of the program works with."""
    return _scripts().get_current_head()


def back_up(source: Path, target: Path) -> None:
    """Copy a database that may be in use into one new file for its owner alone; blocking.

    Raises `FileExistsError`. An interrupted backup leaves nothing under the target's name.
    """
    if target.exists():
        raise FileExistsError(target)
    part = target.with_name(f"{target.name}.part")
    part.unlink(missing_ok=True)
    part.touch(mode=0o600)
    try:
        copy(source, part)
        with contextlib.closing(sqlite3.connect(part)) as connection:
            connection.execute("PRAGMA journal_mode=DELETE")  # one file, also when it is opened
        _settle(part)
        os.link(part, target)  # a rename would overwrite what was made meanwhile
        _settle(target.parent)
    finally:
        part.unlink()


@contextlib.contextmanager
def staged(source: Path, target: Path) -> Iterator[Path]:
    """Copy a backup beside the database it shall replace, and check that it is whole.

    Raises `NotRestorable`. The copy is taken away in the end.
    """
    folder = target.with_name(f"{target.name}.restoring")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    try:
        file = folder / "forum.db"
        file.touch(mode=0o600)
        _take(source, file)
        yield file
    finally:
        shutil.rmtree(folder)


def check_idle(file: Path) -> None:
    """Check that no process has a database open, if it is there and whole. Raises `InUse`."""
    if file.exists():
        with contextlib.suppress(sqlite3.DatabaseError), alone(file):
            pass


def exchange(file: Path, target: Path, now: datetime) -> Path | None:
    """Put a staged database in its place; return where the replaced one is kept, if any.

    What was to be done when the backup was made may have been done since: it is marked to be
    looked for first. Numbers go on where the replaced database stopped. Raises `InUse`.
    """
    # Whatever would open the database next waits for this lock at its start, or for the caller.
    with locked(target):
        if not target.exists():
            _prepare(file, {})
            file.rename(target)
            _settle(target.parent)
            return None
        try:
            with alone(target) as replaced:
                replaced.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                numbers = _numbers(replaced)
        except sqlite3.DatabaseError:  # it is broken, perhaps why it is replaced
            numbers = {}
        _prepare(file, numbers)
        kept = target.with_name(f"{target.name}.replaced-{now:%Y%m%d-%H%M%S}")
        # Linked, then replaced: at no moment is there no database, which a start would make.
        os.link(target, kept)
        for suffix in SIDE_FILES:
            with contextlib.suppress(FileNotFoundError):
                Path(f"{target}{suffix}").rename(f"{kept}{suffix}")
        file.replace(target)
        _settle(target.parent)
        return kept


def _take(source: Path, file: Path) -> None:
    try:
        with (
            contextlib.closing(
                sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True)
            ) as from_,
            contextlib.closing(sqlite3.connect(file)) as to,
        ):
            from_.backup(to)
            found = to.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
            if not {name for (name,) in found} >= TABLES:
                msg = f"{source} is not a Mindwell database."
                raise NotRestorable(msg)
            whole = to.execute("PRAGMA integrity_check(1)").fetchall() == [("ok",)]
            if not whole or to.execute("PRAGMA foreign_key_check").fetchall():
                msg = f"{source} is damaged: SQLite finds its contents broken."
                raise NotRestorable(msg)
    except sqlite3.DatabaseError:
        msg = f"{source} is not a database, or is damaged."
        raise NotRestorable(msg) from None
    known = {script.revision for script in _scripts().walk_revisions()}
    if revision_of(file) not in known:
        msg = f"{source} was made by a newer version of Mindwell. Update this one first."
        raise NotRestorable(msg)


def _numbers(connection: sqlite3.Connection) -> dict[str, int]:
    """Return the last number that each table gave out."""
    return dict(connection.execute("SELECT name, seq FROM sqlite_sequence").fetchall())


def _prepare(file: Path, numbers: dict[str, int]) -> None:
    """Have a restored database take up where the present one stops; `numbers` are its last."""
    with contextlib.closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")
        connection.execute("BEGIN")
        connection.execute("UPDATE delivery SET is_uncertain = 1")
        for name, last in _numbers(connection).items():
            number = max(last, numbers.get(name, last + (0 if numbers else NUMBERS_SKIPPED)))
            connection.execute("UPDATE sqlite_sequence SET seq = ? WHERE name = ?", (number, name))
        connection.execute("COMMIT")
    _settle(file)


def _settle(path: Path) -> None:
    """Have a file, or a folder's entries, survive a power cut."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(configuration(Path("unused")))
