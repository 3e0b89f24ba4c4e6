"""`python -m bot backup` and `restore`."""

import shutil
import sqlite3
import stat
from contextlib import closing

import pytest

from bot.forum.identity import Sealer
from data.database import Database
from data.sealing import known_key_ids
from tests.commands.conftest import Host
from tests.forum.sealed_things import ask_anonymously
from tests.forum.world import World


def test_a_backup_is_one_file_for_its_owner_without_the_keys(host: Host) -> None:
    host.fill()
    code, said = host.run("backup", "copy.db")
    assert (code, "The keys are not in it" in said) == (0, True)
    copy = host.folder / "copy.db"
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert host.query("SELECT count(*) FROM post", copy) == [(12,)]
    assert {file.name for file in host.folder.iterdir()} == {"var", "copy.db"}
    assert not any(secret in copy.read_bytes() for secret in host.secrets())
    assert not any(bytes.fromhex(s.decode()) in copy.read_bytes() for s in host.secrets())


def test_a_backup_overwrites_nothing(host: Host) -> None:
    assert "There is no database" in host.run("backup", "copy.db")[1]
    host.start()
    host.folder.joinpath("copy.db").write_text("my notes")
    code, said = host.run("backup", "copy.db")
    assert (code, "not overwritten" in said) == (1, True)
    assert host.folder.joinpath("copy.db").read_text() == "my notes"
    assert "can't be written" in host.run("backup", "nowhere/copy.db")[1]


def test_a_backup_is_made_while_the_bot_writes(host: Host) -> None:
    made = host.fill()

    async def running(database: Database, _sealer: Sealer) -> None:
        world = World(database, 1)
        async with database.write() as session:
            await known_key_ids(session)
            assert (await host.run_beside("backup", "copy.db"))[0] == 0
        made[0].questions.append(await ask_anonymously(world, made[0].user_id))

    host.in_bot(running)
    assert host.query("SELECT count(*) FROM post", host.folder / "copy.db") == [(12,)]
    host.check(made)


def test_what_is_restored_is_as_it_was(host: Host) -> None:
    made = host.fill()
    host.run("backup", "copy.db")
    later = host.fill_more()
    assert host.query("SELECT count(*) FROM post") == [(12 + len(later),)]
    code, said = host.run("restore", "copy.db")
    assert (code, "Restored copy.db" in said) == (0, True)
    assert host.query("SELECT count(*) FROM post") == [(12,)]
    host.check(made)
    (kept,) = host.file.parent.glob("forum.db.replaced-*")
    assert host.query("SELECT count(*) FROM post", kept) == [(12 + len(later),)]
    assert {stat.S_IMODE(file.stat().st_mode) for file in (kept, host.file)} == {0o600}


def test_numbers_that_were_given_out_since_are_not_given_out_again(host: Host) -> None:
    """Buttons in Discord carry them."""
    host.fill()
    host.run("backup", "copy.db")
    later = host.fill_more()
    host.run("restore", "copy.db")
    assert min(host.fill_more()) > max(later)
    host.file.unlink()
    assert host.run("restore", "copy.db")[0] == 0
    assert min(host.fill_more()) > 100_000


def test_what_was_to_be_done_is_looked_for_before_it_is_done_again(host: Host) -> None:
    host.fill()
    host.run("backup", "copy.db")
    host.run("restore", "copy.db")
    assert host.query("SELECT DISTINCT is_uncertain FROM delivery") == [(1,)]


def test_a_backup_whose_key_is_not_at_hand_is_refused(host: Host) -> None:
    made = host.fill()
    host.run("backup", "copy.db")
    host.run("keys", "rotate")
    host.run("keys", "destroy-old", "--yes")
    code, said = host.run("restore", "copy.db")
    assert (code, "sealing key is not the one" in said) == (1, True)
    host.check(made)
    assert not list(host.file.parent.glob("forum.db.re*"))


def test_a_backup_from_within_a_rotation_needs_both_keys(host: Host) -> None:
    made = host.fill()
    host.run("backup", "copy.db")
    host.run("keys", "rotate")
    assert host.run("restore", "copy.db")[0] == 0
    host.check(made)
    assert host.run("keys", "rotate")[0] == 0
    host.run("keys", "destroy-old", "--yes")
    host.check(made)


def test_nothing_is_restored_beneath_a_running_bot(host: Host) -> None:
    made = host.fill()
    host.run("backup", "copy.db")

    async def running(database: Database, _sealer: Sealer) -> None:
        async with database.read() as session:
            await known_key_ids(session)
        code, said = await host.run_beside("restore", "copy.db")
        assert (code, "Stop it first" in said) == (1, True)

    host.in_bot(running)
    host.check(made)


@pytest.mark.parametrize("content", [b"", b"my notes", b"SQLite format 3\x00" + bytes(200)])
def test_a_file_that_is_no_database_is_refused(host: Host, content: bytes) -> None:
    made = host.fill()
    host.folder.joinpath("copy.db").write_bytes(content)
    code, said = host.run("restore", "copy.db")
    assert (code, "Nothing was changed" in said) == (1, True)
    assert host.run("restore", "nothing.db")[0] == 1
    host.check(made)


def test_another_programs_database_is_refused(host: Host) -> None:
    with closing(sqlite3.connect("other.db")) as connection:
        connection.execute("CREATE TABLE post (id INTEGER)")
    assert "is not a Mindwell database" in host.run("restore", "other.db")[1]


def test_a_damaged_backup_is_refused(host: Host) -> None:
    made = host.fill()
    host.run("backup", "copy.db")
    copy = host.folder / "copy.db"
    content = bytearray(copy.read_bytes())
    for place in range(len(content) // 2, len(content), 64):
        content[place] ^= 0xFF
    copy.write_bytes(content)
    code, said = host.run("restore", "copy.db")
    assert (code, "damaged" in said) == (1, True)
    host.check(made)


def test_an_older_backup_is_brought_up_and_a_newer_one_refused(host: Host) -> None:
    host.start()
    old = host.folder / "old.db"
    shutil.copyfile(host.migrated_to("0001"), old)
    assert host.run("restore", "old.db")[0] == 0
    host.start()
    host.query("UPDATE alembic_version SET version_num = '9999'", old)
    code, said = host.run("restore", "old.db")
    assert (code, "newer version" in said) == (1, True)


def test_a_database_that_is_damaged_can_be_replaced(host: Host) -> None:
    made = host.fill()
    host.run("backup", "copy.db")
    host.file.write_bytes(b"lightning struck here")
    assert host.run("restore", "copy.db")[0] == 0
    host.check(made)
    (kept,) = host.file.parent.glob("forum.db.replaced-*")
    assert kept.read_bytes() == b"lightning struck here"
