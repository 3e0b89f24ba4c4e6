"""Room is made for threads though Discord refuses to archive some."""

from collections.abc import Iterator
from datetime import timedelta
from unittest import mock

import pytest
from simcord.builders import ChannelHandle

from bot.publishing import crowding
from tests.acceptance.facts import waiting
from tests.acceptance.test_archived_threads import open_threads
from tests.support.calls import EDIT_CHANNEL, NEW_THREAD, When, on
from tests.support.moderators import deny, lock
from tests.support.people import ask
from tests.support.reading import private_text
from tests.support.worlds import ForumWorld

NEW = "Why do I wake up at night?"


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A server with room for few threads, which are quiet at once."""
    monkeypatch.setattr(crowding, "LEAST_QUIET", timedelta(seconds=1))
    with mock.patch.object(crowding, "CROWDED", 6), mock.patch.object(crowding, "ROOMY", 3):
        yield


async def threads_of(world: ForumWorld, count: int = 5) -> list[ChannelHandle]:
    """Let Bob ask questions; return their threads, which are all open."""
    for number in range(count):
        await ask(world.bob, world.lobby, f"How do I sleep in week {number} of it?")
        await world.pass_time(2)
    return open_threads(world)


def names(world: ForumWorld) -> list[str | None]:
    return [each._channel.name for each in open_threads(world)]


def editing(thread: ChannelHandle) -> When:
    return on("PATCH", f"/channels/{thread.id}")


@pytest.mark.parametrize(("status", "code"), [(403, 50013), (404, 10003), (400, 50083), (500, 0)])
async def test_the_next_ones_are_archived_in_place_of_one_that_is_refused(
    forum_world: ForumWorld, status: int, code: int, caplog: pytest.LogCaptureFixture
) -> None:
    world = forum_world
    first, *_ = await threads_of(world)
    world.gaps.refuse(editing(first), status, code, times=None)
    await ask(world.alice, world.lobby, NEW)
    await world.pass_time(5)
    assert names(world) == [first._channel.name, "How do I sleep in week 4 of it?", NEW]
    assert await waiting(world) == []
    is_told = caplog.text.count("can't be archived to make room")
    assert is_told == (status in {403, 500})


async def test_one_that_was_refused_comes_last(forum_world: ForumWorld) -> None:
    world = forum_world
    first, *_ = await threads_of(world)
    world.gaps.refuse(editing(first), 403, 50013, times=None)
    for title in (NEW, "Is it all right to nap?", "Does warm milk help?", "Should I count sheep?"):
        await ask(world.alice, world.lobby, title)
        await world.pass_time(5)
    assert len(world.gaps.tried(editing(first))) == 1
    assert len(names(world)) <= 5


async def test_a_locked_one_is_passed_over_where_the_bot_may_not_manage_it(
    forum_world: ForumWorld,
) -> None:
    world = forum_world
    first, *_ = await threads_of(world)
    await lock(world.mod, first)
    await world.pass_time(5)
    await deny(world.env, world.channel, "manage_threads")
    world.gaps.forget()
    await ask(world.alice, world.lobby, NEW)
    await world.pass_time(5)
    assert names(world) == [first._channel.name, "How do I sleep in week 4 of it?", NEW]
    assert world.gaps.tried(editing(first)) == []
    assert "Manage Threads" in private_text(await world.owner.slash(world.lobby, "forum health"))


async def crowded_and_refused(world: ForumWorld) -> None:
    """Have somebody ask where there is no room, and Discord archive nothing."""
    await threads_of(world)
    world.gaps.refuse(EDIT_CHANNEL, 403, 50013, times=None)
    await ask(world.alice, world.lobby, NEW)
    await world.pass_time(5)


async def test_where_none_can_be_archived_it_is_tried_again_and_health_says_so(
    forum_world: ForumWorld,
) -> None:
    world = forum_world
    await crowded_and_refused(world)
    assert await waiting(world) == [("make_room", "Forbidden:50013")]
    said = private_text(await world.owner.slash(world.lobby, "forum health"))
    assert "Closing quiet threads, to make room for others" in said
    assert "I wasn't allowed to" in said
    world.gaps.heal()
    await world.pass_time(620)
    assert len(names(world)) == 3
    assert await waiting(world) == []


async def test_a_full_server_does_not_wait_for_a_try_that_was_refused(
    forum_world: ForumWorld,
) -> None:
    world = forum_world
    await crowded_and_refused(world)
    world.gaps.heal()
    world.gaps.refuse(NEW_THREAD, 400, 160006)
    await ask(world.carol, world.lobby, "Is it all right to nap by day?")
    await world.pass_time(20)
    assert names(world)[-1] == "Is it all right to nap by day?"
    assert len(names(world)) < 6


async def test_a_not_found_of_something_on_the_way_counts_as_no_room(
    forum_world: ForumWorld,
) -> None:
    world = forum_world
    await threads_of(world)
    world.gaps.refuse(EDIT_CHANNEL, 404, 0, times=None)
    await ask(world.alice, world.lobby, NEW)
    await world.pass_time(5)
    world.gaps.heal()
    await world.pass_time(620)
    assert len(names(world)) == 3
