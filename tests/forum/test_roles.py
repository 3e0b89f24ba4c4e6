"""Roles by points, without Discord: what is earned, and when it is to be looked at."""

import pytest

from bot.forum.role_settings import set_role
from bot.forum.roles import earned
from bot.forum.settings_errors import BadPoints, NotOnTheList, TooManyRoles
from data.database import Database
from data.forums import update_forum
from data.tables import DeliveryKind, Forum
from tests.forum.world import ANNA, BEN, MODERATOR, World

LIST = [(110, 1), (120, 2), (300, 3)]


@pytest.mark.parametrize(
    ("points", "roles"),
    [(-5, set()), (109, set()), (110, {1}), (119, {1}), (120, {1, 2}), (9_999_999, {1, 2, 3})],
)
def test_all_roles_up_to_ones_points_are_earned(points: int, roles: set[int]) -> None:
    assert earned(points, LIST) == roles
    assert earned(points, []) == frozenset()


@pytest.fixture
async def world(database: Database) -> World:
    made = await World.made(database)
    async with database.write() as session:
        await update_forum(session, made.forum_id, roles_by_points=LIST)
    return made


async def looked_at(world: World) -> list[int]:
    """Return the members whose roles are to be looked at."""
    return [each.payload["member"] for each in await world.deliveries(DeliveryKind.SET_ROLES)]


async def test_a_crossed_threshold_is_looked_at_once(world: World) -> None:
    question = await world.ask(ANNA)
    await world.answer(question, BEN)
    await world.answer(question, BEN)
    assert await looked_at(world) == [await world.member_id(ANNA), await world.member_id(BEN)]


async def test_a_vote_between_thresholds_is_not(world: World) -> None:
    question = await world.ask(ANNA)
    await world.drop_deliveries(DeliveryKind.SET_ROLES)
    await world.vote(question, BEN, 1)
    assert await looked_at(world) == []


async def test_what_is_deleted_is_looked_at(world: World) -> None:
    question = await world.ask(ANNA)
    await world.drop_deliveries(DeliveryKind.SET_ROLES)
    await world.delete(question, ANNA)
    assert await looked_at(world) == [await world.member_id(ANNA)]


async def test_nobody_is_looked_at_without_a_list(world: World) -> None:
    async with world.database.write() as session:
        await update_forum(session, world.forum_id, roles_by_points=[])
    await world.ask(ANNA)
    assert await looked_at(world) == []


async def change(world: World, role_id: int, points: str) -> None:
    await set_role(
        world.database,
        forum_id=world.forum_id,
        role_id=role_id,
        points=points,
        actor=MODERATOR,
        now=world.now,
    )


async def test_a_list_holds_each_role_once_and_has_an_end(world: World) -> None:
    await change(world, 1, " −20 ")
    (forum,) = await world.all(Forum)
    assert [tuple(each) for each in forum.roles_by_points] == [(-20, 1), (120, 2), (300, 3)]
    for number in range(4, 21):
        await change(world, number, "500")
    with pytest.raises(TooManyRoles):
        await change(world, 21, "500")
    await change(world, 20, "600")
    await change(world, 20, "")
    with pytest.raises(NotOnTheList):
        await change(world, 20, "")
    with pytest.raises(BadPoints):
        await change(world, 20, "1e3")
    checks = await world.deliveries(DeliveryKind.CHECK_ROLES)
    assert len(checks) == 1, "however often it was changed"
