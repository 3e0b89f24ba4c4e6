"""A database file that another process holds."""

import sqlite3
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from sqlalchemy import event
from sqlalchemy.engine.interfaces import DBAPIConnection

from tests.support.worlds import ForumWorld


@asynccontextmanager
async def locked(
    world: ForumWorld, database_file: Path, *, seconds: float | None = 0.5
) -> AsyncIterator[None]:
    """Hold the file's lock for so long, or until left; the bot's patience is short meanwhile."""
    engine = world.bot.database.engine
    await engine.dispose()
    event.listen(engine.sync_engine, "connect", _be_impatient)
    other = sqlite3.connect(database_file, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    release = threading.Timer(seconds or 0, other.execute, ["COMMIT"])
    if seconds is not None:
        release.start()
    try:
        yield
    finally:
        if seconds is None:
            other.execute("COMMIT")
        else:
            release.join()
        other.close()


def _be_impatient(connection: DBAPIConnection, _entry: object) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA busy_timeout=10")
    cursor.close()


@contextmanager
def write_transactions(world: ForumWorld) -> Iterator[list[str]]:
    """Gather every BEGIN IMMEDIATE meanwhile."""
    begun: list[str] = []

    def note(*args: object) -> None:
        if args[2] == "BEGIN IMMEDIATE":
            begun.append(str(args[2]))

    engine = world.bot.database.engine.sync_engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield begun
    finally:
        event.remove(engine, "before_cursor_execute", note)
