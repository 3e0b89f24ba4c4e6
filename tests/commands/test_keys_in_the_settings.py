"""Keys that are set: SECRET_KEY and OLD_SECRET_KEYS."""

from datetime import datetime

import pytest

from bot.forum.anonymous.rotation import rotate
from bot.forum.identity import Sealer
from bot.key_changes import begin_rotation
from bot.key_folder import StartRefused
from bot.settings import Settings
from data.database import Database
from data.sealing import known_key_ids
from tests.commands.conftest import Host
from tests.forum.world import NOW


def test_keys_in_the_settings_are_rotated(host: Host) -> None:
    host.set_keys("first")
    made = host.fill()
    code, said = host.run("keys", "rotate")
    assert (code, "OLD_SECRET_KEYS" in said) == (1, True)
    host.set_keys("second", "zero", "first")
    assert host.run("keys", "rotate")[0] == 0
    host.set_keys("second")
    host.check(made)
    host.set_keys("first")
    with pytest.raises(StartRefused, match="not the one"):
        host.start()


def test_nothing_is_sealed_with_a_key_that_the_running_bot_was_not_started_with(
    host: Host,
) -> None:
    host.set_keys("first")
    made = host.fill()

    async def running(_database: Database, sealer: Sealer) -> None:
        host.set_keys("second", "first")
        rotator = Database(host.settings.database_url)
        with pytest.raises(StartRefused, match="restart it with"):
            await begin_rotation(host.settings, rotator, NOW)
        await rotator.close()
        async with _database.read() as session:
            assert sealer.key_ids == await known_key_ids(session)

    host.in_bot(running)
    host.set_keys("first")
    host.check(made)


def test_a_bot_restarted_with_both_keys_lets_the_rotation_begin(host: Host) -> None:
    host.set_keys("first")
    made = host.fill()
    host.set_keys("second", "first")

    async def running(_database: Database, _sealer: Sealer) -> None:
        rotator = Database(host.settings.database_url)
        sealer = await begin_rotation(host.settings, rotator, NOW)
        assert [batch async for batch in rotate(rotator, sealer)]
        await rotator.close()

    host.in_bot(running)
    assert host.run("keys", "rotate")[0] == 0  # all was changed, and that is noted
    assert host.run("keys", "rotate")[0] == 1  # nothing is left to do
    host.set_keys("second")
    host.check(made)


def test_a_key_that_seals_something_has_to_be_at_hand(host: Host) -> None:
    host.set_keys("first")
    host.fill()
    host.set_keys("second", "first")
    host.interrupt_rotation()
    host.set_keys("second")
    with pytest.raises(StartRefused, match="Rows of this database are sealed with a key"):
        host.start()
    host.set_keys("first")
    with pytest.raises(StartRefused, match="Rows of this database are sealed with a key"):
        host.start()


def test_a_new_key_that_seals_nothing_yet_can_be_taken_back(host: Host) -> None:
    host.set_keys("first")
    made = host.fill()
    host.set_keys("second", "first")
    host.start()
    host.set_keys("first")
    host.check(made)
    assert len(host.query("SELECT * FROM sealing_key")) == 1


def test_a_key_moves_from_the_folder_to_the_settings(host: Host) -> None:
    made = host.fill()
    host.set_keys("in the settings now")
    assert host.run("keys", "rotate")[0] == 0
    assert host.run("keys", "destroy-old", "--yes")[0] == 0
    assert host.secrets() == []
    host.check(made)


def test_a_rotation_stops_when_its_key_is_no_longer_noted(
    host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A bot was started without the new key before anything was sealed with it."""
    host.set_keys("first")
    made = host.fill()
    host.set_keys("second", "first")

    async def begun(settings: Settings, database: Database, now: datetime) -> Sealer:
        sealer = await begin_rotation(settings, database, now)
        host.query(
            "DELETE FROM sealing_key WHERE created_at = (SELECT max(created_at) FROM sealing_key)"
        )
        return sealer

    monkeypatch.setattr("bot.commands.keys.begin_rotation", begun)
    code, said = host.run("keys", "rotate")
    assert (code, "restart it with SECRET_KEY" in said) == (1, True)
    host.set_keys("first")
    host.check(made)
