"""Rotation: whatever interrupts it, everything opens and is found by its mark afterwards."""

import random

import pytest
from sqlalchemy import LargeBinary, text

from bot.forum.anonymous.rotation import (
    Batch,
    KeyNotNoted,
    KeyUse,
    abandon,
    count_needing_old,
    key_uses,
    note_key,
    retire,
    rotate,
)
from bot.forum.identity import Sealer, WrongKey, provide
from bot.forum.privacy.ignoring import ignore
from data.database import Database
from data.rotation import SEALED_TABLES
from data.tables import (
    AnonymousIndex,
    Block,
    Delivery,
    DeliveryKind,
    Draft,
    Notification,
    Post,
    metadata,
)
from tests.forum.sealed_things import PEOPLE, QUESTIONS_EACH, Sealed, ask_anonymously, check, fill
from tests.forum.world import NOW, World

OLD, NEW = b"a secret for tests", b"another secret"
# Draft, wish to be erased, ignored, follow and its index, preferences with turn and digest;
# post, index (its further ones nobody's), notification, DM. Every other one is blocked.
ROWS = len(PEOPLE) * (8 + 4 * QUESTIONS_EACH) + len(PEOPLE) // 2


@pytest.fixture
def new() -> Sealer:
    return Sealer(NEW, OLD)


@pytest.fixture
async def made(world: World, sealer: Sealer) -> list[Sealed]:
    await note_key(world.database, sealer, NOW)
    return await fill(world, sealer)


async def rotated(database: Database, sealer: Sealer) -> list[Batch]:
    await note_key(database, sealer, NOW)
    return [batch async for batch in rotate(database, sealer, limit=2)]


async def test_everything_is_sealed_and_found_with_the_new_key_alone(
    world: World, made: list[Sealed], new: Sealer
) -> None:
    batches = await rotated(world.database, new)
    assert sum(batch.renewed for batch in batches) == ROWS
    assert await retire(world.database, new) == 0
    assert await key_uses(world.database) == [KeyUse(new.key_id, ROWS, is_known=True)]
    assert await count_needing_old(world.database, Sealer(NEW)) == 0
    await check(world, Sealer(NEW), made)


@pytest.mark.usefixtures("made")
async def test_the_lengths_of_sealed_bytes_stay(world: World, new: Sealer) -> None:
    before = [len(post.author_seal or b"") for post in await world.all(Post)]
    await rotated(world.database, new)
    assert [len(post.author_seal or b"") for post in await world.all(Post)] == before


@pytest.mark.usefixtures("made")
async def test_deliveries_keep_a_lane_a_person_and_question(world: World, new: Sealer) -> None:
    await rotated(world.database, new)
    marks = {f"inbox:{(n.recipient_mark or b'').hex()}" for n in await world.all(Notification)}
    mail = [d for d in await world.all(Delivery) if d.kind is DeliveryKind.DIRECT_MESSAGE]
    assert {d.lane for d in mail if d.sealed} == marks


async def test_a_bot_with_both_keys_finds_everything_between_any_two_batches(
    world: World, made: list[Sealed], new: Sealer
) -> None:
    await note_key(world.database, new, NOW)
    async for _ in rotate(world.database, new, limit=2):
        await check(world, new, made)


@pytest.mark.parametrize("seed", range(8))
async def test_it_can_be_interrupted_anywhere_and_begun_again(
    world: World,
    made: list[Sealed],
    new: Sealer,
    monkeypatch: pytest.MonkeyPatch,
    seed: int,
) -> None:
    """Fail inside transactions as well as between them, at random, until a run gets through."""
    chance = random.Random(seed)  # noqa: S311  # the same places at every run of the test
    real = Sealer.seal_alike

    def interrupt(probability: float) -> None:
        if chance.random() < probability:
            raise Interrupted

    def failing(*args: object, **values: object) -> bytes:
        interrupt(0.03)
        return real(*args, **values)  # type: ignore[arg-type]

    monkeypatch.setattr(Sealer, "seal_alike", failing)
    await note_key(world.database, new, NOW)
    for _ in range(200):
        try:
            async for _batch in rotate(world.database, new, limit=chance.randint(1, 4)):
                interrupt(0.1)
        except Interrupted:
            await check(world, new, made)
        else:
            break
    else:
        pytest.fail("never got through")
    assert await retire(world.database, new) == 0
    await check(world, Sealer(NEW), made)


class Interrupted(Exception):
    """Where a process was killed."""


async def test_what_is_made_meanwhile_is_found_too(
    world: World, made: list[Sealed], new: Sealer
) -> None:
    """A bot that knows both keys goes on posting between batches: its index rows merge."""
    await note_key(world.database, new, NOW)
    provide(world.database, new)
    async for _ in rotate(world.database, new, limit=1):
        for each in made:
            if len(each.questions) < QUESTIONS_EACH + 2:
                each.questions.append(await ask_anonymously(world, each.user_id))
    await check(world, Sealer(NEW), made)


