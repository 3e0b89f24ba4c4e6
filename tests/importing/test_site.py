"""A Question2Answer site, brought in, is what it says of itself."""

from typing import Any

import pytest
from sqlalchemy import Connection, event

from bot.forum.sorting import Narrow, Sort, sorted_page
from data.database import Database
from data.sorting import sorted_questions
from tests.importing.sites import (
    EXPECTED,
    SITE,
    bring_in,
    bring_some,
    dump,
    importing,
    query,
    without_new_aliases,
)

# The lists of Question2Answer by their names in expected.json.
LISTS = {
    "qs:created": Sort.RECENT,
    "qs:hotness": Sort.HOT,
    "qs:netvotes": Sort.VOTES,
    "qs:answers": Sort.ANSWERS,
    "qs:views": Sort.VIEWS,
    "unanswered:answers": Sort.UNANSWERED,
    "unanswered:selchildid": Sort.UNSELECTED,
    "unanswered:amaxvote": Sort.UNUPVOTED,
}
PAGES = {
    "/questions": (Sort.RECENT, 0),
    "/questions?start=20": (Sort.RECENT, 1),
    "/questions?start=40": (Sort.RECENT, 2),
    "/questions?start=60": (Sort.RECENT, 3),
    "/questions?sort=hot": (Sort.HOT, 0),
    "/hot": (Sort.HOT, 0),
    "/questions?sort=votes": (Sort.VOTES, 0),
    "/questions?sort=answers": (Sort.ANSWERS, 0),
    "/questions?sort=views": (Sort.VIEWS, 0),
    "/unanswered": (Sort.UNANSWERED, 0),
    "/unanswered?by=selected": (Sort.UNSELECTED, 0),
    "/unanswered?by=upvotes": (Sort.UNUPVOTED, 0),
}
BY_CATEGORY = {"anxiety", "depression", "family", "psychotherapy", "relationships", "self-care"}
COUNTS = ("upvotes", "downvotes", "answers", "views", "hotness_exact")
STEPS = 15


def websites(database: Database) -> dict[int, int]:
    """Return our numbers to the website's."""
    return {post: int(number) for post, number in _links(database)}


def _links(database: Database) -> list[tuple[Any, ...]]:
    return query(database, "SELECT post_id, external_id FROM website_link")


async def listed(database: Database, sort: Sort, page: int, size: int) -> list[int]:
    found = await sorted_page(database, forum_id=1, sort=sort, page=page, page_size=size)
    numbers = websites(database)
    return [numbers[each] for each in found.questions]


async def test_every_counter_of_every_user_is_the_websites(database: Database) -> None:
    await bring_in(database)
    names = list(next(iter(EXPECTED["userpoints"].values())))
    rows = query(
        database,
        f"SELECT external_id, {', '.join(names)} FROM member "  # noqa: S608  # our own columns
        "JOIN identity ON member_id = member.id",
    )
    found = {external: dict(zip(names, counts, strict=True)) for external, *counts in rows}
    assert found == EXPECTED["userpoints"]
    assert (len(found), len(names)) == (40, 18)


async def test_votes_answers_views_and_hotness_are_the_websites(database: Database) -> None:
    await bring_in(database)
    columns = "external_id, kind, up, down, answers, views, hotness"
    rows = query(
        database,
        f"SELECT {columns} FROM post JOIN website_link ON post_id = id",  # noqa: S608  # the same
    )
    questions = {row[0]: row[2:] for row in rows if row[1] == "question"}
    assert questions == {
        number: tuple(each[name] for name in COUNTS)
        for number, each in EXPECTED["questions"].items()
    }
    # Theirs is a float of 32 bits that went through a dump with six digits.
    worst = max(
        abs(row[4] - EXPECTED["questions"][number]["hotness_float32"])
        for number, row in questions.items()
    )
    assert worst <= 1_000_000
    assert {row[0]: list(row[2:4]) for row in rows if row[1] != "question"} == EXPECTED["replies"]


async def test_categories_and_tags_hold_as_many_questions(database: Database) -> None:
    await bring_in(database)
    rows = query(database, "SELECT name, id FROM category ORDER BY position")
    async with database.read() as session:
        counts = {
            name: len(
                await sorted_questions(
                    session, 1, Sort.RECENT, narrow=Narrow(categories=(number,)), limit=100_000
                )
            )
            for name, number in rows
        }
    assert counts == EXPECTED["categories"]
    tags = query(
        database,
        "SELECT name, count(*) FROM tag JOIN post_tag ON tag_id = tag.id "
        "JOIN post ON post.id = post_id WHERE state = 'visible' GROUP BY name",
    )
    assert dict(tags) == EXPECTED["tags"]


