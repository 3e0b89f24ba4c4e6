"""How an anonymous post is stored: waiting for a random while, under a seal of one width."""

from datetime import timedelta

import pytest
from sqlmodel import col, select, update

from bot.forum import questions
from bot.forum.anonymous.reveals import reveal
from bot.forum.blocks import block_author
from bot.forum.summaries import Actor, Guise
from data.tables import Block, Delivery, DeliveryKind, Forum, Notification, Post
from tests.forum.world import World


async def ask(world: World, *user_ids: int, notify: bool = False) -> None:
    for user_id in user_ids:
        await questions.ask(
            world.database,
            forum_id=world.forum_id,
            actor=Actor(user_id, "Somebody"),
            title=next(world.titles),
            details="",
            category_id=None,
            guise=Guise(),
            notify=notify,
            now=world.now,
        )


async def waits(world: World) -> list[timedelta]:
    async with world.database.read() as session:
        due = select(Delivery.due_at).where(col(Delivery.kind) == DeliveryKind.REVEAL_POST)
        return [each - world.now for each in (await session.exec(due)).all()]


async def wait_at_most(world: World, seconds: int) -> None:
    async with world.database.write() as session:
        await session.exec(update(Forum).values(anonymous_delay_seconds=seconds))


@pytest.mark.parametrize("seconds", [20, 300])
async def test_each_post_waits_for_a_random_while(world: World, seconds: int) -> None:
    await wait_at_most(world, seconds)
    await ask(world, *range(50, 70))
    found = await waits(world)
    assert len(set(found)) == len(found) == 20
    assert min(found) >= timedelta()
    assert max(found) <= timedelta(seconds=seconds)
    # Twenty that lie in the same third come about by chance once in a thousand million times.
    assert max(found) - min(found) > timedelta(seconds=seconds / 3)


async def test_a_forum_can_have_them_appear_at_once(world: World) -> None:
    await wait_at_most(world, 0)
    await ask(world, 50, 51)
    assert await waits(world) == [timedelta(), timedelta()]


async def test_the_width_of_a_seal_says_nothing_of_the_author(world: World) -> None:
    """Not how long their number is, which tells the age of an account, nor what they wish."""
    await ask(world, 7, 10**9, 2**63 - 1)
    await ask(world, 8, 10**17, notify=True)
    async with world.database.read() as session:
        seals = (await session.exec(select(Post.author_seal, Post.author_mark))).all()
    assert len(seals) == 5
    assert len({(len(seal or b""), len(mark or b"")) for seal, mark in seals}) == 1


async def reveal_all(world: World) -> list[int]:
    async with world.database.write() as session:
        numbers = [each or 0 for each in (await session.exec(select(Post.id))).all()]
        for number in numbers:
            await reveal(session, number, world.now)
    return numbers


async def test_a_post_is_as_old_as_its_appearance(world: World) -> None:
    """When it was sent would say who was typing then."""
    await ask(world, 50)
    world.later(seconds=17)
    await reveal_all(world)
    async with world.database.read() as session:
        assert (await session.exec(select(Post.created_at))).all() == [world.now]


async def test_the_width_of_what_somebody_is_told_says_nothing_of_them(world: World) -> None:
    await ask(world, 7, 10**17, 2**63 - 1, notify=True)
    for number in await reveal_all(world):
        await world.publish(number, thread_id=4_000_000 + number)
        await world.answer(number)
    async with world.database.write() as session:
        anonymous = select(Post).where(col(Post.author_seal).is_not(None))
        for post in (await session.exec(anonymous)).all():
            await block_author(session, post, until=None, reason="", is_named_too=False)
    async with world.database.read() as session:
        for column in (Notification.sealed, Delivery.sealed, Block.sealed):
            found = [each for each in (await session.exec(select(column))).all() if each]
            assert len(found) == 3, column
            assert len({len(each) for each in found}) == 1, column
