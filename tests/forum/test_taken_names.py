"""Names that members post by, which nobody anonymous takes; and names taken back."""

from dataclasses import replace

import pytest
from sqlalchemy import insert
from sqlmodel import select, update

from bot.forum import questions
from bot.forum.anonymous import taken
from bot.forum.anonymous.authors import own_posts
from bot.forum.anonymous.look_alikes import readings
from bot.forum.anonymous.naming import take_name
from bot.forum.anonymous.reveals import reveal
from bot.forum.anonymous.taken import beside_taken
from bot.forum.identity import sealer_of
from bot.forum.naming_errors import NameTaken
from bot.forum.summaries import Guise, Posted
from data.columns import table_of
from data.tables import AnonymousIndex, Member
from tests.forum.world import ANNA, BEN, World

MANY = 20_000
LONGEST_SECONDS = (
    0.02  # of the event loop, and of the one look; several times that on a busy machine
)


async def asked_as(world: World, name: str) -> Posted:
    return await questions.ask(
        world.database,
        forum_id=world.forum_id,
        actor=BEN,
        title=next(world.titles),
        details="",
        category_id=None,
        guise=Guise(name),
        now=world.now,
    )


async def fill(world: World, count: int) -> None:
    member = Member(forum_id=world.forum_id, created_at=world.now)
    nobody = member.model_dump(exclude={"id"})
    async with world.database.write() as session:
        rows = [nobody | {"name": f"Member {number}"} for number in range(count)]
        await (await session.connection()).execute(insert(table_of(Member)), rows)


async def test_a_name_that_looks_like_one_who_posted_is_refused(world: World) -> None:
    await world.ask(replace(ANNA, name="José"))
    for name in ("José", "Jose", "J\u043es\u00e9", "Jos\u00e9 #2"):
        with pytest.raises(NameTaken):
            await asked_as(world, name)
    assert (await asked_as(world, "Josephine")).alias == "Josephine"


async def test_a_longer_name_than_that_of_somebody_who_posted_is_free(world: World) -> None:
    await world.ask(replace(ANNA, name="Ann"))
    assert (await asked_as(world, "Anna Zimmer")).alias == "Anna Zimmer"


async def test_a_name_is_free_once_nobody_has_it(world: World) -> None:
    await world.ask()
    with pytest.raises(NameTaken):
        await asked_as(world, "Anna")
    async with world.database.write() as session:
        await session.exec(update(Member).values(name="Zoe"))
    with pytest.raises(NameTaken):
        await asked_as(world, "Zoe")
    assert (await asked_as(world, "Anna")).alias == "Anna"


async def test_names_of_another_forum_are_free(world: World) -> None:
    await world.ask()
    other = await beside_taken(world.database, world.forum_id + 1, Guise("Anna"))
    assert other == Guise("Anna")
    here = await beside_taken(world.database, world.forum_id, Guise("\u0410nna", ("Admins",)))
    assert here == Guise("\u0410nna", ("Admins", "Anna"))
    assert await beside_taken(world.database, world.forum_id, Guise()) == Guise()
    assert await beside_taken(world.database, world.forum_id, None) is None


async def test_many_names_are_read_once_and_without_a_turn_to_write(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await fill(world, MANY)
    looks: list[str] = []

    def counted(name: str) -> set[str]:
        looks.append(name)
        return readings(name)

    monkeypatch.setattr(taken, "readings", counted)
    with pytest.raises(NameTaken):
        await asked_as(world, "M\u0435mber 7")
    assert len(looks) == MANY + 1
    looks.clear()
    assert (await asked_as(world, "Night Owl")).alias == "Night Owl"
    assert looks == ["Night Owl"]
    # It needs no turn to write.
    async with world.database.write():
        guise = await beside_taken(world.database, world.forum_id, Guise("Member 7"))
    assert guise == Guise("Member 7", ("Member 7",))


async def test_posts_that_stand_by_name_are_in_no_sealed_index(world: World) -> None:
    posted = await asked_as(world, "Night Owl")
    other = await asked_as(world, "Day Owl")
    for each in (posted, other):
        async with world.database.write() as session:
            await reveal(session, each.post_id, world.now)
    for each, left in ((posted, [other.post_id]), (other, [])):
        await take_name(
            world.database,
            forum_id=world.forum_id,
            post_id=each.post_id,
            actor=BEN,
            now=world.now,
        )
        async with world.database.read() as session:
            kept = await own_posts(session, world.forum_id, BEN.discord_id)
        assert [own.post_id for own in kept] == left
    # What is left is nobody's: it was added with the second.
    async with world.database.read() as session:
        (left_over,) = (await session.exec(select(AnonymousIndex))).all()
        marks = sealer_of(session).marks("index", world.forum_id, BEN.discord_id)
    assert left_over.owner_mark not in marks
