"""What the tests of the use cases stand on."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.forum.identity import Sealer, provide
from data.database import Database
from tests.data.files import migrated
from tests.forum.world import World


@pytest.fixture
async def database(tmp_path: Path, sealer: Sealer) -> AsyncIterator[Database]:
    database = migrated(tmp_path)
    provide(database, sealer)
    yield database
    await database.close()


@pytest.fixture
async def world(database: Database) -> World:
    return await World.made(database)


@pytest.fixture
def sealer() -> Sealer:
    return Sealer(b"a secret for tests")
