"""Points of a week or a month: what is dated in it, by the same formula and caps."""

from datetime import timedelta
from unittest import mock

import pytest
from sqlalchemy import update

from bot.forum import best_answers
from bot.forum.leaderboard import Board, leaderboard
from bot.forum.standings import KEPT_FOR, MOST_KEPT, STILL_COUNTED, Period, Standings, standing
from bot.forum.summaries import Actor
from data.columns import table_of
from data.tables import Forum, Member
from tests.forum.world import ANNA, BEN, CLEO, World

CROWD = [Actor(100 + number, f"Voter {number}") for number in range(16)]


async def points_since(world: World, days: float) -> dict[str | None, int]:
    """Return name to points of what was done in the last days."""
    found = await standing(
        world.database, forum_id=world.forum_id, since=world.now - timedelta(days=days)
    )
    names = {member.id: member.name for member in await world.all(Member)}
    return {names[each.member_id]: each.points for each in found.leaders}


async def choose(world: World, answer_id: int, actor: Actor) -> None:
    await best_answers.choose(world.database, answer_id=answer_id, actor=actor, now=world.now)


async def test_only_what_is_dated_in_it_counts(world: World) -> None:
    question = await world.ask(ANNA)
    answer = await world.answer(question, BEN)
    world.later(days=5)
    await world.vote(answer, ANNA, 1)
    world.later(days=5)
    await choose(world, answer, ANNA)
    world.later(days=1)
    # Anna: asks 20, votes 10, chooses 30. Ben: answers 40, is voted up 20, is chosen 300.
    assert await points_since(world, 12) == {"Ben": 360, "Anna": 60}
    assert await points_since(world, 7) == {"Ben": 320, "Anna": 40}
    assert await points_since(world, 2) == {"Ben": 300, "Anna": 30}
    assert await points_since(world, 0.5) == {}


async def test_a_changed_vote_is_dated_anew_and_one_taken_back_is_gone(world: World) -> None:
    question = await world.ask(ANNA)
    await world.answer(question, BEN)
    world.later(days=10)
    await world.vote(question, BEN, 1)
    world.later(days=10)
    assert await points_since(world, 7) == {}
    await world.vote(question, BEN, -1)
    assert await points_since(world, 7) == {"Ben": 10, "Anna": -10}
    await world.vote(question, BEN, -1)
    assert await points_since(world, 7) == {}


async def test_the_cap_on_a_post_is_one_of_the_whole_time(world: World) -> None:
    question = await world.ask(ANNA)
    for number, voter in enumerate(CROWD):
        await world.react(question, (voter, "+👍"))
        world.later(days=1)
        expected = 20 + 10 * min(number + 1, 10)
        assert (await points_since(world, 30))["Anna"] == expected
    # The last two weeks' votes, 13 of them, are capped as if there were no others.
    assert await points_since(world, 13.5) == {"Anna": 100}


async def test_the_forums_own_values_hold(world: World) -> None:
    question = await world.ask(ANNA)
    await world.answer(question, BEN)
    async with world.database.write() as session:
        values = {"points_post_q": 7, "points_multiple": 3, "points_base": 1000}
        await session.exec(update(table_of(Forum)).values(values))
    assert await points_since(world, 1) == {"Anna": 21, "Ben": 12}


async def test_who_never_posted_by_name_is_not_in_it(world: World) -> None:
    question = await world.ask(ANNA)
    await world.react(question, (CLEO, "+👍"))
    assert await points_since(world, 1) == {"Anna": 30}
    await world.answer(question, CLEO)
    assert await points_since(world, 1) == {"Cleo": 50, "Anna": 30}


async def test_it_is_counted_once_a_minute(world: World) -> None:
    standings = Standings(world.database)
    await world.ask(ANNA)
    first = await standings.of(world.forum_id, Period.WEEK, world.now)
    world.later(hours=1)
    await world.ask(ANNA)
    asked_at = world.now - timedelta(hours=1)
    assert await standings.of(world.forum_id, Period.WEEK, asked_at + KEPT_FOR / 2) is first
    later = await standings.of(world.forum_id, Period.WEEK, world.now)
    assert [each.points for each in first.leaders] == [20]
    assert [each.points for each in later.leaders] == [40]


