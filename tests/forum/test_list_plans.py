"""Each order of a list walks its own index: else what waits is looked for in the whole forum."""

from collections.abc import Sequence
from unittest import mock

import pytest

from bench.recording import Statement, recorded
from bot.forum.categories import add
from data.narrowing import STEPS_TO_GATHER, Narrow
from data.sorting import EVERYTHING, Sort, sorted_questions
from tests.forum.world import ANNA, MODERATOR, World

WAITING = {
    Sort.UNANSWERED: ("ix_post_unanswered",),
    Sort.UNSELECTED: ("ix_post_unselected",),
    Sort.NEEDS_A_REPLY: ("ix_post_needing_a_reply",),
    Sort.UNUPVOTED: ("ix_post_unupvoted",),
}
ORDERS = {
    Sort.HOT: ("ix_post_by_hotness",),
    Sort.VOTES: ("ix_post_by_score",),
    Sort.ANSWERS: ("ix_post_by_answers",),
    Sort.VIEWS: ("ix_post_by_views",),
}
INDEXES = WAITING | ORDERS
OF_TAGS = {Sort.RECENT: "ix_tagged_newest"} | {
    sort: name.replace("post", "tagged") for sort, (name,) in INDEXES.items()
}
ALWAYS = mock.patch("data.narrowing.STEPS_TO_GATHER", dict.fromkeys(STEPS_TO_GATHER, 1e9))
NEVER = mock.patch("data.narrowing.STEPS_TO_GATHER", dict.fromkeys(STEPS_TO_GATHER, 0))


@pytest.fixture(params=[False, True], ids=["unanalyzed", "analyzed"])
async def full(world: World, request: pytest.FixtureRequest) -> World:
    for _ in range(5):
        await world.ask(ANNA, tags=["common"])
    await add(world.database, forum_id=world.forum_id, actor=MODERATOR, name="One", now=world.now)
    if request.param:
        async with world.database.engine.begin() as connection:
            await connection.exec_driver_sql("ANALYZE")
    return world


async def plan(world: World, sort: Sort, narrow: Narrow) -> list[str]:
    """Return the steps of SQLite's plan for a page of a list."""
    with recorded(world.database.engine) as recording:
        async with world.database.read() as session:
            await sorted_questions(session, world.forum_id, sort, narrow=narrow, limit=1)
    # Neither what begins to read, nor what counts to tell the ways apart.
    lists = [each for each in recording.statements if "ORDER BY" in each.sql]
    return await _steps(world, [each for each in lists if "count(" not in each.sql])


async def _steps(world: World, said: Sequence[Statement]) -> list[str]:
    async with world.database.engine.connect() as connection:
        found = await connection.exec_driver_sql(
            f"EXPLAIN QUERY PLAN {said[0].sql}", said[0].values
        )
        return [str(row[-1]) for row in found.all()]


@pytest.mark.parametrize("sort", INDEXES)
async def test_a_list_walks_the_index_of_its_order(full: World, sort: Sort) -> None:
    steps = await plan(full, sort, EVERYTHING)
    # What is left to sort of five questions costs nothing, once SQLite knows that they are five.
    is_one = [step for step in steps if "TEMP B-TREE" not in step]
    assert [any(f"INDEX {name} (" in step for name in INDEXES[sort]) for step in is_one] == [True]


@pytest.mark.parametrize("sort", INDEXES)
async def test_a_list_of_a_category_walks_its_own(full: World, sort: Sort) -> None:
    steps = await plan(full, sort, Narrow(categories=(1,)))
    assert any(f"INDEX {name}_in (" in step for name in INDEXES[sort] for step in steps), steps


@pytest.mark.parametrize("categories", [None, (1,)])
@pytest.mark.parametrize("sort", Sort)
async def test_a_list_of_a_tag_walks_its_own(
    full: World, sort: Sort, categories: tuple[int, ...] | None
) -> None:
    with ALWAYS:
        steps = await plan(full, sort, Narrow(tag_id=1, categories=categories))
    # Neither those in other categories nor what waits is looked up.
    (found,) = [step for step in steps if "SEARCH tagged " in step or "SCAN tagged" in step]
    assert found.startswith(f"SEARCH tagged USING COVERING INDEX {OF_TAGS[sort]} (tag_id=?")
    assert not any("TEMP B-TREE" in step or " post " in step for step in steps), steps


@pytest.mark.parametrize("sort", Sort)
async def test_few_of_a_tag_in_a_category_are_gathered_in_one_place(
    full: World, sort: Sort
) -> None:
    with NEVER:
        steps = await plan(full, sort, Narrow(tag_id=1, categories=(1,)))
    assert "SEARCH tagged USING PRIMARY KEY (tag_id=? AND category_id=?)" in steps
    assert not any(" post " in step or "SCAN tagged" in step for step in steps), steps


@pytest.mark.parametrize("categories", [None, (1,)])
@pytest.mark.parametrize("sort", Sort)
async def test_a_list_of_an_author_walks_its_own(
    full: World, sort: Sort, categories: tuple[int, ...] | None
) -> None:
    with ALWAYS:
        steps = await plan(full, sort, Narrow(author_id=1, categories=categories))
    names = [f"{name}_of" for name in INDEXES.get(sort, ())] or ["ix_post_of_author"]
    assert any(f"INDEX {name} (" in step for name in names for step in steps), steps
    if sort not in WAITING and sort is not Sort.VOTES:
        # Those in other categories are passed over without being looked up. What SQLite computes
        # (a score) never counts as covered, but it looks up no row before it needs one.
        assert any(f"COVERING INDEX {name} (" in step for name in names for step in steps), steps


# Once SQLite has counted that there are five posts it rightly reads through these.
@pytest.mark.parametrize("full", [False], indirect=True, ids=["unanalyzed"])
@pytest.mark.parametrize("sort", Sort)
async def test_few_of_an_author_in_a_category_are_looked_up(full: World, sort: Sort) -> None:
    with NEVER:
        steps = await plan(full, sort, Narrow(author_id=1, categories=(1,)))
    there = "ix_post_of_author_in (author_id=? AND kind=? AND state=? AND category_id=?)"
    assert f"SEARCH post USING COVERING INDEX {there}" in steps
    assert "SEARCH post USING INTEGER PRIMARY KEY (rowid=?)" in steps
    assert not any("SCAN post" in step for step in steps), steps


@pytest.mark.parametrize("sort", INDEXES)
async def test_an_authors_with_a_tag_are_met_on_a_walk_through_theirs(
    full: World, sort: Sort
) -> None:
    with ALWAYS:
        steps = await plan(full, sort, Narrow(author_id=1, tag_id=1))
    assert any(f"INDEX {name}_of (" in step for name in INDEXES[sort] for step in steps), steps
    assert "SEARCH tagged USING COVERING INDEX ix_tagged_post (post_id=? AND tag_id=?)" in steps


@pytest.mark.parametrize("sort", Sort)
async def test_an_authors_with_a_tag_are_gathered_in_one_place(full: World, sort: Sort) -> None:
    for categories, said in (None, ""), ((1,), " AND category_id=?"):
        with NEVER:
            steps = await plan(full, sort, Narrow(tag_id=1, author_id=1, categories=categories))
        there = f"ix_tagged_author (tag_id=? AND author_id=?{said})"
        assert f"SEARCH tagged USING COVERING INDEX {there}" in steps
        there = "PRIMARY KEY (tag_id=? AND category_id=? AND post_id=?)"
        assert f"SEARCH tagged USING {there}" in steps
        assert not any("SEARCH post " in step or "SCAN tagged" in step for step in steps), steps
