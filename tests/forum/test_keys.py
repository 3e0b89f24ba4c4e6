import stat
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.keys import StartRefused, open_sealer
from bot.settings import Settings
from data.database import Database


def settings(database: Database, secret: str | None = None) -> Settings:
    return Settings(
        discord_token=SecretStr("unused"),
        database_url=f"sqlite:///{database.file}",
        secret_key=SecretStr(secret) if secret else None,
    )


def key_file(database: Database) -> Path:
    return database.file.parent / "keys" / "secret.key"


async def test_a_key_is_made_once_for_its_owner_alone(database: Database) -> None:
    first = await open_sealer(settings(database), database)
    file = key_file(database)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    again = await open_sealer(settings(database), database)
    assert again.key_id == first.key_id
    assert list(file.parent.iterdir()) == [file]


async def test_a_key_can_be_set(database: Database) -> None:
    first = await open_sealer(settings(database, "mine"), database)
    again = await open_sealer(settings(database, "mine"), database)
    assert again.key_id == first.key_id
    assert not key_file(database).exists()


async def test_another_key_is_refused(database: Database) -> None:
    await open_sealer(settings(database, "mine"), database)
    with pytest.raises(StartRefused, match="not the one"):
        await open_sealer(settings(database, "other"), database)


async def test_no_new_key_is_made_for_a_database_that_has_one(database: Database) -> None:
    await open_sealer(settings(database), database)
    key_file(database).unlink()
    with pytest.raises(StartRefused, match="missing"):
        await open_sealer(settings(database), database)
    assert not key_file(database).exists()


async def test_half_a_key_left_by_a_crash_is_no_key(database: Database) -> None:
    file = key_file(database)
    file.parent.mkdir()
    (file.parent / "secret.key.new").write_text("half")
    await open_sealer(settings(database), database)
    assert len(file.read_text()) == 64
