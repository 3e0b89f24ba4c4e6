"""Rows of authors that are nobody's: a file without its key tells of no author how many posts."""

import itertools
import secrets
import sqlite3
from collections import Counter
from collections.abc import Iterable

import pytest

from bot.forum.anonymous import authors
from bot.forum.anonymous.authors import OwnPost, SealedAuthor, own_posts, sign
from bot.forum.anonymous.rotation import note_key, rotate
from bot.forum.anonymous.seals import tidy_indexes
from bot.forum.identity import Sealer, provide
from data.sealing import KEY_ID_BYTES
from data.tables import PostKind
from tests.forum.test_exporting import anonymously
from tests.forum.world import ANNA, BEN, CLEO, World


def rows(world: World) -> dict[bytes, bytes]:
    """Return the rows of anonymous authors as they stand in the file: mark to sealed bytes."""
    connection = sqlite3.connect(world.database.file)
    try:
        return dict(connection.execute("SELECT owner_mark, sealed FROM anonymous_index"))
    finally:
        connection.close()


async def signed(world: World, *people: int) -> dict[bytes, bytes]:
    """Have each write an anonymous post, all in one transaction; return the rows afterwards."""
    async with world.database.write() as session:
        for user_id in people:
            world.now = world.later(hours=1)
            post_id = int(world.now.timestamp())
            own = OwnPost(post_id, post_id, PostKind.QUESTION, world.now)
            await sign(session, own, world.forum_id, SealedAuthor(user_id, notify=False))
    return rows(world)


def quarters(marks: Iterable[bytes]) -> Counter[int]:
    """Count marks by the quarter of all marks in which they are."""
    return Counter(mark[0] >> 6 for mark in marks)


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


async def test_they_fall_anywhere_among_the_rows_and_not_near_their_author(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = itertools.count()
    monkeypatch.setattr(secrets, "randbits", lambda _: next(drawn))
    found = await signed(world, *[ANNA.discord_id] * 96)
    assert len(found) == 96
    assert min(quarters(found)[each] for each in range(4)) > 16


async def test_in_copies_newcomers_are_stirred_like_one_who_writes_again(world: World) -> None:
    people = range(1000, 1070)
    await signed(world, *people)
    for writers in ([ANNA.discord_id] * 6, range(2000, 2006)):
        stirred = []
        copies = [await signed(world, each) for each in [ANNA.discord_id, *writers]]
        for before, after in itertools.pairwise(copies):
            changed = quarters(mark for mark in after if before.get(mark) != after[mark])
            assert changed == {each: quarters(after)[each] for each in changed}, "whole buckets"
            (added,) = after.keys() - before.keys()
            assert added[0] >> 6 in changed
            assert len(changed) <= 2
            stirred.append(changed.keys())
        assert len(set.intersection(*map(set, stirred))) == 1, "one is always among them"


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


async def test_a_damaged_row_keeps_nobody_else_from_posting(world: World) -> None:
    await signed(world, ANNA.discord_id)
    (mark,) = list(rows(world))[:1]
    damaged = rows(world)[mark][:-1] + bytes([rows(world)[mark][-1] ^ 1])
    connection = sqlite3.connect(world.database.file)
    try:
        with connection:
            changed = "UPDATE anonymous_index SET sealed = ? WHERE owner_mark = ?"
            connection.execute(changed, (damaged, mark))
    finally:
        connection.close()
    question = await anonymously(world, BEN)
    assert rows(world)[mark] == damaged
    async with world.database.read() as session:
        own = await own_posts(session, world.forum_id, BEN.discord_id)
    assert [each.post_id for each in own] == [question]
