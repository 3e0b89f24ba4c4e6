"""What became of a sealed DM is known at once, and written beside the mark with all of its post."""

from datetime import timedelta

import pytest

from bot.forum.anonymous.follows import follow_question
from bot.forum.anonymous.notices import TOLD, SealedNotice, all_sealed
from bot.forum.anonymous.rotation import note_key, rotate
from bot.forum.holding import note_done
from bot.forum.identity import Sealer, provide
from bot.forum.mail import tell_sealed
from bot.forum.shared_fate import fail, settle
from bot.forum.waiting_together import take_up
from data.claiming import Queue, claim
from data.sealing import KEY_ID_BYTES
from data.tables import (
    Delivery,
    DeliveryKind,
    DeliveryState,
    Notification,
    NotificationKind,
)
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


async def fails(world: World, reason: str) -> Delivery | None:
    """Have what is due be tried and fail; return it, None where another one is under way."""
    async with world.database.write() as session:
        found = await claim(session, Queue.MAIL, now=world.later(minutes=11), limit=1)
        taken = await take_up(session, found, world.now)
    for each in taken:
        async with world.database.write() as session:
            due_at = world.now + timedelta(minutes=10)
            await fail(session, each, world.now, due_at=due_at, reason=reason)
    return taken[0] if taken else None


async def test_where_discord_forbids_it_each_is_tried_in_its_turn(world: World) -> None:
    one, other = await told(world)
    tried = [await fails(world, "Forbidden:50001") for _ in range(6)]
    assert [each.id for each in tried if each] == [one.id, other.id] * 3
    waiting = await mail(world)
    assert {(each.due_at, each.attempts) for each in waiting} == {(waiting[0].due_at, 5)}


async def test_while_there_is_an_order_the_first_is_tried_that_is_not_done(world: World) -> None:
    one, other = await told(world)
    tried = [await fails(world, "ServerError") for _ in range(3)]
    assert [each.id for each in tried if each] == [one.id] * 3
    async with world.database.write() as session:
        await settle(session, one, world.now)
    tried = [await fails(world, "ServerError") for _ in range(2)]
    assert [each.id for each in tried if each] == [other.id] * 2


async def test_one_at_a_time_is_under_way_and_the_others_wait_meanwhile(world: World) -> None:
    await told(world)
    await fails(world, "ServerError")
    async with world.database.write() as session:
        found = await claim(session, Queue.MAIL, now=world.later(minutes=11), limit=1)
        assert len(await take_up(session, found, world.now)) == 1
    assert await fails(world, "ServerError") is None
    running, waiting = sorted(await mail(world), key=lambda each: each.state)
    assert (running.state, waiting.state) == (DeliveryState.RUNNING, DeliveryState.WAITING)
    assert waiting.due_at > world.now


@pytest.mark.parametrize("reason", ["ServerError", "Forbidden:50001"])
async def test_what_is_being_sent_before_its_turn_is_not_taken_up(
    world: World, reason: str
) -> None:
    one, other = await told(world)
    for _ in range(2):
        await fails(world, reason)
    async with world.database.write() as session:
        found = await claim(session, Queue.MAIL, now=world.later(minutes=11), limit=1)
        busy = {one.lane, other.lane}
        assert await take_up(session, found, world.now, busy_lanes=busy) == []
    assert [each.state for each in await mail(world)] == [DeliveryState.WAITING] * 2
    assert await fails(world, reason) is not None


async def test_what_is_done_joins_what_failed_and_waits_no_longer(world: World) -> None:
    one, other = await told(world)
    await fails(world, "Forbidden:50001")
    async with world.database.write() as session:
        await settle(session, other, world.now)
    (first, second) = await mail(world)
    assert (first.due_at, first.attempts, first.reason, first.is_uncertain) == (
        (second.due_at, second.attempts, second.reason, second.is_uncertain)
    )
    assert first.due_at - world.now == timedelta(minutes=10)
    async with world.database.write() as session:
        await settle(session, one, world.now)
    assert await mail(world) == []
