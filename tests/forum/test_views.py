"""Views: once a person and day, never by who asked by name, counted in batches."""

from collections.abc import Sequence
from datetime import timedelta
from unittest import mock

import pytest
from sqlalchemy.exc import OperationalError

from bot.forum.summaries import Actor
from bot.forum.views import Seen, count_views
from bot.views import Views
from data.posts import update_post
from data.tables import PostState
from tests.forum.test_exporting import anonymously
from tests.forum.world import ANNA, BEN, CLEO, NOW, World


@pytest.fixture
def views(world: World) -> Views:
    return Views(world.database)


async def seen(world: World, views: Views, *looks: tuple[int, Actor]) -> Sequence[int]:
    """Let people look, count it, and return the views of each question."""
    for question, actor in looks:
        views.note(question, actor.discord_id, world.now)
    await views.flush()
    await world.check_counts()
    return [(await world.post(question)).views for question in dict(looks)]


async def test_everybody_counts_once_a_day(world: World, views: Views) -> None:
    question = await world.ask(ANNA)
    looks = [(question, BEN), (question, CLEO), (question, BEN)]
    assert await seen(world, views, *looks) == [2]
    assert await seen(world, views, *looks) == [2]
    world.later(days=1)
    assert await seen(world, views, *looks) == [4]


async def test_who_asked_by_name_is_not_counted(world: World, views: Views) -> None:
    question = await world.ask(ANNA)
    assert await seen(world, views, (question, ANNA)) == [0]
    assert await seen(world, views, (question, ANNA), (question, BEN)) == [1]


async def test_of_an_anonymous_question_everybody_is_counted(world: World, views: Views) -> None:
    question = await anonymously(world, ANNA)
    assert await seen(world, views, (question, ANNA)) == [1]
    assert await seen(world, views, (question, BEN)) == [2]


async def test_a_view_makes_a_question_hotter(world: World, views: Views) -> None:
    question = await world.ask(ANNA)
    before = (await world.post(question)).hotness
    await seen(world, views, (question, BEN))
    assert (await world.post(question)).hotness == before + 400_000


@pytest.mark.parametrize("state", [PostState.HIDDEN, PostState.DELETED, PostState.QUEUED])
async def test_what_is_not_shown_is_not_counted(
    world: World, views: Views, state: PostState
) -> None:
    question = await world.ask(ANNA)
    gone = {"title": "", "body": ""} if state is PostState.DELETED else {}
    async with world.database.write() as session:
        await update_post(session, question, state=state, **gone)
    views.note(question, BEN.discord_id, NOW)
    await views.flush()
    assert (await world.post(question)).views == 0
    await count_views(world.database, [Seen(999, BEN.discord_id)])


async def test_what_the_database_does_not_take_waits(world: World, views: Views) -> None:
    question = await world.ask(ANNA)
    views.note(question, BEN.discord_id, NOW)
    busy = OperationalError("BEGIN IMMEDIATE", {}, Exception("database is locked"))
    with (
        mock.patch("bot.forum.views.add_views", side_effect=busy),
        pytest.raises(OperationalError),
    ):
        await views.flush()
    assert (await world.post(question)).views == 0
    await views.flush()
    await views.flush()
    assert (await world.post(question)).views == 1


async def test_memory_has_an_end(world: World, views: Views) -> None:
    question = await world.ask(ANNA)
    with mock.patch("bot.views.MOST_REMEMBERED", 2):
        for moment in range(7):
            views.note(question, 100 + moment % 3, NOW + timedelta(minutes=moment))
    await views.flush()
    assert (await world.post(question)).views == 7
