"""Who has the file after a kill doesn't learn who wrote anonymously, nor through what follows."""

import pytest

from data.tables import Delivery
from tests.acceptance.facts import rows
from tests.acceptance.test_copies_in_an_outage import (
    AUTHORS,
    Copies,
    answered_anonymously,
    copies,
    followers,
    to,
)
from tests.support.reading import dms
from tests.support.worlds import ForumWorld

__all__ = ["copies"]


@pytest.mark.parametrize("author", AUTHORS)
@pytest.mark.parametrize("times", [0, 2, 5])
async def test_after_a_kill_all_that_waits_looks_alike(
    forum_world: ForumWorld, copies: Copies, author: str, times: int
) -> None:
    world, people = forum_world, await followers(forum_world)
    is_to_them = to(world, *people.values())
    if times:
        world.gaps.break_server(is_to_them, times=times)
    world.gaps.crash(is_to_them)
    await answered_anonymously(world, people[author])
    await world.pass_time(5 * 60)
    assert world.gaps.is_dead
    world.gaps.break_server(is_to_them, times=None)
    copies.mail.clear()
    await world.come_back()
    await world.pass_time(5 * 60)
    assert copies.missing() == {0}
    assert {len(each) for each in copies.of_those_waiting()} <= {0, 1}
    assert len({str(each) for each in copies.of_those_waiting()}) > 1
    # The bot seals every one anew when it begins.
    assert len(copies.times_sealed()) == 1
    world.gaps.heal()
    await world.pass_time(15 * 60)
    assert await rows(world, Delivery) == []
    assert {name: len(dms(each)) for name, each in people.items()} == {
        name: int(name != author) for name in people
    }
