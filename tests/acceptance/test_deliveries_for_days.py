"""Deliveries that fail for long: never stuck, never a hammer, done when Discord lets them."""

from sqlalchemy import update

from data.columns import run, table_of
from data.tables import Delivery, DeliveryState
from tests.acceptance.facts import QUESTION, cards, rows, waiting
from tests.support.calls import EDIT, NEW_THREAD
from tests.support.people import ask
from tests.support.worlds import ForumWorld

TEN_MINUTES = 601
EIGHT_DAYS = 8 * 24 * 3600
# The 47th doubling of a second is longer than Python can say.
MANY_TRIES = 47


async def test_a_permission_missing_overnight_is_used_as_soon_as_it_is_there(
    forum_world: ForumWorld,
) -> None:
    world = forum_world
    world.gaps.refuse(NEW_THREAD, 403, 50013, times=None)
    await ask(world.alice, world.lobby)
    async with world.bot.database.write() as session:
        await run(session, update(table_of(Delivery)).values(attempts=MANY_TRIES))
    for _ in range(2):
        await ten_minutes_pass(world)
    (delivery,) = await rows(world, Delivery)
    assert (delivery.state, delivery.attempts) == (DeliveryState.WAITING, MANY_TRIES + 2)
    world.gaps.heal()
    await ten_minutes_pass(world)
    assert len(world.threads) == 1
    assert await waiting(world) == []


async def ten_minutes_pass(world: ForumWorld) -> None:
    """Let the bot be away for ten minutes, which takes the test less time than waiting."""
    await world.bot.close()
    world.env.backend.advance_clock(TEN_MINUTES)
    await world.come_back()
    await world.pass_time(2)


async def test_the_first_failure_after_days_away_is_not_the_last(forum_world: ForumWorld) -> None:
    world = forum_world
    world.gaps.break_server(NEW_THREAD, status=503, times=None)
    await ask(world.alice, world.lobby)
    await world.bot.close()
    world.env.backend.advance_clock(EIGHT_DAYS)
    world.gaps.heal()
    world.gaps.break_server(NEW_THREAD, status=503)
    await world.come_back()
    await world.pass_time(20)
    assert len(world.threads) == 1


async def test_votes_on_a_card_that_discord_refuses_do_not_hurry_its_next_try(
    forum_world: ForumWorld,
) -> None:
    world = forum_world
    await ask(world.alice, world.lobby)
    await world.pass_time(5)
    (card,) = cards(world, QUESTION)
    world.gaps.refuse(EDIT, 403, 50013, times=None)
    before = len(world.gaps.tried(EDIT))
    for round_ in range(20):
        if round_ % 2:
            await world.bob.unreact(card, "👍")
        else:
            await world.bob.react(card, "👍")
        await world.pass_time(3)
    assert len(world.gaps.tried(EDIT)) - before <= 2
