"""What is deleted leaves the file: also what SQLite had moved to another page before."""

import asyncio
import contextlib
import os
import shutil
import sqlite3
from pathlib import Path
from unittest import mock

import pytest
from sqlalchemy import delete

from bot.forum.privacy.retention import Retention
from bot.forum.privacy.tidying import forget_what_aged_out
from data import leftovers
from data.columns import run, table_of
from data.leftovers import empty_log, rewrite
from data.tables import Draft
from tests.forum.world import World

SECRET = b"who wrote this is nobody's business"
PAGE, HEADER = 4096, 8
LEAVES = (0x0A, 0x0D)


@pytest.fixture
async def moved(world: World) -> Path:
    """Give a file with a copy of what SQLite had moved to another page, before it was deleted.

    How often it leaves one hangs on its version; so one is put where it does.
    """
    file = world.database.file
    await world.database.let_go()
    content = bytearray(file.read_bytes())
    starts = range(len(content) - PAGE, 0, -PAGE)
    empty = next(at for at in starts if content[at] in LEAVES and not any(content[at + 3 : at + 5]))
    content[empty + HEADER : empty + HEADER + len(SECRET)] = SECRET
    file.write_bytes(content)
    assert is_left(file)
    return file


def is_left(file: Path) -> bool:
    return any(SECRET in each.read_bytes() for each in file.parent.glob(f"{file.name}*"))


async def test_a_day_later_nothing_of_it_is_left(moved: Path, world: World) -> None:
    await forget_what_aged_out(world.database, keep=Retention(), now=world.now)
    assert not is_left(moved)
    with contextlib.closing(sqlite3.connect(moved)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


async def test_a_large_file_is_left_as_it_is_and_the_log_says_what_to_do(
    moved: Path, world: World, caplog: pytest.LogCaptureFixture
) -> None:
    with mock.patch.object(leftovers, "MOST_REWRITTEN", 0), caplog.at_level("INFO"):
        await forget_what_aged_out(world.database, keep=Retention(), now=world.now)
    assert is_left(moved)
    assert "has over 0 MB: README.md says what to do" in caplog.text


def test_a_file_that_another_process_writes_to_is_left_for_tomorrow(
    moved: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with contextlib.closing(sqlite3.connect(moved)) as another:
        another.execute("BEGIN IMMEDIATE")
        assert not rewrite(moved)
        another.execute("ROLLBACK")
    assert "trying again in a day: SQLITE_BUSY" in caplog.text
    assert is_left(moved)
    assert rewrite(moved)
    empty_log(moved)
    assert not is_left(moved)


async def test_who_writes_meanwhile_waits_and_who_reads_does_not(world: World) -> None:
    order = []

    async def write() -> None:
        async with world.database.write() as session:
            await run(session, delete(table_of(Draft)))
        order.append("written")

    async with world.database.unchanged():
        writing = asyncio.create_task(write())
        await asyncio.sleep(0.05)
        assert await world.all(Draft) == []
        order.append("read")
    await writing
    assert order == ["read", "written"]


def test_a_folder_of_any_name_does(moved: Path, tmp_path: Path) -> None:
    folder = tmp_path / os.fsdecode(b"data\xe9")
    folder.mkdir()
    file = folder / moved.name
    shutil.copy(moved, file)
    assert rewrite(file)
    empty_log(file)
    assert not is_left(file)


def test_what_is_written_meanwhile_stands_beside_the_file(moved: Path) -> None:
    assert rewrite(moved)
    with contextlib.closing(sqlite3.connect(moved)) as connection:
        (folder,) = connection.execute("PRAGMA temp_store_directory").fetchone()
    assert Path(folder) == moved.absolute().parent
