"""A transaction knows the key of every row it can see, whenever a key is added."""

import os
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlmodel import select

from bot.forum.identity import KeyJustAdded, Sealer, provide, sealer_in_view, sealer_of
from bot.key_folder import KeyFolder, LiveSealer
from data.database import Database
from data.tables import SealingKey
from tests.data.files import migrated
from tests.forum.world import NOW


@pytest.fixture
def folder(tmp_path: Path) -> KeyFolder:
    folder = KeyFolder(tmp_path / "keys")
    folder.make()
    return folder


@pytest.fixture
def named() -> list[bytes]:
    """Return the ids of the keys that a database names; none at first."""
    return []


@pytest.fixture
def live(folder: KeyFolder, named: list[bytes]) -> LiveSealer:
    return LiveSealer(folder, named=lambda: named)


@pytest.fixture
async def database(tmp_path: Path, live: LiveSealer) -> AsyncIterator[Database]:
    database = migrated(tmp_path)
    provide(database, live)
    yield database
    await database.close()


def test_a_key_is_known_from_the_moment_its_file_is_there(
    folder: KeyFolder, live: LiveSealer
) -> None:
    old = live.key_id
    sealed = live.seal(b"x", table="draft", row=b"1")
    folder.replace()
    assert live.key_id != old
    assert live.key_ids[1:] == [old]
    assert live.open(sealed, table="draft", row=b"1") == b"x"
    assert live.marks("inbox", 5)[1] == Sealer(*list(folder.older().values())).mark("inbox", 5)


def test_a_key_is_known_though_the_clock_stands_still(folder: KeyFolder, live: LiveSealer) -> None:
    """A file system's time is coarse: the same moment on every file must not hide a new key."""
    os.utime(folder.present, ns=(1, 1))
    os.utime(folder.folder, ns=(1, 1))
    old = live.key_id
    folder.replace()
    os.utime(folder.present, ns=(1, 1))
    os.utime(folder.folder, ns=(1, 1))
    assert live.key_id != old


def test_keys_stay_at_hand_while_the_files_are_away(folder: KeyFolder, live: LiveSealer) -> None:
    old = live.key_id
    moved = folder.present.rename(folder.folder / "elsewhere")
    assert live.key_id == old
    folder.present.write_text("")
    assert live.key_id == old
    folder.present.write_text("the key of another database")
    assert live.key_id == old
    moved.rename(folder.present)
    assert live.key_id == old


def test_a_destroyed_key_is_forgotten(folder: KeyFolder, live: LiveSealer) -> None:
    folder.replace()
    assert len(live.key_ids) == 2
    for file in folder.older():
        folder.destroy(file)
    assert len(live.key_ids) == 1


def test_a_whole_rotation_may_pass_unseen(
    folder: KeyFolder, live: LiveSealer, named: list[bytes]
) -> None:
    folder.replace()
    for file in folder.older():
        folder.destroy(file)
    new = Sealer(*folder.secrets())
    named.append(new.key_id)
    assert live.key_ids == [new.key_id]


def test_a_key_that_the_database_does_not_name_yet_is_taken_up_once_it_does(
    folder: KeyFolder, live: LiveSealer, named: list[bytes]
) -> None:
    old = live.key_id
    folder.present.unlink()
    folder.make()
    new = Sealer(*folder.secrets()).key_id
    assert live.key_id == old
    named.append(new)
    assert live.key_id == new


async def test_a_session_keeps_its_keys(folder: KeyFolder, database: Database) -> None:
    async with database.write() as session:
        await session.exec(select(SealingKey))
        before = sealer_of(session).key_ids
        folder.replace()
        assert sealer_of(session).key_ids == before
    async with database.write() as session:
        assert sealer_of(session).key_ids[1:] == before


async def test_marks_made_before_a_key_was_added_are_not_looked_for_after(
    folder: KeyFolder, database: Database
) -> None:
    async with database.read() as session:
        sealer_of(session).marks("inbox", 5)
        folder.replace()
        with pytest.raises(KeyJustAdded):
            await session.exec(select(SealingKey))
    async with database.read() as session:
        sealer_of(session).marks("inbox", 5)
        assert (await session.exec(select(SealingKey))).all() == []


async def test_who_looks_before_marking_goes_on_when_a_key_is_added(
    folder: KeyFolder, database: Database
) -> None:
    async with database.read() as session:
        (await sealer_in_view(session)).marks("inbox", 5)
        folder.replace()
        assert (await session.exec(select(SealingKey))).all() == []


async def test_who_writes_holds_the_lock_before_marking(
    folder: KeyFolder, database: Database
) -> None:
    """Nobody can seal a row anew between the marks and the rows that are looked for."""
    async with database.write() as session:
        sealer_of(session).marks("inbox", 5)
        folder.replace()
        with (
            closing(sqlite3.connect(database.file, timeout=0)) as other,
            pytest.raises(sqlite3.OperationalError, match="locked"),
        ):
            other.execute("BEGIN IMMEDIATE")
        assert (await session.exec(select(SealingKey))).all() == []


async def test_marks_made_before_the_first_look_fix_what_is_seen(
    database: Database,
) -> None:
    """What another process writes after the keys were checked is not seen."""
    other = Database(f"sqlite:///{database.file}")
    async with database.read() as session:
        sealer_of(session).marks("inbox", 5)
        await session.connection()
        async with other.write() as elsewhere:
            elsewhere.add(SealingKey(key_id=b"new", created_at=NOW))
        assert (await session.exec(select(SealingKey))).all() == []
    await other.close()
