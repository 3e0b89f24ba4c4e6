"""Queries on which keys seal this database."""

import contextlib
import sqlite3
from collections.abc import Collection
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects.sqlite import insert
from sqlmodel import select as select_rows
from sqlmodel.ext.asyncio.session import AsyncSession

from data.columns import run, table_of
from data.locks import alone
from data.tables import SealingKey

# Sealed bytes begin with the id of their key.
KEY_ID_BYTES = 8
KEYS = table_of(SealingKey)
ANY_KEY = select(KEYS.c.key_id).limit(1)


async def known_key_ids(session: AsyncSession) -> list[bytes]:
    """Return the ids of the keys this database is sealed with, the newest last; few."""
    wanted = select_rows(SealingKey.key_id).order_by(KEYS.c.created_at)
    return list((await session.exec(wanted)).all())


async def remember_key(session: AsyncSession, key_id: bytes, now: datetime) -> None:
    """Note that a key seals this database from now on; one that is known stays as it is."""
    row = {"key_id": key_id, "created_at": now}
    await run(session, insert(KEYS).values(row).on_conflict_do_nothing())


async def forget_keys(session: AsyncSession, key_ids: Collection[bytes]) -> None:
    """Note that nothing is sealed with these keys any more."""
    await run(session, delete(KEYS).where(KEYS.c.key_id.in_(list(key_ids))))


def remember_key_alone(file: Path, key_id: bytes, now: datetime) -> None:
    """Note that a key seals a database that nobody else has open; blocking. Raises `InUse`."""
    with alone(file) as connection:
        connection.execute(
            "INSERT OR IGNORE INTO sealing_key (key_id, created_at) VALUES (?, ?)",
            (key_id, f"{now.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f}"),
        )


def key_ids_in(file: Path) -> list[bytes]:
    """Return the ids of the keys that a database of any version is sealed with; blocking.

    None when there is no such file, or nothing in it yet.
    """
    if not file.exists():
        return []
    with contextlib.closing(_looked_at(file)) as connection:
        named = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'sealing_key'"
        if connection.execute(named).fetchone() is None:
            return []
        return [row[0] for row in connection.execute("SELECT key_id FROM sealing_key")]


def seals_with(file: Path, key_id: bytes, places: Collection[tuple[str, str]]) -> bool:
    """Tell whether a key seals anything in a database of any version; blocking.

    `places` are tables and columns that hold sealed bytes, some of which that version may lack.
    """
    with contextlib.closing(_looked_at(file)) as connection:
        for table, column in places:
            known = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
            if column not in known:
                continue
            found = f"SELECT 1 FROM {table} WHERE substr({column}, 1, {KEY_ID_BYTES}) = ? LIMIT 1"  # noqa: S608  # our own names
            if connection.execute(found, (key_id,)).fetchone() is not None:
                return True
    return False


def _looked_at(file: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)


async def look(session: AsyncSession) -> None:
    """Fix what a transaction sees: SQLite does so at its first read, not when it begins."""
    await run(session, ANY_KEY)


def take_snapshot(connection: Connection) -> None:
    """Do the same from within the hook of a transaction that begins."""
    connection.execute(ANY_KEY)
