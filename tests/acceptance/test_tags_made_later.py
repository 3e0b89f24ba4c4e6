"""A tag that comes late reaches the questions that waited for it."""

from collections.abc import Sequence

import pytest

from tests.acceptance.facts import answered, asked, waiting
from tests.acceptance.test_categories import add, run, tags
from tests.acceptance.test_changed_and_back import close, tags_of
from tests.acceptance.test_hiding import is_asleep
from tests.support.moderators import fall_asleep, unarchive
from tests.support.people import ask, press
from tests.support.reading import starter_of, text_of
from tests.support.worlds import ForumWorld

OTHERS = [f"Other {number}" for number in range(20)]
NO_EMOJI = {"emoji_id": None, "emoji_name": None}


async def give_tags(world: ForumWorld, names: Sequence[str]) -> None:
    """Give the forum's channel tags, in place of those that it has: a moderator does so."""
    backend = world.env.backend
    kept = [
        each
        for each in backend.get_channel(world.channel.id).available_tags
        if each["name"] in names
    ]
    new = [
        {"id": str(backend.snowflake()), "name": name, "moderated": False, **NO_EMOJI}
        for name in names
        if name not in {each["name"] for each in kept}
    ]
    backend.edit_channel(world.channel.id, {"available_tags": kept + new})
    await world.env.settle()


@pytest.mark.parametrize("sleeps", [False, True])
async def test_a_tag_for_which_there_is_room_at_last(
    forum_world: ForumWorld, *, sleeps: bool
) -> None:
    world = forum_world
    await give_tags(world, [*OTHERS[:18], "Answered", "Closed"])
    await run(world, "add", name="Sleep")
    await ask(world.alice, world.lobby, category="Sleep")
    await world.pass_time(5)
    thread = world.thread
    assert "in Sleep" in text_of(starter_of(thread))
    assert tags_of(world) == []
    if sleeps:
        await fall_asleep(thread)
    await give_tags(world, [*OTHERS[:5], "Answered", "Closed"])
    await run(world, "add", name="Stress")
    await world.pass_time(10)
    assert {"Sleep", "Stress"} <= set(tags(world))
    if sleeps:
        assert is_asleep(world), "a tag alone wakes nobody"
        assert tags_of(world) == []
        await unarchive(world.mod, thread)
        await world.pass_time(10)
    assert tags_of(world) == ["Sleep"]
    assert await waiting(world) == []


async def test_tags_of_states_for_which_there_is_room_at_last(forum_world: ForumWorld) -> None:
    world = forum_world
    await give_tags(world, OTHERS)
    await run(world, "add", name="Stress")
    await asked(world)
    await press(world.alice, await answered(world), "Best answer")
    await close(world)
    await world.pass_time(5)
    assert tags_of(world) == []
    await give_tags(world, OTHERS[:5])
    await run(world, "add", name="Sleep")
    await world.pass_time(10)
    assert sorted(tags_of(world)) == ["Answered", "Closed", "Stress"]
    assert await waiting(world) == []


async def test_a_deleted_tag_comes_back_to_its_questions(forum_world: ForumWorld) -> None:
    world = forum_world
    await add(world, "Work", "Sleep")
    await ask(world.alice, world.lobby, category="Sleep")
    await world.pass_time(5)
    await give_tags(world, ["Answered", "Closed", "Work"])
    assert tags_of(world) == []
    await run(world, "add", name="Stress")
    await world.pass_time(10)
    assert tags_of(world) == ["Sleep"]


@pytest.mark.parametrize("name", ["Closed", "answered"])
async def test_a_category_called_as_a_state_has_no_tag(forum_world: ForumWorld, name: str) -> None:
    world = forum_world
    await run(world, "add", name=name)
    assert sorted(tags(world)) == ["Answered", "Closed"]
    await ask(world.alice, world.lobby, category=name)
    await world.pass_time(5)
    assert f"in {name}" in text_of(starter_of(world.thread))
    assert tags_of(world) == [], "the tag would say that the question is closed or answered"


async def test_the_tag_goes_of_a_category_that_is_called_as_a_state_from_now_on(
    forum_world: ForumWorld,
) -> None:
    world = forum_world
    await run(world, "add", name="Sleep")
    await run(world, "rename", category="Sleep", name="Closed")
    assert sorted(tags(world)) == ["Answered", "Closed"]
    await run(world, "rename", category="Closed", name="Nights")
    assert sorted(tags(world)) == ["Answered", "Closed", "Nights"]
