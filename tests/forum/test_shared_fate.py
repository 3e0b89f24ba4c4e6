"""What became of a sealed DM is known at once, and written beside the mark with all of its post."""

from bot.forum.anonymous.follows import follow_question
from bot.forum.anonymous.notices import TOLD, SealedNotice, all_sealed
from bot.forum.anonymous.rotation import note_key, rotate
from bot.forum.holding import note_done
from bot.forum.identity import Sealer, provide
from bot.forum.mail import tell_sealed
from bot.forum.shared_fate import settle
from data.sealing import KEY_ID_BYTES
from data.tables import Delivery, DeliveryKind, Notification, NotificationKind
from tests.forum.world import ANNA, BEN, NOW, World

FOLLOWERS = (ANNA, BEN)


async def told(world: World) -> list[Delivery]:
    """Tell two followers of an answer, and return their sealed DMs, the first one's first."""
    question = await world.ask()
    answer = await world.answer(question)
    async with world.database.write() as session:
        for each in FOLLOWERS:
            await follow_question(session, world.forum_id, question, each.discord_id, NOW)
            await tell_sealed(
                session,
                NotificationKind.FOLLOWED,
                purpose=TOLD,
                told={
                    "user": each.discord_id,
                    "post": answer,
                    "question": question,
                    "follows": 1,
                    "dm": 1,
                },
                forum_id=world.forum_id,
                by_dm=True,
                now=NOW,
            )
    return await mail(world)


async def mail(world: World) -> list[Delivery]:
    found = [d for d in await world.all(Delivery) if d.kind is DeliveryKind.DIRECT_MESSAGE]
    return sorted((d for d in found if d.sealed is not None), key=lambda d: d.id or 0)


async def seals(world: World) -> list[bytes]:
    rows = await world.all(Notification)
    return [row.sealed for row in rows if row.sealed is not None]


async def known(world: World, user_id: int) -> SealedNotice:
    async with world.database.read() as session:
        (found,) = await all_sealed(session, user_id, None)
    return found


async def test_what_became_of_one_is_known_at_once_and_stays_known(world: World) -> None:
    one, other = await told(world)
    held_at = world.later(hours=1)
    before = await seals(world)
    async with world.database.write() as session:
        await note_done(session, one, held_at=held_at)
        await settle(session, one, world.now)
    assert await seals(world) == before
    assert (await known(world, ANNA.discord_id)).held_at == held_at
    refused_at = world.later(hours=1)
    async with world.database.write() as session:
        await note_done(session, other, is_heard=True, refused_at=refused_at)
        await settle(session, other, world.now)
    assert await mail(world) == []
    assert set(before).isdisjoint(await seals(world)), "all are sealed anew together"
    assert (await known(world, ANNA.discord_id)).held_at == held_at
    heard = await known(world, BEN.discord_id)
    assert (heard.is_heard, heard.refused_at, heard.held_at) == (True, refused_at, None)


async def told_before_the_key_changed(
    world: World, sealer: Sealer
) -> tuple[Delivery, Delivery, Sealer]:
    """Tell two people of a post, then have another key seal; return that, too."""
    await note_key(world.database, sealer, NOW)
    one, other = await told(world)
    provide(world.database, new := Sealer(b"another secret", b"a secret for tests"))
    await note_key(world.database, new, NOW)
    return one, other, new


async def test_what_was_held_is_sealed_like_what_nobody_wanted_while_keys_change(
    world: World, sealer: Sealer
) -> None:
    one, other, new = await told_before_the_key_changed(world, sealer)
    async with world.database.write() as session:
        await note_done(session, one, held_at=world.now)
        await settle(session, one, world.now)
        await settle(session, other, world.now)
    assert await mail(world) == []
    assert {each[:KEY_ID_BYTES] for each in await seals(world)} == {new.key_id}
    async for _ in rotate(world.database, new):
        pass
    assert (await known(world, ANNA.discord_id)).held_at == world.now
    assert (await known(world, BEN.discord_id)).held_at is None


async def test_one_whose_key_changes_while_it_is_sent_is_done_all_the_same(
    world: World, sealer: Sealer
) -> None:
    one, other, new = await told_before_the_key_changed(world, sealer)
    async for _ in rotate(world.database, new):
        pass
    async with world.database.write() as session:
        await note_done(session, one, is_heard=True)
        await settle(session, one, world.now)
    assert (await known(world, ANNA.discord_id)).is_heard
    async with world.database.write() as session:
        await settle(session, other, world.now)
    assert await mail(world) == []
    assert (await known(world, ANNA.discord_id)).is_heard
