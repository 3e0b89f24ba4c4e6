"""Keys that are lost, rows that are damaged, a database that is busy."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing

import pytest
from sqlalchemy.exc import OperationalError

from bot.client import create_bot
from bot.forum.anonymous.rotation import Batch, rotate
from bot.forum.identity import Sealer
from bot.key_changes import abandon_lost
from bot.key_folder import StartRefused
from data.database import Database
from data.sealing import known_key_ids
from tests.commands.conftest import Host
from tests.forum.world import NOW


def test_a_lost_key_is_abandoned_after_a_question(host: Host) -> None:
    host.fill()
    (host.keys / "secret.key").unlink()
    with pytest.raises(StartRefused, match="missing"):
        host.start()
    assert host.run("keys", "abandon", typed="n\n")[0] == 1
    assert host.query("SELECT count(*) FROM post WHERE author_seal IS NULL") == [(0,)]
    code, said = host.run("keys", "abandon", "--yes")
    assert (code, "post: 12" in said) == (0, True)
    host.start()
    assert host.query("SELECT count(*) FROM post WHERE author_seal IS NULL") == [(12,)]
    assert host.query("SELECT DISTINCT alias FROM post") == [("Quiet Heron",)]
    host.fill()


def test_nothing_is_abandoned_while_a_bot_may_hold_the_key(host: Host) -> None:
    host.fill()

    async def running(database: Database, _sealer: Sealer) -> None:
        (host.keys / "secret.key").rename(host.folder / "lost")
        async with database.read() as session:
            await known_key_ids(session)
        other = Database(host.settings.database_url)
        with pytest.raises(StartRefused, match="Stop the bot first"):
            await abandon_lost(host.settings, other, NOW)

    host.in_bot(running)
    assert not host.keys.joinpath("secret.key").exists()


def test_abandoning_with_every_key_at_hand_changes_nothing(host: Host) -> None:
    made = host.fill()
    code, said = host.run("keys", "abandon", "--yes")
    assert (code, "nothing needs to be given up" in said) == (1, True)
    host.check(made)


def test_a_damaged_row_is_told_and_keeps_the_old_key(host: Host) -> None:
    host.fill()
    host.query(
        "UPDATE post SET author_seal = (SELECT author_seal FROM post WHERE id = 2) WHERE id = 1"
    )
    code, said = host.run("keys", "rotate")
    assert (code, "1 rows could not be opened" in said) == (1, True)
    assert host.run("keys", "destroy-old", "--yes")[0] == 1
    assert len(host.secrets()) == 2


def test_a_rotation_goes_on_when_the_database_was_busy(
    host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = host.fill()
    busy = [OperationalError("BEGIN IMMEDIATE", {}, Exception("database is locked"))]

    async def rotating(database: Database, sealer: Sealer) -> AsyncIterator[Batch]:
        async for batch in rotate(database, sealer, limit=5):
            yield batch
            if busy:
                raise busy.pop()

    monkeypatch.setattr("bot.commands.keys.rotate", rotating)
    monkeypatch.setattr("bot.commands.keys.WAIT_SECONDS", 0)
    assert host.run("keys", "rotate")[0] == 0
    assert host.run("keys", "destroy-old", "--yes")[0] == 0
    host.check(made)


@pytest.mark.parametrize("key", ["another key, at least as long as a good one", ""])
def test_a_wrong_key_stops_the_start_before_anything_is_migrated(host: Host, key: str) -> None:
    older = host.migrated_to("0007")
    host.file.parent.mkdir(exist_ok=True)
    older.rename(host.file)
    with closing(sqlite3.connect(host.file)) as connection:
        connection.execute("INSERT INTO sealing_key VALUES (x'0102030405060708', '2026-01-01')")
        connection.commit()
    before = host.file.read_bytes()
    if key:
        host.set_keys(key)
    bot = create_bot(host.settings)
    with pytest.raises(StartRefused, match=r"missing|not the one"):
        asyncio.run(bot.setup_hook())
    assert host.file.read_bytes() == before
    assert not host.keys.exists()
    assert not list(host.file.parent.glob("*.before-*"))


def test_a_key_that_could_be_guessed_is_said(host: Host, caplog: pytest.LogCaptureFixture) -> None:
    host.set_keys("0123456789" * 3)
    host.start()
    assert "SECRET_KEY has fewer than 32 characters" in caplog.text


def test_one_of_two_keys_missing_stops_the_start_before_anything_is_migrated(host: Host) -> None:
    host.set_keys("the first key, as long as a good one is")
    older = host.migrated_to("0007")
    host.file.parent.mkdir(exist_ok=True)
    older.rename(host.file)
    first, second = (Sealer(key) for key in (b"the first key, as long as a good one is", b"lost"))
    with closing(sqlite3.connect(host.file)) as connection:
        for each in (first, second):
            connection.execute("INSERT INTO sealing_key VALUES (?, '2026-01-01')", (each.key_id,))
        sealed = second.seal(b"x", table="draft", row=b"mark")
        connection.execute(
            "INSERT INTO draft VALUES (1, x'00', ?, '2026-01-01', '2026-01-01')", (sealed,)
        )
        connection.commit()
    before = host.file.read_bytes()
    with pytest.raises(StartRefused, match="not at hand"):
        asyncio.run(create_bot(host.settings).setup_hook())
    assert host.file.read_bytes() == before


@pytest.mark.parametrize("command", ["list", "rotate", "abandon"])
def test_a_key_that_cannot_be_read_is_said(host: Host, command: str) -> None:
    host.start()
    file = host.keys / "secret.key"
    file.unlink()
    file.mkdir()
    code, said = host.run("keys", command)
    assert code == 1
    assert "secret.key can't be read" in said
    with pytest.raises(StartRefused, match="can't be read"):
        asyncio.run(create_bot(host.settings).setup_hook())
