from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.forum.identity import Sealer, provide
from data.database import Database
from tests.data.files import migrated
from tests.forum.world import World
from tests.importing.sites import Dump, bring_in, dump, without_new_aliases


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    """A database with one forum, number 1, made by /forum setup."""
    database = migrated(tmp_path)
    provide(database, Sealer(b"a secret for tests"))
    await World.made(database)
    yield database
    await database.close()


@pytest.fixture
async def whole(tmp_path: Path) -> Dump:
    """What an import that nothing stopped ends in."""
    folder = tmp_path / "whole"
    folder.mkdir()
    database = migrated(folder)
    try:
        await World.made(database)
        await bring_in(database)
        return without_new_aliases(dump(database), database)
    finally:
        await database.close()
