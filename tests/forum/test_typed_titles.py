"""Titles as one types them: whichever way they are found, of whatever is to be seen."""

from collections.abc import Iterator
from unittest import mock

import pytest

from bot.forum import questions
from bot.forum.cards import find_post
from bot.forum.finding import titles
from bot.forum.finding.titles import titled
from bot.forum.summaries import Guise
from tests.forum.world import ANNA, World


@pytest.fixture(params=[250, 1], ids=["among the newest", "by the index of words"])
def _newest(request: pytest.FixtureRequest) -> Iterator[None]:
    """Find titles among the newest alone, or behind them."""
    with mock.patch.object(titles, "NEWEST", request.param):
        yield


pytestmark = pytest.mark.usefixtures("_newest")


async def typed(world: World, text: str, *, limit: int = 25) -> list[int]:
    found = await titled(world.database, forum_id=world.forum_id, typed=text, limit=limit)
    return [number for number, _ in found]


async def test_titles_are_found_as_one_types(world: World) -> None:
    first = await world.ask(title="100% of my sleep is gone")
    second = await world.ask(title="Why is sleep so hard?")
    await world.ask(title="How do I calm down?")

    assert await typed(world, "SLEEP") == [second, first]
    assert await typed(world, "sl") == [second, first]
    assert await typed(world, "gone sle") == [first]
    assert await typed(world, "100%") == [first]
    assert await typed(world, "sleep", limit=1) == [second]
    assert await typed(world, "sleepless") == []


async def test_accents_and_scripts_without_spaces_are_no_obstacle(world: World) -> None:
    french = await world.ask(title="Où est passée mon énergie ?")
    chinese = await world.ask(title="晚上睡不着怎么办才能好起来呢")
    await world.ask(title="How do I calm down?")

    assert await typed(world, "ENERG") == [french]
    assert await typed(world, "énergie passee") == [french]
    assert await typed(world, "睡") == [chinese]
    assert await typed(world, "睡不着") == [chinese]


@pytest.mark.parametrize(
    "text", ['"', "*", "NEAR(", "%_", "'; --", "\x00", "🙂", "zz* OR a", "a" * 600]
)
async def test_what_means_nothing_finds_nothing_wrong(world: World, text: str) -> None:
    asked = await world.ask(title="How do I calm down?")

    assert await typed(world, text) in ([], [asked])


async def test_nothing_typed_shows_the_newest(world: World) -> None:
    first, second = await world.ask(), await world.ask()

    assert await typed(world, " ") == [second, first]


async def test_what_nobody_sees_is_not_found(world: World) -> None:
    shown = await world.ask(title="A quarrel about dishes")
    gone = await world.ask(title="A quarrel about money")
    await world.delete(gone, ANNA)
    waiting = await questions.ask(
        world.database,
        forum_id=world.forum_id,
        actor=ANNA,
        title="A quarrel about love",
        details="",
        category_id=None,
        guise=Guise("Quiet One"),
        now=world.now,
    )
    later = await world.ask(title="How do I calm down?")

    assert waiting.post_id != later
    assert await typed(world, "quarrel") == [shown]
    assert await typed(world, "quarrel lov") == []


async def test_whole_title_is_found_by_itself_alone(world: World) -> None:
    asked = await world.ask(title="Où dormir cette nuit ?")
    await world.ask(title="Où dormir cette nuit-là ?")
    await world.ask(title="How do I calm down?")

    found = await find_post(
        world.database, forum_id=world.forum_id, reference=" ou dormir CETTE nuit ? "
    )

    assert found == asked


async def test_a_number_finds_its_question_first(world: World) -> None:
    first = await world.ask(title="How do I sleep again?")
    numbered = await world.ask(title="Why do I wake up 1 hour too early?")
    answer = await world.answer(first)
    for said in ("1", "#1", " #1 "):
        assert await typed(world, said) == [first, numbered]
    assert await typed(world, str(answer)) == []
    assert await typed(world, "9" * 40) == []
