"""Sealed DMs that were given up fail with all of their post, and are tried or forgotten so."""

from bot.forum import health
from bot.forum.anonymous.notices import TOLD
from bot.forum.anonymous.rotation import abandon, note_key, rotate
from bot.forum.given_up import forget_old
from bot.forum.holding import note_done
from bot.forum.identity import Sealer, provide
from bot.forum.mail import plain_of, tell_sealed
from bot.forum.post_mail import DONE, GIVEN_UP
from bot.forum.privacy.erasing import erase
from bot.forum.shared_fate import fail, settle
from bot.forum.waiting_together import take_up
from data.claiming import Queue, claim
from data.tables import Delivery, DeliveryState, NotificationKind
from tests.forum.test_shared_fate import known, mail, seals, told
from tests.forum.world import ANNA, BEN, CLEO, NOW, World

REFUSED = "Refused:50009"


async def given_up(world: World, delivery: Delivery, reason: str = REFUSED) -> None:
    """Give a sealed DM up."""
    async with world.database.write() as session:
        await fail(session, delivery, world.now, due_at=None, reason=reason)


async def one_came(world: World) -> tuple[Delivery, Delivery]:
    """Tell two, of whom the first gets their DM and the other's is given up."""
    one, other = (await told(world))[-2:]
    async with world.database.write() as session:
        await note_done(session, one, is_heard=True)
        await settle(session, one, world.now)
    await given_up(world, other)
    return one, other


async def tried_again(world: World) -> list[int]:
    """Return which are tried when all are tried again, and succeed."""
    assert await health.retry(world.database, world.forum_id, world.now) == 2
    tried: list[int] = []
    while True:
        async with world.database.write() as session:
            found = await claim(session, Queue.MAIL, now=world.later(minutes=1), limit=1)
            taken = await take_up(session, found, world.now)
        if not taken:
            return tried
        tried += [each.id or 0 for each in taken]
        async with world.database.write() as session:
            for each in taken:
                await note_done(session, each, is_heard=True)
                await settle(session, each, world.now)


async def test_one_that_is_given_up_says_so_in_its_seal_alone_until_all_are_done(
    world: World,
) -> None:
    one, other = await told(world)
    await given_up(world, one)
    waiting = await mail(world)
    assert {(each.state, each.attempts, each.reason) for each in waiting} == {
        (DeliveryState.WAITING, 0, None)
    }
    async with world.database.write() as session:
        await settle(session, other, world.now)
    failed = await mail(world)
    assert {(each.state, each.attempts, each.reason, each.due_at) for each in failed} == {
        (DeliveryState.FAILED, 1, REFUSED, world.now)
    }
    assert {each.sealed for each in waiting}.isdisjoint(each.sealed for each in failed)


async def test_it_has_one_reason_also_where_each_was_given_up_for_another(world: World) -> None:
    one, other = await told(world)
    await given_up(world, other, "ServerError")
    await given_up(world, one)
    assert {each.reason for each in await mail(world)} == {REFUSED}


async def test_only_what_was_given_up_is_tried_again_and_they_go_together(world: World) -> None:
    _, other = await one_came(world)
    before = await seals(world)
    assert not (await known(world, BEN.discord_id)).is_heard
    assert await tried_again(world) == [other.id]
    assert await mail(world) == []
    assert set(before).isdisjoint(await seals(world))
    assert (await known(world, ANNA.discord_id)).is_heard
    assert (await known(world, BEN.discord_id)).is_heard


async def test_what_waits_to_be_tried_again_looks_alike(world: World) -> None:
    before = {each.sealed for each in await mail_of_one_that_came(world)}
    await health.retry(world.database, world.forum_id, world.now)
    waiting = await mail(world)
    assert {(each.state, each.attempts, each.reason, each.due_at) for each in waiting} == {
        (DeliveryState.WAITING, 2, REFUSED, world.now)
    }
    assert before.isdisjoint(each.sealed for each in waiting)
    async with world.database.read() as session:
        said = [plain_of(session, each) for each in waiting]
    assert [DONE in each for each in said] == [True, False]
    assert not any(GIVEN_UP in each for each in said)


