"""How far publishing has come, and one question a thread while it is still on its way."""

from datetime import timedelta

import pytest

from bot.forum import answers, questions
from bot.forum.errors import AlreadyPosted
from bot.forum.publications import Hindrance, publication_of
from bot.forum.summaries import Posted
from data.deliveries import finish, give_up, put_back
from data.tables import Delivery
from tests.forum.world import ANNA, BEN, BODY, World

THREAD = 77


async def asked(world: World, *, thread_id: int | None = None) -> Posted:
    """Ask a question that is not published yet."""
    return await questions.ask(
        world.database,
        forum_id=world.forum_id,
        actor=ANNA,
        title=next(world.titles),
        details="",
        category_id=None,
        thread_id=thread_id,
        now=world.now,
    )


async def answered(world: World, question_id: int) -> Posted:
    """Answer it; the answer waits for its question."""
    return await answers.answer(
        world.database,
        forum_id=world.forum_id,
        question_id=question_id,
        actor=BEN,
        body=BODY,
        now=world.now,
    )


async def fails(world: World, made: Posted, reason: str, *, for_good: bool = False) -> None:
    """Let publishing a post fail."""
    async with world.database.write() as session:
        delivery = await session.get_one(Delivery, made.delivery_id)
        if for_good:
            await give_up(session, delivery, reason=reason)
        else:
            due_at = world.now + timedelta(minutes=1)
            await put_back(session, delivery, due_at=due_at, reason=reason, is_uncertain=False)


async def hindrance(world: World, made: Posted) -> Hindrance | None:
    return (await publication_of(world.database, made)).hindrance


async def test_what_is_published_has_a_link(world: World) -> None:
    made = await asked(world)
    assert (await publication_of(world.database, made)).url is None
    await world.publish(made.post_id, thread_id=THREAD)
    async with world.database.write() as session:
        await finish(session, made.delivery_id)
    found = await publication_of(world.database, made)
    assert found.url is not None
    assert found.url.startswith("https://discord.com/channels/")
    assert found.hindrance is None


@pytest.mark.parametrize("reason", ["ServerError", "RateLimited", "ConnectionLost"])
async def test_what_passes_by_itself_is_no_hindrance(world: World, reason: str) -> None:
    made = await asked(world)
    assert await hindrance(world, made) is None
    await fails(world, made, reason)
    assert await hindrance(world, made) is None


async def test_a_missing_permission_also_hinders_what_waits_behind(world: World) -> None:
    made = await asked(world)
    await fails(world, made, "Forbidden:50013")
    assert await hindrance(world, made) is Hindrance.FORBIDDEN
    assert await hindrance(world, await answered(world, made.post_id)) is Hindrance.FORBIDDEN
    assert await hindrance(world, await asked(world)) is None


async def test_what_is_given_up_is_refused(world: World) -> None:
    made = await asked(world)
    behind = await answered(world, made.post_id)
    await fails(world, made, "Forbidden:50013", for_good=True)
    assert await hindrance(world, made) is Hindrance.REFUSED
    assert await hindrance(world, behind) is None


@pytest.mark.parametrize("for_good", [False, True])
async def test_a_thread_takes_one_question_also_while_discord_fails(
    world: World, *, for_good: bool
) -> None:
    made = await asked(world, thread_id=THREAD)
    with pytest.raises(AlreadyPosted):
        await asked(world, thread_id=THREAD)
    await fails(world, made, "NotFound:10003", for_good=for_good)
    with pytest.raises(AlreadyPosted) as refused:
        await asked(world, thread_id=THREAD)
    assert refused.value.values == {"post": f"#{made.post_id}"}
    await asked(world, thread_id=THREAD + 1)
    await asked(world)


async def test_a_question_deleted_on_its_way_frees_its_thread(world: World) -> None:
    made = await asked(world, thread_id=THREAD)
    await world.delete(made.post_id, ANNA)
    await asked(world, thread_id=THREAD)
