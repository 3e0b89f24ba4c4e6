import pytest

from bot.forum import categories
from bot.forum.category_errors import (
    BadCategoryName,
    BadMove,
    CategoryExists,
    CategoryNotEmpty,
    CategoryTooDeep,
    CategoryUnknown,
    TooManyCategories,
)
from bot.forum.errors import ForumError
from bot.forum.summaries import Actor
from data.tables import AuditEntry, Category, DeliveryKind
from tests.forum.world import ANNA, MODERATOR, World


async def add(world: World, name: str, parent_id: int | None = None) -> int:
    return await categories.add(
        world.database,
        forum_id=world.forum_id,
        actor=MODERATOR,
        name=name,
        parent_id=parent_id,
        now=world.now,
    )


async def rename(world: World, category_id: int, name: str) -> None:
    await categories.rename(
        world.database,
        forum_id=world.forum_id,
        actor=MODERATOR,
        category_id=category_id,
        name=name,
        now=world.now,
    )


async def move(
    world: World, category_id: int, parent_id: int | None = None, position: int | None = None
) -> None:
    await categories.move(
        world.database,
        forum_id=world.forum_id,
        actor=MODERATOR,
        category_id=category_id,
        parent_id=parent_id,
        position=position,
        now=world.now,
    )


async def remove(
    world: World, category_id: int, move_to: int | None = None, actor: Actor = MODERATOR
) -> None:
    await categories.remove(
        world.database,
        forum_id=world.forum_id,
        actor=actor,
        category_id=category_id,
        move_to=move_to,
        now=world.now,
    )


async def paths(world: World) -> list[str]:
    return [line.path for line in await categories.listed(world.database, world.forum_id)]


async def test_categories_are_listed_as_a_tree_in_their_order(world: World) -> None:
    family, work = await add(world, "Family"), await add(world, "Work")
    parents = await add(world, "Parents", family)
    await add(world, "Mothers", parents)
    await add(world, "Children", family)
    await add(world, "Bosses", work)
    assert await paths(world) == [
        "Family",
        "Family › Parents",
        "Family › Parents › Mothers",
        "Family › Children",
        "Work",
        "Work › Bosses",
    ]


async def test_a_line_says_all_about_a_category(world: World) -> None:
    number = await categories.add(
        world.database,
        forum_id=world.forum_id,
        actor=MODERATOR,
        name="  First \n sessions ",
        description="What to\nexpect",
        now=world.now,
    )
    (line,) = await categories.listed(world.database, world.forum_id)
    assert (line.id, line.name, line.description) == (number, "First sessions", "What to expect")
    assert (line.parent_id, line.discord_tag_id) == (None, None)


async def test_every_change_is_mirrored_and_logged(world: World) -> None:
    await world.drop_deliveries()
    family, work = await add(world, "Family"), await add(world, "Work")
    await rename(world, family, "Families")
    await move(world, work, family)
    await remove(world, work)
    assert len(await world.deliveries(DeliveryKind.MIRROR_CATEGORIES)) == 1
    assert (await world.log())[1:] == [
        ("category add", "Family"),
        ("category add", "Work"),
        ("category rename", "Families"),
        ("category move", "Work"),
        ("category remove", "Work"),
    ]


async def test_managing_categories_makes_nobody_a_member(world: World) -> None:
    await add(world, "Family")
    assert await world.member(MODERATOR) is None


async def test_the_log_names_a_member(world: World) -> None:
    await world.ask(ANNA)
    await categories.add(
        world.database, forum_id=world.forum_id, actor=ANNA, name="Family", now=world.now
    )
    entry = (await world.all(AuditEntry))[-1]
    assert entry.actor_id == await world.member_id(ANNA)


@pytest.mark.parametrize("name", ["", "  ", "\u200b", "x" * 81])
async def test_a_name_has_1_to_80_characters(world: World, name: str) -> None:
    with pytest.raises(BadCategoryName):
        await add(world, name)
    number = await add(world, "x" * 80)
    with pytest.raises(BadCategoryName):
        await rename(world, number, name)


async def test_names_beside_each_other_differ(world: World) -> None:
    family, work = await add(world, "Family"), await add(world, "Work")
    with pytest.raises(CategoryExists):
        await add(world, "FAMILY")
    with pytest.raises(CategoryExists):
        await rename(world, work, "family")
    inner = await add(world, "Work", family)
    with pytest.raises(CategoryExists):
        await move(world, inner)
    await rename(world, family, "family")
    assert await paths(world) == ["family", "family › Work", "Work"]


