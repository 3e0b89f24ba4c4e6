"""What Discord tells of a thread long after, or never: the bot knows its own doing all the same."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from unittest import mock

import pytest

from data.tables import AuditEntry
from tests.acceptance.facts import asked, edited, post_of, rows
from tests.acceptance.test_changed_and_back import close, name_of, tags_of
from tests.acceptance.test_hiding import TITLE
from tests.acceptance.test_renamed_just_then import BUSY, as_it_is_asked_for
from tests.acceptance.test_tagged_unheard import asked_in, move
from tests.support.moderators import fall_asleep, rename, retag
from tests.support.news import news_held_back
from tests.support.worlds import ForumWorld

TAKEN_OUT = "How can I sleep before Anna Smith's exam?"
LAST = "How can I sleep before the exam?"
DETAILS = "I lie awake for hours."
LATE = [8, 75, 1800]


@contextmanager
def one_by_one(world: ForumWorld) -> Iterator[list[tuple[str, Mapping[str, Any]]]]:
    """Hold back what Discord tells of threads, to be told one after another later."""
    backend, held = world.env.backend, list[tuple[str, Mapping[str, Any]]]()
    emit = backend.emit

    def hold(name: str, payload: Mapping[str, Any]) -> None:
        if name == "THREAD_UPDATE":
            held.append((name, payload))
        else:
            emit(name, payload)

    with mock.patch.object(backend, "emit", hold):
        yield held


async def is_called(world: ForumWorld, title: str) -> bool:
    return name_of(world) == (await post_of(world)).title == title


@pytest.mark.parametrize("seconds", LATE)
async def test_back_to_the_first_title(either_world: ForumWorld, seconds: int) -> None:
    world = either_world
    await asked(world)
    with news_held_back(world):
        await edited(world, TAKEN_OUT, DETAILS)
        await world.pass_time(seconds)
        assert name_of(world) == TAKEN_OUT
        await edited(world, TITLE, DETAILS)
        await world.pass_time(20)
    await world.pass_time(120)
    assert await is_called(world, TITLE)
    assert "renamed in Discord" not in [each.detail for each in await rows(world, AuditEntry)]


async def test_back_to_the_first_title_when_nothing_is_told(either_world: ForumWorld) -> None:
    world = either_world
    await asked(world)
    with news_held_back(world, for_good=True):
        await edited(world, TAKEN_OUT, DETAILS)
        await world.pass_time(75)
    await edited(world, TITLE, DETAILS)
    await world.pass_time(120)
    assert await is_called(world, TITLE)


@pytest.mark.parametrize("seconds", LATE)
async def test_on_to_another_title(either_world: ForumWorld, seconds: int) -> None:
    world = either_world
    await asked(world)
    with one_by_one(world) as held:
        await edited(world, TAKEN_OUT, DETAILS)
        await world.pass_time(seconds)
        await edited(world, LAST, DETAILS)
        await world.pass_time(10)
    for each in held:
        world.env.backend.emit(*each)
        await world.env.settle()
    await world.pass_time(700)
    assert await is_called(world, LAST)


@pytest.mark.parametrize("seconds", LATE)
async def test_back_to_the_first_category(forum_world: ForumWorld, seconds: int) -> None:
    world = forum_world
    places = await asked_in(world, "Sleep", "Work")
    with news_held_back(world):
        await move(world, places["Work"])
        await world.pass_time(seconds)
        assert tags_of(world) == ["Work"]
        await move(world, places["Sleep"])
        await world.pass_time(10)
    await world.pass_time(120)
    assert (await post_of(world)).category_id == places["Sleep"].id
    assert tags_of(world) == ["Sleep"]


@pytest.mark.parametrize("busy", BUSY)
async def test_somebody_gives_a_former_title_as_the_thread_is_looked_up(
    either_world: ForumWorld, busy: float
) -> None:
    world = either_world
    await asked(world)
    await edited(world, LAST, DETAILS)
    await world.pass_time(700)
    thread_id = world.thread.id

    def renamed() -> None:
        world.env.backend.edit_channel(thread_id, {"name": TITLE})

    with as_it_is_asked_for(world, thread_id, renamed, busy=busy):
        await close(world)
        await world.pass_time(120)
    assert await is_called(world, TITLE)


@pytest.mark.parametrize("name", ["What the moderator calls it, which is new?", TITLE])
async def test_somebody_renames_what_waits_for_discord(either_world: ForumWorld, name: str) -> None:
    world = either_world
    await asked(world)
    await edited(world, LAST, DETAILS)
    await world.pass_time(700)
    path = f"/channels/{world.thread.id}"
    world.gaps.break_server(lambda *call: call == ("GET", path), times=2)
    await close(world)
    await world.pass_time(1)
    await rename(world.mod, world.thread, name)
    await world.pass_time(300)
    assert await is_called(world, name)


async def test_a_name_that_was_sent_twice_is_the_bot_s_once(forum_world: ForumWorld) -> None:
    world = forum_world
    await asked(world)
    path = f"/channels/{world.thread.id}"
    world.gaps.break_server(lambda *call: call == ("PATCH", path))
    await edited(world, LAST, DETAILS)
    await world.pass_time(120)
    assert await is_called(world, LAST)
    for name in ("What the moderator calls it, which is new?", LAST):
        await rename(world.mod, world.thread, name)
        await world.pass_time(20)
        assert await is_called(world, name)


@pytest.mark.parametrize("seconds", [20, 120])
async def test_what_the_bot_woke_it_with_is_a_person_s_act_later(
    either_world: ForumWorld, seconds: int
) -> None:
    world = either_world
    await asked(world)
    await fall_asleep(world.thread)
    await edited(world, LAST, DETAILS)
    await world.pass_time(seconds)
    assert await is_called(world, LAST)
    for name in ("What the moderator calls it, which is new?", LAST):
        await rename(world.mod, world.thread, name)
        await world.pass_time(700)
        assert await is_called(world, name)


async def test_so_is_the_tag_it_was_woken_with(forum_world: ForumWorld) -> None:
    world = forum_world
    places = await asked_in(world, "Sleep", "Work")
    await fall_asleep(world.thread)
    await move(world, places["Work"])
    await world.pass_time(300)
    for place in (places["Sleep"], places["Work"]):
        await retag(world.mod, world.thread, [place.discord_tag_id or 0])
        await world.pass_time(300)
        assert (await post_of(world)).category_id == place.id
        assert tags_of(world) == [place.name]