async def test_what_takes_long_is_shown_while_it_is_counted_ahead(world: World) -> None:
    standings = Standings(world.database)
    with mock.patch("bot.forum.standings.SLOW_SECONDS", 0.0):
        await world.ask(ANNA)
        first = await standings.of(world.forum_id, Period.WEEK, world.now)
        asked_at = world.later(minutes=14)
        await world.ask(ANNA)
        assert await standings.of(world.forum_id, Period.WEEK, world.now) is first
        await standings.renew(world.later(minutes=1))
        renewed = await standings.of(world.forum_id, Period.WEEK, world.now)
        assert [each.points for each in renewed.leaders] == [40]
        await standings.renew(asked_at + STILL_COUNTED * 2)
        assert await standings.of(world.forum_id, Period.WEEK, world.now) is renewed
        later = await standings.of(world.forum_id, Period.WEEK, world.later(minutes=16))
        assert later is not renewed


async def test_what_would_take_long_is_counted_before_anybody_asks(world: World) -> None:
    standings = Standings(world.database)
    await world.ask(ANNA)
    await standings.renew(world.now)
    assert not standings._kept
    with mock.patch("bot.forum.standings.MOST_AT_ONCE", 0):
        await standings.renew(world.now)
    counted = standings._kept[world.forum_id, Period.MONTH].standing
    assert await standings.of(world.forum_id, Period.MONTH, world.now) is counted
    assert [each.points for each in counted.leaders] == [20]


async def test_a_large_forums_points_are_the_same(world: World) -> None:
    question = await world.ask(ANNA)
    answer = await world.answer(question, BEN)
    await world.vote(answer, ANNA, 1)
    await choose(world, answer, ANNA)
    before = await points_since(world, 1)
    with mock.patch("bot.forum.standings.MOST_AT_ONCE", 0):
        assert await points_since(world, 1) == before


async def test_only_so_many_are_kept(world: World) -> None:
    standings = Standings(world.database)
    for number in range(MOST_KEPT + 3):
        await standings.of(world.forum_id, Period.WEEK, world.now + number * KEPT_FOR)
    assert len(standings._kept) == 1
    (kept,) = standings._kept.values()
    standings._kept = {(number, Period.WEEK): kept for number in range(2, MOST_KEPT + 2)}
    await standings.of(world.forum_id, Period.WEEK, world.now)
    assert len(standings._kept) == MOST_KEPT


async def board(world: World, period: Period, *, page: int = 0, user_id: int = 0) -> Board:
    return await leaderboard(
        world.database,
        Standings(world.database),
        forum_id=world.forum_id,
        period=period,
        page=page,
        user_id=user_id,
        now=world.now,
    )


@pytest.mark.parametrize("period", Period)
async def test_equals_share_a_rank_and_stay_in_order(world: World, period: Period) -> None:
    for person in (CLEO, *CROWD):
        await world.ask(person)
    await world.answer(1, ANNA)
    shown = await board(world, period, user_id=CROWD[12].discord_id)
    assert [line.name for line in shown.lines[:3]] == ["Anna", "Cleo", "Voter 0"]
    assert [line.rank for line in shown.lines] == [1] + [2] * 9
    last = await board(world, period, page=999, user_id=CROWD[12].discord_id)
    assert [line.rank for line in last.lines] == [2] * 8
    assert [line.is_own for line in last.lines].index(True) == 4
    assert (last.number, last.has_more, last.members, last.own_rank) == (1, False, 18, 2)


@pytest.mark.parametrize("period", Period)
async def test_an_empty_forum_has_an_empty_board(world: World, period: Period) -> None:
    shown = await board(world, period, page=3)
    assert (shown.lines, shown.number, shown.own_rank, shown.is_listed) == ((), 0, None, False)
