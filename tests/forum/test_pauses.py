"""Pauses of the bot: texts that came due meanwhile go neither together nor with the names."""

from datetime import datetime, timedelta

import pytest

from bot.forum.privacy import pauses
from bot.forum.privacy.erasing import carry_out, carry_out_wish
from bot.forum.privacy.erasures import Erasure, choose, confirm, demand, erasure, tick
from bot.forum.privacy.unlinked import unlink
from data.erasing import erasures_after
from data.tables import PostKind, PostState
from tests.forum.test_exporting import anonymously
from tests.forum.world import ANNA, BEN, CLEO, World

GRACE = timedelta(days=7)
LOOK = timedelta(minutes=5)
TWO_WEEKS = timedelta(days=14)


async def wished(world: World, count: int = 6) -> list[int]:
    """Let Anna confirm that so many of her anonymous texts go, and her named questions."""
    posts = [await anonymously(world, ANNA) for _ in range(count)]
    user_id = ANNA.discord_id
    await tick(world.database, user_id=user_id, shown=posts, ticked=posts, now=world.now)
    await choose(
        world.database, user_id=user_id, kind=PostKind.QUESTION, removes=True, now=world.now
    )
    await carry_out(world.database, now=world.now)
    await confirm(world.database, user_id=user_id, now=world.now, grace=GRACE)
    return posts


async def wish_of(world: World, user_id: int = ANNA.discord_id) -> Erasure:
    found = await erasure(world.database, user_id=user_id)
    assert found is not None
    return found


async def looked(world: World, at: datetime) -> None:
    """Have what is due carried out at a moment."""
    world.now = at
    await carry_out(world.database, now=at)


async def erased(world: World) -> Erasure:
    """Have Anna erased in time, and return what is left of her wish."""
    due_at = (await wish_of(world)).due_at
    assert due_at is not None
    await looked(world, due_at - LOOK)
    await looked(world, due_at)
    return await wish_of(world)


async def gone(world: World, posts: list[int]) -> set[int]:
    states = {number: (await world.post(number)).state for number in posts}
    return {number for number, state in states.items() if state is PostState.DELETED}


async def sealed(world: World) -> dict[bytes, bytes]:
    async with world.database.read() as session:
        return dict(await erasures_after(session, None, limit=100))


async def test_no_text_goes_with_the_names_after_a_pause(world: World) -> None:
    named = await world.ask(ANNA)
    posts = await wished(world)
    before = await wish_of(world)
    assert before.due_at is not None
    await looked(world, before.due_at + timedelta(days=20))
    assert (await world.post(named)).state is PostState.DELETED
    assert await gone(world, posts) == set()
    after = await wish_of(world)
    late = timedelta(days=20)
    assert after.due_at == world.now
    assert after.going == {id_: at + late for id_, at in before.going.items()}
    await looked(world, world.now + timedelta(seconds=1))
    assert await gone(world, posts) == set(), "each waits for its own time"


async def test_texts_that_came_due_in_a_pause_go_as_far_apart_as_they_would_have(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await world.ask(ANNA)
    posts = await wished(world)
    before = await erased(world)
    away = timedelta(days=10)
    await looked(world, world.now + away)
    assert await gone(world, posts) == set()
    assert (await wish_of(world)).going == {id_: at + away for id_, at in before.going.items()}
    monkeypatch.setattr(pauses, "PAUSE", timedelta.max)
    await looked(world, min(before.going.values()) + away)
    assert len(await gone(world, posts)) == 1


async def test_a_pause_is_put_on_every_wish_whether_or_not_texts_wait(world: World) -> None:
    await world.ask(ANNA)
    await wished(world, count=2)
    for actor in (BEN, CLEO):
        await world.ask(actor)
        grace = GRACE if actor is BEN else TWO_WEEKS
        await confirm(world.database, user_id=actor.discord_id, now=world.now, grace=grace)
    await erased(world)
    before = {each: await wish_of(world, each.discord_id) for each in (ANNA, BEN, CLEO)}
    rows, away = await sealed(world), timedelta(days=2)
    await looked(world, world.now + away)
    again = await sealed(world)
    assert {mark: len(row) for mark, row in again.items()} == {m: len(r) for m, r in rows.items()}
    assert not set(again.values()) & set(rows.values())
    for actor, wish in before.items():
        after = await wish_of(world, actor.discord_id)
        by = timedelta(0) if wish.is_pending else away
        assert wish.due_at is not None
        assert after.due_at == wish.due_at + by
        assert after.going == {id_: at + by for id_, at in wish.going.items()}


async def test_between_two_looks_nothing_changes(world: World) -> None:
    await world.ask(ANNA)
    await wished(world)
    await erased(world)
    before = await sealed(world)
    await looked(world, world.now + 2 * LOOK)
    assert await sealed(world) == before


async def test_what_the_operator_erased_in_a_pause_waits_no_longer_than_since_then(
    world: World,
) -> None:
    post = await anonymously(world, ANNA)
    await carry_out(world.database, now=world.now)
    world.later(days=90)
    wish = await demand(
        world.database, user_id=ANNA.discord_id, removes=(), posts=[post], now=world.now
    )
    await carry_out_wish(world.database, wish, now=world.now)
    await looked(world, world.now + timedelta(days=1))
    assert (await wish_of(world)).going[post] == wish.going[post] + timedelta(days=1)


async def test_who_came_back_and_goes_again_has_the_old_texts_put_off_as_well(
    world: World,
) -> None:
    await world.ask(ANNA)
    posts = await wished(world)
    before = await erased(world)
    await confirm(world.database, user_id=ANNA.discord_id, now=world.now, grace=TWO_WEEKS)
    away = timedelta(days=10)
    await looked(world, world.now + away)
    assert (await wish_of(world)).going == {id_: at + away for id_, at in before.going.items()}
    assert await gone(world, posts) == set()


async def test_a_text_whose_seal_is_destroyed_is_put_off_as_well(world: World) -> None:
    await world.ask(ANNA)
    posts = await wished(world, count=3)
    before = await erased(world)
    async with world.database.write() as session:
        await unlink(session, posts)
    away = timedelta(days=20)
    await looked(world, world.now + away)
    assert await gone(world, posts) == set()
    for post in posts:
        assert (await wish_of(world, -post)).going == {post: before.going[post] + away}


@pytest.mark.parametrize("days", [0, 14, 40])
async def test_what_the_operator_erases_after_its_owner_chose_it_goes_in_two_weeks_from_then(
    world: World, days: int
) -> None:
    """Whatever was reckoned from the owner's own time is drawn anew where it is past or later."""
    await world.ask(ANNA)
    posts = await wished(world, count=8)
    world.later(days=days)
    wish = await demand(
        world.database, user_id=ANNA.discord_id, removes=(), posts=(), now=world.now
    )
    times = sorted(wish.going.values())
    assert len(times) == len(posts)
    assert world.now < times[0]
    assert times[-1] < world.now + TWO_WEEKS
    assert len(set(times)) == len(posts)
