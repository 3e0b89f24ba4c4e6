"""Bring a database file to the newest schema: Alembic, under a file lock, after a copy."""

import contextlib
import logging
import sqlite3
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, event
from sqlalchemy.engine import Connection, Engine

from data.database import file_of
from data.locks import locked

log = logging.getLogger(__name__)

HERE = Path(__file__).parent / "migrations"


def migration_engine(file: Path) -> Engine:
    """Return a plain engine for migrations: batch ALTERs with foreign keys on would cascade."""
    engine = create_engine(f"sqlite:///{file}")

    @event.listens_for(engine, "connect")
    def _connect(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None
        connection.execute("PRAGMA foreign_keys=OFF")
        connection.execute("PRAGMA busy_timeout=10000")
        connection.execute("PRAGMA secure_delete=ON")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def configuration(file: Path) -> Config:
    """Return Alembic's configuration for one file; there is no alembic.ini."""
    config = Config()
    config.set_main_option("script_location", str(HERE))
    config.attributes["file"] = file
    return config


def migrate(database_url: str) -> bool:
    """Bring the file to the newest schema; blocking. Return whether anything was pending.

    A file that holds data is copied beside itself first (`forum.db.before-REVISION`). Two
    processes at once: the second waits for the first and finds nothing to do.
    """
    file = file_of(database_url)
    make_private_folder(file.parent)
    with locked(file):
        # Readable by its owner only, and so are the journal files that SQLite puts beside it.
        file.touch(mode=0o600)
        engine = migration_engine(file)
        try:
            with engine.connect() as connection:
                current = MigrationContext.configure(connection).get_current_revision()
        finally:
            engine.dispose()
        head = ScriptDirectory.from_config(configuration(file)).get_current_head()
        if current == head:
            return False
        if current is not None:
            copy(file, file.with_name(f"{file.name}.before-{head}"))
        command.upgrade(configuration(file), "head")
        log.info("database schema moved from %s to %s", current, head)
        return True


def make_private_folder(folder: Path) -> None:
    """Make a folder that only its owner can open; leave one that exists as it is."""
    if not folder.exists():
        # Another process may be making it at this moment.
        folder.mkdir(parents=True, mode=0o700, exist_ok=True)


def copy(source: Path, target: Path) -> None:
    """Copy a database that may be in use, by SQLite's own online backup."""
    with (
        contextlib.closing(sqlite3.connect(source)) as from_,
        contextlib.closing(sqlite3.connect(target)) as to,
    ):
        target.chmod(0o600)
        from_.backup(to)