async def test_what_was_written_meanwhile_under_the_new_mark_stands(
    world: World, made: list[Sealed], new: Sealer
) -> None:
    """Somebody is ignored already, under a mark of the old key, and is ignored once more."""
    provide(world.database, new)
    async with world.database.write() as session:
        await ignore(session, world.forum_id, made[0].user_id)
    batches = await rotated(world.database, new)
    assert sum(batch.dropped for batch in batches) == 1
    await check(world, Sealer(NEW), made)


def test_everything_that_is_sealed_is_rotated() -> None:
    """A table with bytes in it is named here, or its bytes would be lost with the old key."""
    known = {
        f"{place.name}.{column.name}"
        for place in SEALED_TABLES
        for column in (place.mark, place.sealed)
    }
    known |= {"block.salt", "sealing_key.key_id", "search_post.words"}
    stored = {
        f"{table.name}.{column.name}"
        for table in metadata.tables.values()
        for column in table.columns
        if isinstance(column.type, LargeBinary)
    }
    assert stored == known - {"delivery.lane"}


async def test_nothing_is_sealed_anew_with_a_key_that_the_database_does_not_name(
    world: World, made: list[Sealed], new: Sealer
) -> None:
    with pytest.raises(KeyNotNoted):
        await anext(rotate(world.database, new))
    await check(world, Sealer(OLD), made)


async def test_what_has_a_new_seal_under_an_old_mark_is_marked_anew(
    world: World, made: list[Sealed], new: Sealer, sealer: Sealer
) -> None:
    """To be sealed with the present key is not enough: the mark is checked as well."""
    post = (await world.all(Post))[0]
    bound = b"%d" % post.number
    plain = sealer.open(post.author_seal or b"", table="post", row=bound)
    sealed = new.seal_alike(plain, post.author_seal or b"", table="post", row=bound)
    async with world.database.write() as session:
        await session.connection()
        await session.exec(  # type: ignore[call-overload]
            text("UPDATE post SET author_seal = :seal WHERE id = :id"),
            params={"seal": sealed, "id": post.number},
        )
    await rotated(world.database, new)
    await check(world, Sealer(NEW), made)


@pytest.mark.usefixtures("made")
async def test_damaged_rows_keep_the_old_key_in_use(world: World, new: Sealer) -> None:
    async with world.database.write() as session:
        post = (await world.all(Post))[0]
        sealed = post.author_seal or b""
        post.author_seal = sealed[:-1] + bytes([sealed[-1] ^ 1])
        session.add(post)
    batches = await rotated(world.database, new)
    assert sum(batch.closed for batch in batches) == 1
    assert await retire(world.database, new) == 1
    assert await count_needing_old(world.database, Sealer(NEW)) == 1


async def test_a_draft_that_does_not_say_whose_it_is_goes(
    world: World, made: list[Sealed], new: Sealer, sealer: Sealer
) -> None:
    owner = sealer.mark("inbox", 99)
    async with world.database.write() as session:
        sealed = sealer.seal(b'["ask:1", {}, {}, 900]', table="draft", row=owner)
        session.add(Draft(owner_mark=owner, sealed=sealed, created_at=NOW, expires_at=NOW))
    batches = await rotated(world.database, new)
    assert sum(batch.dropped for batch in batches) == 1
    await check(world, Sealer(NEW), made)


@pytest.mark.usefixtures("made")
async def test_a_delivery_whose_notification_is_gone_goes(world: World, new: Sealer) -> None:
    async with world.database.write() as session:
        await session.delete((await world.all(Notification))[0])
    batches = await rotated(world.database, new)
    assert sum(batch.dropped for batch in batches) == 1
    assert await retire(world.database, new) == 0


@pytest.mark.usefixtures("made")
async def test_abandoned_posts_keep_their_aliases_and_lose_their_authors(world: World) -> None:
    named = await world.ask()
    lost = await abandon(world.database, [Sealer(NEW).key_id])
    assert sum(lost.values()) == ROWS
    assert await key_uses(world.database) == []
    for post in await world.all(Post):
        assert (post.author_seal, post.author_mark) == (None, None)
        assert (post.alias is None) == (post.number == named)
    for emptied in (AnonymousIndex, Draft, Block):
        assert await world.all(emptied) == []
    assert await world.notices() == []
    assert [d for d in await world.all(Delivery) if d.sealed] == []


@pytest.mark.usefixtures("made")
async def test_what_a_key_at_hand_opens_is_not_abandoned(world: World, new: Sealer) -> None:
    await note_key(world.database, new, NOW)
    batches = rotate(world.database, new, limit=3)
    await anext(batches)
    lost = await abandon(world.database, [Sealer(OLD).key_id])
    assert 0 < sum(lost.values()) < ROWS
    with pytest.raises(WrongKey):
        Sealer(OLD).open(new.seal(b"", table="post", row=b""), table="post", row=b"")
    assert {use.key_id for use in await key_uses(world.database)} == {Sealer(OLD).key_id}
