"""What the tests of the data layer stand on."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from data.database import Database
from data.forums import forum_of_guild, insert_forum
from data.tables import ChannelKind
from tests.data.files import migrated

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    database = migrated(tmp_path)
    yield database
    await database.close()


@pytest.fixture
async def forum_id(database: Database) -> int:
    async with database.write() as session:
        await insert_forum(
            session,
            guild_id=1,
            channel_id=2,
            channel_kind=ChannelKind.FORUM,
            name="Mindwell",
            locale="en",
            now=NOW,
        )
        forum = await forum_of_guild(session, 1)
    assert forum is not None
    assert forum.id is not None
    return forum.id