async def mail_of_one_that_came(world: World) -> list[Delivery]:
    await one_came(world)
    return await mail(world)


async def test_what_became_of_each_is_written_down_when_they_are_forgotten(world: World) -> None:
    await one_came(world)
    before = await seals(world)
    count = await health.forget_failed(
        world.database, forum_id=world.forum_id, actor=CLEO, now=world.now
    )
    assert count == 2
    assert await mail(world) == []
    assert set(before).isdisjoint(await seals(world))
    assert (await known(world, ANNA.discord_id)).is_heard
    assert not (await known(world, BEN.discord_id)).is_heard


async def test_what_failed_of_two_posts_is_forgotten_by_age(world: World) -> None:
    await one_came(world)
    first = world.now
    world.now = world.later(days=1)
    await one_came(world)
    await forget_old(world.database, first)
    assert len(await mail(world)) == 2
    await forget_old(world.database, world.now)
    assert await mail(world) == []


async def test_health_counts_them_by_reason(world: World) -> None:
    await one_came(world)
    found = (await health.health(world.database, world.forum_id)).troubles
    (shown,) = [each for each in found if each.kind == "direct_message"]
    assert (shown.count, shown.reason, shown.is_final) == (2, REFUSED, True)
    assert (shown.attempts, shown.since, shown.subject) == (1, NOW, None)


async def test_another_key_changes_nothing_of_it(world: World, sealer: Sealer) -> None:
    await note_key(world.database, sealer, NOW)
    _, other = await one_came(world)
    provide(world.database, new := Sealer(b"another secret", b"a secret for tests"))
    await note_key(world.database, new, NOW)
    async for _ in rotate(world.database, new):
        pass
    provide(world.database, Sealer(b"another secret"))
    assert await tried_again(world) == [other.id]
    assert await mail(world) == []
    assert (await known(world, BEN.discord_id)).is_heard


async def test_with_a_lost_key_it_can_still_be_forgotten_or_given_up(
    world: World, sealer: Sealer
) -> None:
    await note_key(world.database, sealer, NOW)
    await one_came(world)
    provide(world.database, new := Sealer(b"another secret"))
    await note_key(world.database, new, NOW)
    assert await health.retry(world.database, world.forum_id, world.now) == 2
    assert len(await mail(world)) == 2
    await abandon(world.database, [new.key_id])
    assert await mail(world) == []


async def test_of_whoever_is_erased_the_row_goes_and_the_rest_can_be_tried(world: World) -> None:
    await one_came(world)
    await erase(world.database, user_id=BEN.discord_id, removes=(), now=world.now)
    (left,) = await mail(world)
    assert left.state is DeliveryState.FAILED
    assert await health.retry(world.database, world.forum_id, world.now) == 1
    async with world.database.write() as session:
        found = await claim(session, Queue.MAIL, now=world.later(minutes=1), limit=1)
        (taken,) = await take_up(session, found, world.now)
        await settle(session, taken, world.now)
    assert await mail(world) == []
    assert (await known(world, ANNA.discord_id)).is_heard


async def test_what_is_told_of_the_post_later_has_a_fate_of_its_own(world: World) -> None:
    """Such as that it was chosen, or hidden."""
    await one_came(world)
    failed, about = await mail(world), await known(world, ANNA.discord_id)
    async with world.database.write() as session:
        await tell_sealed(
            session,
            NotificationKind.FOLLOWED,
            purpose=TOLD,
            told={
                "user": ANNA.discord_id,
                "post": about.post_id,
                "question": about.question_id,
                "follows": 1,
                "dm": 1,
            },
            forum_id=world.forum_id,
            by_dm=True,
            now=world.now,
        )
    later = (await mail(world))[-1]
    async with world.database.write() as session:
        await settle(session, later, world.now)
    assert [each.id for each in await mail(world)] == [each.id for each in failed]
