"""Lists of a tag's or a member's questions: the same whichever way they are found."""

import itertools
import random
from collections.abc import Sequence
from typing import Any
from unittest import mock

import pytest

from bot.forum import follows, listings, moderation, questions
from bot.forum.anonymous.naming import take_name
from bot.forum.categories import add
from bot.forum.sorting import Narrow, Sort, sorted_page
from data.narrowing import STEPS_TO_GATHER
from data.posts import update_post
from data.sorting import EVERYTHING, sorted_questions
from data.tables import Post, PostState
from data.tagging import set_tags
from data.tags import tag_named
from tests.forum.test_exporting import anonymously
from tests.forum.world import ANNA, BEN, CLEO, MODERATOR, World

PEOPLE = (ANNA, BEN, CLEO)
QUESTIONS = 36
JOINED = "می\N{ZERO WIDTH NON-JOINER}خوابم"


@pytest.fixture
async def full(world: World) -> World:
    """Fill a forum: two of three questions have the tag `common`, one of twelve `rare`."""
    draw = random.Random(4)  # noqa: S311  # drawn alike in each run
    asked = []
    for number in range(QUESTIONS):
        world.later(hours=1)
        tags = ["common"] * (number % 3 > 0) + ["rare"] * (number % 12 == 5)
        asked.append(await world.ask(PEOPLE[number % 2], tags=tags))
    for question in draw.sample(asked[:30], 20):
        world.later(hours=1)
        await world.vote(question, CLEO, draw.choice([1, -1]))
        answer = await world.answer(question, CLEO)
        await world.vote(answer, ANNA, 1)
    await world.delete(asked[7], BEN)
    for name in ("One", "Two"):
        await add(
            world.database, forum_id=world.forum_id, actor=MODERATOR, name=name, now=world.now
        )
    async with world.database.write() as session:
        for number, question in enumerate(asked):
            category = 1 if number % 4 == 1 else 2 if number % 9 == 0 else None
            await update_post(session, question, category_id=category)
    return world


async def listed(
    world: World, sort: Sort, narrow: Narrow = EVERYTHING, *, offset: int = 0, limit: int = 1000
) -> list[int]:
    async with world.database.read() as session:
        return await sorted_questions(
            session, world.forum_id, sort, narrow=narrow, offset=offset, limit=limit
        )


async def tag(world: World, name: str) -> int:
    async with world.database.read() as session:
        found = await tag_named(session, world.forum_id, name)
    assert found is not None
    return found.id


WAYS: dict[str, dict[str, Any]] = {
    "usual": {"SAMPLE": 400},
    "walked": {"STEPS_TO_GATHER": dict.fromkeys(STEPS_TO_GATHER, 1e9)},
    "gathered": {"STEPS_TO_GATHER": dict.fromkeys(STEPS_TO_GATHER, 0)},
    "few looked at": {"SAMPLE": 2},
}


async def cases(world: World) -> list[tuple[Narrow, set[int]]]:
    """Return every way to narrow a list, and which questions are left."""
    asked = [post.number for post in await world.all(Post)][:QUESTIONS]
    in_one = {number for place, number in enumerate(asked) if place % 4 == 1}
    in_two = {number for place, number in enumerate(asked) if place % 9 == 0} - in_one
    tags = {
        None: set(asked),
        await tag(world, "common"): {each for place, each in enumerate(asked) if place % 3 > 0},
        await tag(world, "rare"): {each for place, each in enumerate(asked) if place % 12 == 5},
        0: set(),
    }
    authors = {None: set(asked), await world.member_id(BEN): set(asked[1::2]), 0: set()}
    categories: dict[tuple[int, ...] | None, set[int]] = {None: set(asked), (): set(), (0,): set()}
    categories |= {(1,): in_one, (1, 2): in_one | in_two, (2, 99): in_two}
    return [
        (Narrow(*said), tags[said[0]] & authors[said[1]] & categories[said[2]])
        for said in itertools.product(tags, authors, categories)
    ]


@pytest.mark.parametrize("way", WAYS)
async def test_every_order_of_all_that_can_be_said(full: World, way: str) -> None:
    draw, said = random.Random(way), await cases(full)  # noqa: S311  # drawn alike in each run
    with mock.patch.multiple("data.narrowing", **WAYS[way]):
        for sort in Sort:
            everything = await listed(full, sort)
            for narrow, within in draw.sample(said, 20):
                expected = [number for number in everything if number in within]
                assert await listed(full, sort, narrow) == expected, (sort, narrow)
                for offset in (0, 3):
                    page = await listed(full, sort, narrow, offset=offset, limit=4)
                    assert page == expected[offset : offset + 4], (sort, narrow, offset)


async def test_a_member_of_another_forum_asked_nothing_in_this_one(full: World) -> None:
    theirs = Narrow(author_id=await full.member_id(BEN))
    full.forum_id += 1
    for sort in Sort:
        assert await listed(full, sort, theirs) == []


