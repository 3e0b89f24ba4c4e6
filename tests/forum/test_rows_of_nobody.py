"""Rows of authors that are nobody's: a file without its key tells of no author how many posts."""

import sqlite3

import pytest

from bot.forum.anonymous import authors
from bot.forum.anonymous.authors import own_posts
from bot.forum.anonymous.rotation import note_key, rotate
from bot.forum.anonymous.seals import tidy_indexes
from bot.forum.identity import Sealer, provide
from data.sealing import KEY_ID_BYTES
from tests.forum.test_exporting import anonymously
from tests.forum.world import ANNA, BEN, CLEO, World


def rows(world: World) -> dict[bytes, bytes]:
    """Return the rows of anonymous authors as they stand in the file: mark to sealed bytes."""
    connection = sqlite3.connect(world.database.file)
    try:
        return dict(connection.execute("SELECT owner_mark, sealed FROM anonymous_index"))
    finally:
        connection.close()


async def test_there_are_as_many_rows_by_one_author_as_by_several(world: World) -> None:
    for _ in range(3):
        await anonymously(world, ANNA)
    assert len(rows(world)) == 3
    await anonymously(world, BEN)
    await anonymously(world, CLEO)
    assert len(rows(world)) == 5


async def test_a_newcomer_changes_what_somebody_changes_who_was_anonymous_before(
    world: World,
) -> None:
    for actor in (ANNA, BEN, ANNA):
        await anonymously(world, actor)
    for actor in (ANNA, CLEO, BEN):
        before = rows(world)
        await anonymously(world, actor)
        after = rows(world)
        assert len(after) == len(before) + 1
        assert before.keys() < after.keys()
        assert not {*before.values()} & {*after.values()}
        assert len({len(sealed) for sealed in after.values()}) == 1


async def test_they_stay_when_rows_are_tidied(world: World) -> None:
    for _ in range(3):
        await anonymously(world, ANNA)
    before = rows(world)
    await tidy_indexes(world.database)
    after = rows(world)
    assert before.keys() == after.keys()
    assert not {*before.values()} & {*after.values()}


async def test_they_are_sealed_anew_with_another_key(world: World, sealer: Sealer) -> None:
    own = [await anonymously(world, ANNA) for _ in range(3)]
    new = Sealer(b"another secret", b"a secret for tests")
    provide(world.database, new)
    await note_key(world.database, new, world.now)
    assert new.key_id != sealer.key_id
    batches = [batch async for batch in rotate(world.database, new)]
    assert not sum(batch.dropped + batch.closed for batch in batches)
    assert {sealed[:KEY_ID_BYTES] for sealed in rows(world).values()} == {new.key_id}
    assert len(rows(world)) == 3
    async with world.database.read() as session:
        found = await own_posts(session, world.forum_id, ANNA.discord_id)
    assert [each.post_id for each in found] == own


async def test_a_large_forum_gets_no_more_of_them(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(authors, "MOST_ROWS_WITH_NOBODY", 2)
    for _ in range(4):
        await anonymously(world, ANNA)
    assert len(rows(world)) == 2
