"""Ranks and lists of a tag rest on counts that triggers keep."""

from sqlalchemy import update
from sqlmodel import col

from data.members import set_tally
from data.ranks import count_above, count_ranked
from data.tables import Member, Tag
from tests.forum.counted import check_what_triggers_count
from tests.forum.world import ANNA, BEN, CLEO, World


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