async def test_a_page_beyond_the_end_is_the_last(full: World) -> None:
    narrow = Narrow(tag_id=await tag(full, "common"))
    for page in (999, 10**30):
        found = await sorted_page(
            full.database,
            forum_id=full.forum_id,
            sort=Sort.VOTES,
            page=page,
            page_size=10,
            narrow=narrow,
        )
        assert (found.page, len(found.questions), found.has_more) == (2, 3, False)


async def test_a_list_ends_where_nobody_reads_on(full: World) -> None:
    with mock.patch.multiple("bot.forum.sorting", MOST_LISTED=8, MOST_NARROWED=4):
        for narrow, last in ((EVERYTHING, 3), (Narrow(tag_id=await tag(full, "common")), 1)):
            for page in (last, 999):
                found = await sorted_page(
                    full.database,
                    forum_id=full.forum_id,
                    sort=Sort.RECENT,
                    page=page,
                    page_size=2,
                    narrow=narrow,
                )
                assert (found.page, len(found.questions), found.has_more) == (last, 2, False)
                assert found.ends_early


async def test_what_needs_a_reply_has_one_by_others_at_most(world: World) -> None:
    question = await world.ask(ANNA)
    other = await world.ask(BEN)
    for actor in (ANNA, ANNA, BEN):
        world.later(hours=1)
        await world.answer(question, actor)
    assert await listed(world, Sort.NEEDS_A_REPLY) == [other, question]
    second = await anonymously(world, ANNA, question)
    # Nobody sees that it is the asker's own.
    assert await listed(world, Sort.NEEDS_A_REPLY) == [other]
    await take_name(
        world.database, forum_id=world.forum_id, post_id=second, actor=ANNA, now=world.now
    )
    assert await listed(world, Sort.NEEDS_A_REPLY) == [other, question]
    await world.check_counts()


async def test_a_websites_tag_may_have_a_sign_before_or_within_it(world: World) -> None:
    question = await world.ask(ANNA, tags=["sleep"])
    async with world.database.write() as session:
        await set_tags(session, world.forum_id, question, ["#sleep", "rest", JOINED])
    for typed, name in {
        "#sleep": "#sleep",
        "#Rest ": "rest",
        "rest": "rest",
        JOINED: JOINED,
    }.items():
        names = listings.tags_meant(typed)
        found = await listings.find_tag(world.database, forum_ids=[world.forum_id], names=names)
        assert (found.id > 0, found.name) == (True, name)
        done = await follows.follow_tag(
            world.database, forum_id=world.forum_id, typed=typed, actor=BEN, now=world.now
        )
        assert done.name == name


async def test_what_is_on_a_hidden_answer_is_no_reply(world: World) -> None:
    question = await world.ask(ANNA)
    answer = await world.answer(question, BEN)
    for actor in (BEN, CLEO):
        world.later(hours=1)
        await world.comment(answer, actor)
    assert await listed(world, Sort.NEEDS_A_REPLY) == []
    who: dict[str, Any] = {
        "forum_id": world.forum_id,
        "post_id": answer,
        "actor": MODERATOR,
        "now": world.now,
    }
    await moderation.hide(world.database, reason="", **who)
    assert await listed(world, Sort.NEEDS_A_REPLY) == [question]
    await world.check_counts()
    await moderation.unhide(world.database, **who)
    assert await listed(world, Sort.NEEDS_A_REPLY) == []
    await world.check_counts()


async def test_an_anonymous_askers_own_answers_are_no_replies(world: World) -> None:
    question = await anonymously(world, ANNA)
    for _ in range(2):
        world.later(hours=1)
        await anonymously(world, ANNA, question)
    assert await listed(world, Sort.NEEDS_A_REPLY) == [question]
    for actor in (BEN, CLEO):
        world.later(hours=1)
        await world.answer(question, actor)
    assert await listed(world, Sort.NEEDS_A_REPLY) == []
    await world.check_counts()


async def suggested(world: World, typed: str = "") -> Sequence[str]:
    return await questions.suggest_tags(
        world.database, forum_id=world.forum_id, typed=typed, limit=25
    )


async def test_tags_are_suggested_by_how_much_they_are_used(full: World) -> None:
    assert await suggested(full) == ("common", "rare")
    for number in range(5):
        full.later(hours=1)
        await full.ask(CLEO, tags=["resting", f"rest{number}"], category_id=1)
    assert (await suggested(full, "r"))[0] == "resting"
    assert await suggested(full, "rest4") == ("rest4",)
    assert await suggested(full, "%") == await suggested(full, "\U0010ffff") == ()


async def test_a_tag_of_nothing_that_is_shown_looks_like_none(world: World) -> None:
    question = await world.ask(ANNA, tags=["secret"])
    async with world.database.write() as session:
        await update_post(session, question, state=PostState.QUEUED)
    assert await suggested(world, "se") == ()
    for typed in ("secret", "#Secret ", "nothing", "😀" * 40, "", "%"):
        names = listings.tags_meant(typed)
        found = await listings.find_tag(world.database, forum_ids=[world.forum_id], names=names)
        page = await listings.browse(
            world.database, forum_id=world.forum_id, page=5, tag_id=found.id
        )
        assert (page.lines, page.number) == ((), 0)
        assert found == (0, typed.strip("# ").lower())
