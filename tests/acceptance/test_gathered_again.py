"""What waited in quiet hours and comes in a second message: that says nothing of the first one."""

from collections.abc import Callable

import pytest

from tests.acceptance.test_digests import HOUR
from tests.acceptance.test_quiet_nights import sleeps
from tests.acceptance.town import Town
from tests.support.calls import SEND, on
from tests.support.reading import dm_texts, dms

TITLES = ("How do I fall asleep?", "What do I read?", "When do I get up?", "What do I drink?")
LOOK = on("GET", "/channels/*/messages")


def to_alice(town: Town) -> Callable[[str, str], bool]:
    """Return what picks the messages that are sent to Alice, and not what stands in threads."""
    places = [f"/channels/{each.id}/" for each in (*town.channel.threads, town.channel)]
    return lambda method, path: SEND(method, path) and not any(each in path for each in places)


@pytest.mark.parametrize("is_killed", [False, True])
async def test_what_the_first_one_brought_is_not_in_the_second(
    town: Town, *, is_killed: bool
) -> None:
    await sleeps(town, town.alice)
    questions = [await town.ask(each, notify=True) for each in TITLES]
    for question in questions[:2]:
        await town.answer(question)
    town.gaps.lose_answer(to_alice(town))
    town.gaps.break_server(LOOK, times=None)
    await town.bot.close()
    town.env.backend.advance_clock(8.001 * HOUR)
    await town.come_back()
    await town.pass_time(6)
    assert len(dms(town.alice)) == 1
    for question in questions[2:]:
        await town.answer(question)
    town.gaps.heal()
    if is_killed:
        town.gaps.crash(to_alice(town), after=True)
    else:
        town.gaps.lose_answer(to_alice(town))
    await town.pass_time(30)
    if is_killed:
        assert town.gaps.is_dead
        await town.come_back()
        await town.pass_time(10)
    first, second = dm_texts(town.alice)
    assert [each in first for each in TITLES] == [True, True, False, False]
    assert [each in second for each in TITLES] == [False, False, True, True]
