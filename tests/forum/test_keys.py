import stat
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlmodel import select

from bot.keys import StartRefused, open_sealer
from bot.settings import Settings
from data.database import Database
from data.sealing import known_key_ids
from data.tables import SealingKey
from tests.forum.world import NOW


def settings(database: Database, secret: str | None = None, older: str | None = None) -> Settings:
    return Settings(
        discord_token=SecretStr("unused"),
        database_url=f"sqlite:///{database.file}",
        secret_key=SecretStr(secret) if secret else None,
        old_secret_keys=SecretStr(older) if older else None,
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


async def test_an_empty_key_seals_nothing_and_is_refused(database: Database) -> None:
    file = key_file(database)
    file.parent.mkdir()
    file.write_text("\n")
    with pytest.raises(StartRefused, match=r"secret\.key is empty.*Delete it"):
        await open_sealer(settings(database), database)
    file.unlink()
    await open_sealer(settings(database), database)
    file.write_text("")
    with pytest.raises(StartRefused, match=r"secret\.key is empty.*Put the key back"):
        await open_sealer(settings(database), database)


async def test_a_blank_key_in_the_settings_is_refused(database: Database) -> None:
    with pytest.raises(StartRefused, match="SECRET_KEY is blank"):
        await open_sealer(settings(database, "  "), database)


async def test_when_a_key_was_first_used_is_noted(database: Database) -> None:
    await open_sealer(settings(database), database, now=NOW)
    async with database.read() as session:
        (key,) = (await session.exec(select(SealingKey))).all()
    assert key.created_at == NOW


async def test_half_a_key_left_by_a_crash_is_no_key(database: Database) -> None:
    file = key_file(database)
    file.parent.mkdir()
    (file.parent / "secret.key.new").write_text("half")
    await open_sealer(settings(database), database)
    assert len(file.read_text()) == 64


async def test_older_keys_open_what_they_sealed(database: Database) -> None:
    old = await open_sealer(settings(database, "mine"), database)
    sealed = old.seal(b"x", table="draft", row=b"1")
    new = await open_sealer(settings(database, "new", "another, mine"), database)
    assert new.open(sealed, table="draft", row=b"1") == b"x"
    assert old.key_id in new.key_ids[1:]
    async with database.read() as session:
        assert set(await known_key_ids(session)) == {old.key_id, new.key_id}


async def test_an_older_key_may_have_a_comma_in_it(database: Database) -> None:
    old = await open_sealer(settings(database, "mine, and mine"), database)
    new = await open_sealer(settings(database, "new", "mine, and mine"), database)
    assert old.key_id in new.key_ids


async def test_an_empty_older_key_stops_the_start(database: Database) -> None:
    await open_sealer(settings(database), database)
    (key_file(database).parent / "old-00.key").touch()
    with pytest.raises(StartRefused, match=r"old-00\.key is empty"):
        await open_sealer(settings(database), database)


async def test_a_key_in_the_folder_still_opens_beside_one_in_the_settings(
    database: Database,
) -> None:
    old = await open_sealer(settings(database), database)
    new = await open_sealer(settings(database, "mine"), database)
    assert new.key_ids[1:] == [old.key_id]


async def test_a_refused_start_changes_nothing(database: Database) -> None:
    await open_sealer(settings(database, "mine"), database)
    before = database.file.read_bytes()
    with pytest.raises(StartRefused):
        await open_sealer(settings(database, "other"), database)
    assert database.file.read_bytes() == before
    assert not key_file(database).parent.exists()