@pytest.mark.parametrize("name", LISTS)
async def test_each_list_has_the_websites_order_and_ties(database: Database, name: str) -> None:
    await bring_in(database)
    wanted = EXPECTED["lists"][name]
    # One select of the website returns 50 rows at most.
    assert (await listed(database, LISTS[name], 0, 50)) == wanted
    assert len(wanted) == min(50, len(wanted))


async def test_each_page_is_the_websites(database: Database) -> None:
    await bring_in(database)
    by_category = {f"/questions/{slug}" for slug in BY_CATEGORY}
    assert PAGES.keys() | by_category == EXPECTED["pages"].keys()
    for path, (sort, page) in PAGES.items():
        assert await listed(database, sort, page, 20) == EXPECTED["pages"][path], path
    numbers = websites(database)
    for category in query(database, "SELECT id, lower(name) FROM category"):
        found = await sorted_page(
            database, forum_id=1, sort=Sort.RECENT, narrow=Narrow(categories=(category[0],))
        )
        wanted = EXPECTED["pages"][f"/questions/{category[1]}"]
        assert [numbers[each] for each in found.questions] == wanted


async def test_a_page_beyond_the_last_is_the_last(database: Database) -> None:
    await bring_in(database)
    found = await sorted_page(database, forum_id=1, sort=Sort.RECENT, page=999)
    assert (found.page, len(found.questions), found.has_more) == (3, 3, False)


async def test_best_answers_and_closed_questions_are_the_websites(database: Database) -> None:
    await bring_in(database)
    numbers = websites(database)
    rows = query(
        database,
        "SELECT id, best_answer_id, closed_at IS NOT NULL FROM post "
        "WHERE kind = 'question' AND state = 'visible'",
    )
    best = {str(numbers[post]): numbers[best] if best else None for post, best, _ in rows}
    assert best == EXPECTED["best"]
    assert {str(numbers[post]) for post, _, is_closed in rows if is_closed} == set(
        EXPECTED["closed"]
    )


async def test_again_changes_no_row(database: Database) -> None:
    await bring_in(database)
    before = dump(database)
    await bring_in(database, batch=37)
    assert dump(database) == before


async def test_two_imports_at_once_end_as_one(database: Database, whole: dict[str, Any]) -> None:
    one, other = importing(database).steps(), importing(database, batch=37).steps()
    async for _ in one:
        await anext(other, None)
    async for _ in other:
        pass
    assert without_new_aliases(dump(database), database) == whole


async def test_nobody_is_told_of_anything(database: Database) -> None:
    tables = ("delivery", "notification", "discord_link", "audit_entry", "app_state")
    before = dump(database)
    await bring_in(database)
    after = dump(database)
    assert {name: after[name] for name in tables} == {name: before[name] for name in tables}


async def test_no_cookie_and_no_address_is_stored(database: Database) -> None:
    await bring_in(database)
    secrets = {str(each["cookieid"]) for each in SITE["posts"] if each["cookieid"]}
    secrets |= {each["notify"] for each in SITE["posts"] if "@" in (each["notify"] or "")[1:]}
    everything = repr(dump(database))
    assert secrets
    assert [each for each in secrets if each in everything] == []


async def test_the_steps_are_as_many_as_the_kills_below_think(database: Database) -> None:
    steps = await bring_in(database)
    assert len(steps) == STEPS
    assert sum(step.work for step in steps) > 0


@pytest.mark.parametrize("steps", range(1, STEPS))
async def test_killed_after_any_batch_it_ends_the_same(
    database: Database, whole: dict[str, Any], steps: int
) -> None:
    await bring_some(database, steps)
    await bring_in(database)
    assert without_new_aliases(dump(database), database) == whole


async def test_killed_again_and_again_it_ends_the_same(
    database: Database, whole: dict[str, Any]
) -> None:
    for steps in range(1, STEPS):
        await bring_some(database, steps)
    await bring_in(database)
    assert without_new_aliases(dump(database), database) == whole


@pytest.mark.parametrize("sort", [*Sort])
async def test_each_list_walks_an_index_in_its_order(database: Database, sort: Sort) -> None:
    await bring_in(database)
    plans: list[str] = []

    def explain(
        connection: Connection, _cursor: object, statement: str, values: tuple[object], *_: object
    ) -> None:
        if statement.startswith("SELECT"):
            found = connection.connection.cursor()
            found.execute(f"EXPLAIN QUERY PLAN {statement}", values)
            plans.extend(row[3] for row in found.fetchall())
            found.close()

    async with database.read() as session:
        event.listen(database.engine.sync_engine, "before_cursor_execute", explain)
        await sorted_questions(session, 1, sort, limit=20)
    assert [plan for plan in plans if "INDEX ix_post_" in plan], plans
    assert not [plan for plan in plans if "TEMP B-TREE" in plan or "SCAN" in plan], plans
