"""While somebody waits for a reply no DM is begun; what shows in a server goes on."""

from types import SimpleNamespace
from typing import Any

from bot.publishing.people_first import PeopleFirst
from tests.acceptance.town import Town
from tests.support.calls import SEND, in_channel
from tests.support.people import press
from tests.support.reading import dms

LOOKS = 30


async def test_a_dm_comes_once_who_waits_has_their_reply(town: Town) -> None:
    question = await town.ask(notify=True)
    to_alice = in_channel(SEND, town.env.backend.get_dm_channel(town.alice.id).id)
    calls: list[tuple[int, int]] = []

    def is_done() -> bool:
        calls.append((town.gaps.count(SEND), town.gaps.count(to_alice)))
        in_thread, by_dm = calls[-1]
        return len(calls) > LOOKS and in_thread > by_dm

    people = town.bot.context.people
    people._clock = lambda: 0.0  # however slow this machine is
    waiting: Any = SimpleNamespace(id=1, response=SimpleNamespace(is_done=is_done))
    town.gaps.forget()
    people.came(waiting)
    await town.answer(question)
    assert len(calls) > LOOKS
    assert {by_dm for _, by_dm in calls} == {0}, "not while somebody waits"
    assert calls[-1] == (1, 0), "the answer itself does not wait"
    assert len(dms(town.alice)) == 1


async def test_whoever_does_something_is_noted(town: Town) -> None:
    came: list[object] = []
    people = town.bot.context.people
    assert isinstance(people, PeopleFirst)
    noted = people.came

    def note(interaction: Any) -> None:  # noqa: ANN401  # Discord's own
        came.append(interaction.type)
        noted(interaction)

    people.came = note  # type: ignore[method-assign]
    card = await town.post_button("Older", "inbox:40")
    await town.alice.slash(town.lobby, "help")
    await press(town.alice, card, "Older")
    assert [str(each) for each in came] == [
        "InteractionType.application_command",
        "InteractionType.component",
    ]
    assert not people.are_waiting
