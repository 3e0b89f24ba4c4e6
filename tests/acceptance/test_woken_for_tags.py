"""A sleeping thread is opened for its tags while its question's card is found to be in one."""

import pytest

from tests.acceptance.facts import asked, tags_of
from tests.support.moderators import fall_asleep
from tests.support.reading import starter_of, text_of
from tests.support.worlds import ForumWorld

# Which of the two comes first differs from time to time; so did what the card showed for good.
TURNS = 12


async def mod(world: ForumWorld, command: str, **options: str) -> None:
    await world.mod.slash(world.lobby, f"mod {command}", question="1", **options)
    await world.pass_time(70)


@pytest.mark.parametrize("is_asleep_for_closing", [True, False])
async def test_a_card_says_whether_its_question_is_closed(
    forum_world: ForumWorld, *, is_asleep_for_closing: bool
) -> None:
    world = forum_world
    await asked(world)
    for _ in range(TURNS):
        if is_asleep_for_closing:
            await fall_asleep(world.thread)
        await mod(world, "close", reason="Asked before")
        assert "Closed: Asked before" in text_of(starter_of(world.thread))
        if not is_asleep_for_closing:
            await fall_asleep(world.thread)
        await mod(world, "reopen")
        assert "Closed" not in text_of(starter_of(world.thread))


async def test_a_card_says_its_category(forum_world: ForumWorld) -> None:
    world = forum_world
    for name in ("Sleep", "Family"):
        await world.owner.slash(world.lobby, "forum category add", name=name)
    await asked(world)
    for category in ("Family", "Sleep") * (TURNS // 2):
        await fall_asleep(world.thread)
        await world.pass_time(5)
        await mod(world, "category", category=category)
        assert f"in {category}" in text_of(starter_of(world.thread))
        assert tags_of(world) == [category]
