"""Who has the file doesn't learn who wrote a post from whose next message waits for another one."""

import pytest

from tests.acceptance.test_copies_in_an_outage import (
    AUTHORS,
    Copies,
    answered_anonymously,
    copies,
    followers,
    to,
)
from tests.support.people import answer
from tests.support.reading import dms, starter_of
from tests.support.worlds import ForumWorld

__all__ = ["copies"]


@pytest.mark.parametrize("author", AUTHORS)
@pytest.mark.parametrize("is_forbidden", [True, False])
async def test_what_waits_behind_a_message_that_failed_for_long_looks_like_what_is_done(
    forum_world: ForumWorld, copies: Copies, author: str, *, is_forbidden: bool
) -> None:
    world, people = forum_world, await followers(forum_world)
    victim, other = (each for name, each in people.items() if name != author)
    if is_forbidden:
        world.gaps.refuse(to(world, victim), 403, 50001, times=None)
    else:
        world.gaps.break_server(to(world, victim), times=None)
    await answered_anonymously(world, people[author])
    await world.pass_time(60 if is_forbidden else 20 * 60)
    before = max(copies.mail[-1])
    await answer(world.bob, starter_of(world.thread), "What Bob found out himself, by his name.")
    await world.pass_time(30)
    assert [len(dms(each)) for each in (victim, people[author], other)] == [0, 1, 2]
    copies.mail.clear()
    await world.pass_time(25 * 60)
    copies.mail = [
        {number: said for number, said in each.items() if number > before} for each in copies.mail
    ]
    assert copies.missing() == {0}
    assert {len(each) for each in copies.of_those_that_failed()} <= {0, 1}
    assert {len(each) for each in copies.of_those_waiting()} <= {0, 1}
    assert len({str(each) for each in copies.mail}) > 1
    assert set(copies.left_as_they_were()) == {0}
    world.gaps.heal()
    await world.pass_time(15 * 60)
    assert [len(dms(each)) for each in (victim, people[author], other)] == [2, 1, 2]