async def test_a_forum_has_100_categories_at_most(world: World) -> None:
    for number in range(100):
        await add(world, f"Category {number}")
    with pytest.raises(TooManyCategories) as refused:
        await add(world, "One more")
    assert refused.value.values == {"limit": 100}


async def test_categories_are_four_levels_deep_at_most(world: World) -> None:
    parent = None
    for name in "abcd":
        parent = await add(world, name, parent)
    with pytest.raises(CategoryTooDeep):
        await add(world, "e", parent)
    other = await add(world, "other")
    await add(world, "inner", other)
    third = (await categories.listed(world.database, world.forum_id))[2].id
    with pytest.raises(CategoryTooDeep):
        await move(world, other, third)


async def test_moving_within_its_parent_by_position(world: World) -> None:
    a, _, c = [await add(world, name) for name in "abc"]
    await move(world, c, position=1)
    assert await paths(world) == ["c", "a", "b"]
    await move(world, c, position=2)
    assert await paths(world) == ["a", "c", "b"]
    await move(world, a, position=99)
    assert await paths(world) == ["c", "b", "a"]
    await move(world, a, position=0)
    assert await paths(world) == ["a", "c", "b"]


async def test_moving_takes_along_what_is_beneath(world: World) -> None:
    a, b = await add(world, "a"), await add(world, "b")
    await add(world, "a1", a)
    await add(world, "b1", b)
    await move(world, a, b, 1)
    assert await paths(world) == ["b", "b › a", "b › a › a1", "b › b1"]
    await move(world, a)
    assert await paths(world) == ["b", "b › b1", "a", "a › a1"]


async def test_a_category_is_not_moved_into_itself(world: World) -> None:
    a = await add(world, "a")
    inner = await add(world, "inner", a)
    for parent in (a, inner):
        with pytest.raises(BadMove):
            await move(world, a, parent)


async def test_an_empty_category_just_goes(world: World) -> None:
    await remove(world, await add(world, "a"))
    assert await paths(world) == []


async def test_a_category_with_posts_needs_somewhere_for_them(world: World) -> None:
    a, b = await add(world, "a"), await add(world, "b")
    question = await world.ask(category_id=a)
    answer = await world.answer(question)
    with pytest.raises(CategoryNotEmpty):
        await remove(world, a)
    await remove(world, a, b)
    assert [(await world.post(each)).category_id for each in (question, answer)] == [b, b]


async def test_a_category_of_deleted_questions_is_empty(world: World) -> None:
    a = await add(world, "a")
    question = await world.ask(category_id=a)
    answer = await world.answer(question)
    await world.delete(question, ANNA)
    await remove(world, a)
    assert [(await world.post(each)).category_id for each in (question, answer)] == [None, None]


async def test_a_removed_category_hands_on_those_beneath_it(world: World) -> None:
    a, b = await add(world, "a"), await add(world, "b")
    await add(world, "a1", a)
    await add(world, "a2", a)
    await add(world, "b1", b)
    with pytest.raises(CategoryNotEmpty):
        await remove(world, a)
    await remove(world, a, b)
    assert await paths(world) == ["b", "b › b1", "b › a1", "b › a2"]


async def test_a_removed_category_cannot_hand_on_to_itself(world: World) -> None:
    a = await add(world, "a")
    inner = await add(world, "inner", a)
    for target in (a, inner):
        with pytest.raises(BadMove):
            await remove(world, a, target)


async def test_handing_on_respects_names(world: World) -> None:
    a, b = await add(world, "a"), await add(world, "b")
    await add(world, "same", a)
    await add(world, "same", b)
    with pytest.raises(CategoryExists):
        await remove(world, a, b)
    assert len(await world.all(Category)) == 4


async def test_an_unknown_category_is_refused_everywhere(world: World) -> None:
    a = await add(world, "a")

    async def check(error: type[ForumError]) -> None:
        with pytest.raises(error):
            await add(world, "x", 99)
        with pytest.raises(error):
            await rename(world, 99, "x")
        with pytest.raises(error):
            await move(world, 99)
        with pytest.raises(error):
            await move(world, a, 99)
        with pytest.raises(error):
            await remove(world, 99)
        with pytest.raises(error):
            await remove(world, a, 99)

    await check(CategoryUnknown)
