"""`python -m bot keys …` with keys in a folder and in the settings."""

import stat

import pytest

from bot.forum.anonymous.rotation import rotate
from bot.forum.identity import Sealer
from bot.key_changes import begin_rotation
from bot.key_folder import KeyFolder
from data.database import Database
from data.locks import locked
from tests.commands.conftest import Host
from tests.forum.sealed_things import ask_anonymously
from tests.forum.world import NOW, World


def test_a_rotation_makes_a_new_key_and_the_old_one_can_be_destroyed(host: Host) -> None:
    made = host.fill()
    (old,) = host.secrets()
    code, said = host.run("keys", "rotate")
    assert (code, "The old key can be destroyed now" in said) == (0, True)
    assert len(host.secrets()) == 2
    assert {stat.S_IMODE(file.stat().st_mode) for file in host.keys.iterdir()} == {0o600}
    host.check(made)
    assert host.run("keys", "destroy-old", "--yes")[0] == 0
    (new,) = host.secrets()
    assert new != old
    host.check(made)


def test_keys_are_listed_by_their_ids_only(host: Host) -> None:
    assert "There is no database" in host.run("keys", "list")[1]
    host.fill()
    host.run("keys", "rotate")
    _, said = host.run("keys", "list")
    ids = [Sealer(secret).key_id.hex() for secret in host.secrets()]
    assert sum(each in said for each in ids) == 1  # the old one seals nothing
    assert "82 rows at hand" in said
    assert not any(secret.decode() in said for secret in host.secrets())


def test_no_command_makes_the_first_key(host: Host) -> None:
    host.run("migrate")
    assert "No key is in use yet" in host.run("keys", "list")[1]
    assert host.run("keys", "rotate")[0] == 1
    assert not host.keys.exists()


def test_a_database_of_another_version_is_left_alone(host: Host) -> None:
    host.start()
    host.query("UPDATE alembic_version SET version_num = '0001'")
    code, said = host.run("keys", "rotate")
    assert (code, "migrate" in said) == (1, True)


def test_an_interrupted_rotation_goes_on_with_the_key_it_had_made(host: Host) -> None:
    made = host.fill()
    host.interrupt_rotation()
    secrets = host.secrets()
    host.check(made)
    code, said = host.run("keys", "destroy-old", "--yes")
    assert (code, "still need the old keys" in said) == (1, True)
    assert host.run("keys", "rotate")[0] == 0
    assert sorted(host.secrets()) == sorted(secrets)
    host.check(made)


def test_a_key_that_was_made_and_not_noted_is_taken_up(host: Host) -> None:
    """Killed between writing the file and the first transaction."""
    made = host.fill()
    KeyFolder(host.keys).replace()
    secrets = host.secrets()
    host.check(made)
    assert host.run("keys", "rotate")[0] == 0
    assert sorted(host.secrets()) == sorted(secrets)
    host.check(made)


def test_what_a_running_bot_writes_meanwhile_needs_the_old_key_no_more(host: Host) -> None:
    made = host.fill()

    async def bot(database: Database, _sealer: Sealer) -> None:
        """A bot that was started before, and goes on without being told."""
        world = World(database, 1)
        rotator = Database(host.settings.database_url)
        sealer = await begin_rotation(host.settings, rotator, NOW)
        async for _ in rotate(rotator, sealer, limit=1):
            for each in made:
                if len(each.questions) < 6:
                    each.questions.append(await ask_anonymously(world, each.user_id))
        await rotator.close()

    host.in_bot(bot)
    assert host.run("keys", "rotate")[0] == 0
    assert host.run("keys", "destroy-old", "--yes")[0] == 0
    host.check(made)


def test_one_command_at_a_time_changes_keys(host: Host) -> None:
    host.start()
    with locked(host.file, "keys.lock"):
        code, said = host.run("keys", "rotate")
    assert (code, "Let it finish first" in said) == (1, True)


def test_no_key_is_ever_said_logged_or_stored(host: Host, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    made = host.fill()
    secrets = host.secrets()
    said = [host.run(*words.split())[1] for words in ("keys rotate", "keys list", "backup copy.db")]
    secrets += host.secrets()
    (host.keys / "secret.key").rename(host.folder / "kept")
    refused = ("keys list", "keys rotate", "restore copy.db")
    said += [host.run(*words.split())[1] for words in refused]
    (host.folder / "kept").rename(host.keys / "secret.key")
    host.check(made)
    files = [file for file in host.file.parent.iterdir() if file.is_file()]
    stored = [file.read_bytes() for file in [*files, host.folder / "copy.db"]]
    told = "\n".join([*said, caplog.text]).encode()
    for secret in secrets:
        for shape in (secret, bytes.fromhex(secret.decode())):
            assert not any(shape in each for each in [*stored, told])
