"""What waited for a morning and is one's own is not told, and fails like what others wrote."""

import pytest
from simcord.actors import MemberActor

from tests.acceptance.test_digests import DAY, HOUR, later, wants_digest
from tests.acceptance.test_lost_dms import LOOK
from tests.acceptance.test_quiet_nights import TITLE, morning, sleeps
from tests.acceptance.town import Town
from tests.support.calls import SEND, Call, in_channel
from tests.support.people import press, submit
from tests.support.reading import dm_texts, dms, private_text, reply_of, starter_of

OWN, TEA, CLOCK = "I found it out by myself: a walk.", "Tea helped me.", "A loud clock did it."


async def answers_anonymously(town: Town, person: MemberActor, body: str = OWN) -> None:
    form = await press(person, starter_of(town.channel.threads[-1]), "Answer")
    private_text(await submit(person, form, body=body, options=["anonymous"]))
    await town.pass_time(30)


def sent(town: Town, person: MemberActor) -> list[Call]:
    """Return what Discord was asked to send somebody."""
    return town.gaps.tried(in_channel(SEND, town.env.backend.get_dm_channel(person.id).id))


async def follows(town: Town, person: MemberActor) -> None:
    """Let somebody follow the newest question, and read of it in digests alone."""
    panel = reply_of(await person.slash(town.lobby, "notifications", time_zone="UTC"))
    await person.select(panel, ["inbox"], custom_id="way-questions:0")
    private_text(await press(person, starter_of(town.channel.threads[-1]), "Notify me"))


async def test_what_others_wrote_comes_without_it(town: Town) -> None:
    await sleeps(town, town.alice)
    question = await town.ask(TITLE, notify=True)
    await answers_anonymously(town, town.alice)
    await town.answer(question, TEA)
    await morning(town)
    (said,) = dm_texts(town.alice)
    assert TEA in said
    assert OWN not in said
    assert len(sent(town, town.alice)) == 1


@pytest.mark.parametrize("is_own", [True, False])
async def test_it_fails_in_the_morning_whoever_wrote_it(town: Town, *, is_own: bool) -> None:
    await sleeps(town, town.alice)
    await town.ask(TITLE, notify=True)
    await answers_anonymously(town, town.alice if is_own else town.carol)
    town.gaps.break_server(SEND, times=2)
    await morning(town)
    await town.pass_time(30)
    assert len(dms(town.alice)) == (0 if is_own else 1)
    asked = [str(each.json) for each in sent(town, town.alice)]
    assert ["message_reference" in each for each in asked] == [is_own] * 3


async def test_read_meanwhile_it_is_not_put_into_a_message_that_is_found(town: Town) -> None:
    await sleeps(town, town.alice)
    question = await town.ask(TITLE, by=town.bob)
    private_text(await press(town.alice, starter_of(town.channel.threads[-1]), "Notify me"))
    await answers_anonymously(town, town.alice)
    await town.answer(question, TEA)
    await town.answer(question, CLOCK, by=town.carol)
    town.gaps.lose_answer(SEND)
    town.gaps.break_server(LOOK, times=None)
    await morning(town)
    inbox = reply_of(await town.alice.slash(town.lobby, "inbox"))
    await press(town.alice, inbox, "Mark all as read")
    town.gaps.heal()
    await town.pass_time(30)
    (said,) = dm_texts(town.alice)
    assert [f"{each} answered" in said for each in ("Bob", "Carol")] == [True, True]
    assert said.count("answered **") == 2


async def test_who_has_nothing_is_asked_for_nothing(town: Town) -> None:
    await wants_digest(town, town.carol)
    await sleeps(town, town.alice)
    await later(town, DAY)
    await later(town, DAY)
    assert sent(town, town.alice) + sent(town, town.carol) == []


@pytest.mark.parametrize("is_own", [True, False])
async def test_a_digest_of_it_fails_whoever_wrote_it(town: Town, *, is_own: bool) -> None:
    await wants_digest(town, town.carol)
    question = await town.ask(TITLE)
    await town.answer(question, CLOCK)  # it needs no reply any more
    await follows(town, town.carol)
    await answers_anonymously(town, town.carol if is_own else town.alice)
    town.gaps.break_server(SEND, times=2)
    await later(town, 18.1 * HOUR)
    await town.pass_time(30)
    assert len(dms(town.carol)) == (0 if is_own else 1)
    assert len(sent(town, town.carol)) == 3
    await later(town, DAY)
    assert len(sent(town, town.carol)) == 3, "it was asked for once"
    await town.answer(question, TEA)
    await later(town, DAY)
    assert "1 new post" in dm_texts(town.carol)[-1]
    assert len(sent(town, town.carol)) == 4
