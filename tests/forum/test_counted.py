"""Ranks and lists of a tag rest on counts that triggers keep."""

from sqlalchemy import delete, update
from sqlmodel import col

from bot.forum.categories import add
from data.members import set_tally
from data.posts import insert_post, update_post
from data.ranks import count_above, count_ranked
from data.recount import count_upvoted_answers
from data.tables import Member, Post, PostKind, PostState, PostTag, Tag
from tests.forum.counted import check_what_triggers_count
from tests.forum.world import ANNA, BEN, CLEO, MODERATOR, World


async def given(world: World) -> dict[str, int]:
    async with world.database.read() as session:
        await check_what_triggers_count(session)
    return {each.name: each.given for each in await world.all(Tag)}


async def test_how_many_have_a_tag_is_counted_as_it_is_given_and_taken(world: World) -> None:
    first = await world.ask(ANNA, tags=["sleep", "work"])
    second = await world.ask(BEN, tags=["sleep"])
    assert await given(world) == {"sleep": 2, "work": 1}
    await world.edit(first, ANNA, title="A better title", body="", tags="sleep, love")
    assert (await given(world))["love"] == 1
    await world.delete(second, BEN)
    assert (await given(world))["sleep"] == 1


async def test_a_question_stands_under_its_tags_as_it_is(world: World) -> None:
    question = await world.ask(ANNA, tags=["sleep", "work"])
    answer = await world.answer(question, BEN)
    await world.vote(question, CLEO, 1)
    await add(world.database, forum_id=world.forum_id, actor=MODERATOR, name="One", now=world.now)
    changes: list[dict[str, object]] = [
        {"category_id": 1, "views": 7, "closed_at": world.now, "best_answer_id": answer},
        {"website_number": 70, "hotness": 12, "created_at": world.now},
        {"closed_at": None, "best_answer_id": None},
        {"state": PostState.HIDDEN},
        {"views": 8},
        {"state": PostState.VISIBLE},
    ]
    shown = []
    for values in changes:
        async with world.database.write() as session:
            await update_post(session, question, **values)
        shown.append((await given(world))["work"])
    assert shown == [1, 1, 1, 0, 0, 1]
    first = (await world.all(Tag))[0]
    async with world.database.write() as session:
        await session.exec(delete(PostTag).where(col(PostTag.tag_id) == first.id))
    assert await given(world) == {"sleep": 0, "work": 1}
    async with world.database.write() as session:
        await session.exec(update(PostTag).values(tag_id=first.id))
    assert await given(world) == {"sleep": 1, "work": 0}


async def test_answers_with_upvotes_are_counted_as_they_turn(world: World) -> None:
    question, other = await world.ask(ANNA, tags=["sleep"]), await world.ask(ANNA, tags=["sleep"])
    answer = await world.answer(question, BEN)
    await world.answer(question, CLEO)

    async def upvoted() -> list[int]:
        async with world.database.read() as session:
            await check_what_triggers_count(session)
            counted = await count_upvoted_answers(session)
        kept = {each.number: each.upvoted_answers for each in await world.all(Post)}
        assert {number: count for number, count in kept.items() if count} == counted
        return [kept[question], kept[other]]

    for voter, value, expected in ((ANNA, 1, 1), (CLEO, -1, 0), (MODERATOR, 1, 1), (CLEO, 1, 1)):
        await world.vote(answer, voter, value)
        assert await upvoted() == [expected, 0]
    changes: list[tuple[dict[str, object], list[int]]] = [
        ({"state": PostState.HIDDEN}, [0, 0]),
        ({"state": PostState.VISIBLE, "question_id": other, "parent_id": other}, [0, 1]),
        ({"question_id": question, "parent_id": question}, [1, 0]),
        ({"kind": PostKind.COMMENT}, [0, 0]),
        ({"kind": PostKind.ANSWER}, [1, 0]),
    ]
    for values, counts in changes:
        async with world.database.write() as session:
            await update_post(session, answer, **values)
        assert await upvoted() == counts
    async with world.database.write() as session:
        places = {"forum_id": world.forum_id, "question_id": other, "parent_id": other}
        brought = await insert_post(
            session, **places, kind=PostKind.ANSWER, body="Brought in", up=1, created_at=world.now
        )
    assert await upvoted() == [1, 1]
    async with world.database.write() as session:
        await session.exec(delete(Post).where(col(Post.id) == brought))
    assert await upvoted() == [1, 0]


async def test_a_rank_is_how_many_have_more_points(world: World) -> None:
    for number, actor in enumerate((ANNA, BEN, CLEO)):
        await world.ask(actor)
        async with world.database.write() as session:
            await set_tally(session, await world.member_id(actor), {"points": 100 * number})
    async with world.database.write() as session:
        await check_what_triggers_count(session)
        found = [await count_above(session, world.forum_id, each) for each in (200, 199, -1)]
        assert found == [0, 1, 3]
        # Whose name goes is ranked no more; whoever changes that.
        await session.exec(update(Member).where(col(Member.points) == 100).values(name=None))
        await check_what_triggers_count(session)
        assert await count_ranked(session, world.forum_id) == 2
        assert await count_above(session, world.forum_id, -1) == 2
