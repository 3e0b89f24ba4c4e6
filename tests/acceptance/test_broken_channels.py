"""One person's broken channel holds up nobody else for long, and their own keep their order."""

from datetime import timedelta

import pytest
from simcord.actors import MemberActor

from data.tables import Delivery, DeliveryKind
from tests.acceptance.facts import rows
from tests.acceptance.test_quiet_nights import TITLE
from tests.acceptance.town import Town
from tests.support.calls import SEND, in_channel
from tests.support.people import press
from tests.support.reading import dm_texts, dms, private_text, starter_of

OTHER = "How can I wake up early?"
FIRST, SECOND = "This is what is said first of all.", "That is what is said afterwards."
A_MINUTE, TEN_MINUTES = 60, 600
# Ten tries, the waits between which double from a second.
ITS_TRIES = timedelta(seconds=2**10).total_seconds()


def joins(town: Town, name: str) -> MemberActor:
    return town.guild.add_member(town.env.create_user(name, global_name=name.title()))


async def followed(town: Town, title: str, *people: MemberActor, notify: bool = False) -> int:
    question = await town.ask(title, notify=notify)
    for each in people:
        await press(each, starter_of(town.channel.threads[-1]), "Notify me")
    return question


async def breaks(town: Town, person: MemberActor, question: int, *, is_forbidden: bool) -> None:
    """Let somebody be told once, and never again."""
    await town.answer(question, "The channel is opened by this.", by=joins(town, "eve"))
    await town.pass_time(20)
    assert len(dms(person)) == 1
    await town.pass_time(ITS_TRIES)
    call = in_channel(SEND, town.env.backend.get_dm_channel(person.id).id)
    if is_forbidden:
        town.gaps.refuse(call, 403, 50001, times=None)
    else:
        town.gaps.break_server(call, times=None)


async def mail(town: Town) -> list[Delivery]:
    found = await rows(town, Delivery)
    return [each for each in found if each.kind is DeliveryKind.DIRECT_MESSAGE]


def heard(person: MemberActor) -> list[str]:
    """Return which of both somebody was told, in their order."""
    return [each for text in dm_texts(person) for each in (FIRST, SECOND) if each in text]


@pytest.mark.parametrize("is_forbidden", [True, False])
async def test_in_the_same_question_others_are_told_all_the_same(
    town: Town, *, is_forbidden: bool
) -> None:
    dave = joins(town, "dave")
    question = await followed(town, TITLE, town.carol, dave)
    await breaks(town, town.carol, question, is_forbidden=is_forbidden)
    for said in (FIRST, SECOND):
        await town.answer(question, said, by=joins(town, "fay"))
        await town.pass_time(A_MINUTE if is_forbidden else ITS_TRIES)
    assert heard(dave) == [FIRST, SECOND]
    town.gaps.heal()
    await town.pass_time(3 * TEN_MINUTES)
    assert heard(town.carol) == [FIRST, SECOND], "it is told once, and in its order"
    assert await mail(town) == []


@pytest.mark.parametrize("is_forbidden", [True, False])
@pytest.mark.parametrize("is_named", [True, False])
async def test_in_other_questions_nothing_is_held_up_after_a_while(
    town: Town, *, is_forbidden: bool, is_named: bool
) -> None:
    victim, dave = (town.alice if is_named else town.carol), joins(town, "dave")
    question = await followed(town, TITLE, *([] if is_named else [victim]), notify=is_named)
    other = await followed(town, OTHER, dave)
    await breaks(town, victim, question, is_forbidden=is_forbidden)
    await town.answer(question, "This one reaches nobody.")
    await town.pass_time(A_MINUTE if is_forbidden else ITS_TRIES)
    for said in (FIRST, SECOND):
        await town.answer(other, said)
        await town.pass_time(20)
    assert heard(dave) == [FIRST, SECOND]
    assert len(await mail(town)) == 1, "what was brought is forgotten"


async def test_what_was_never_tried_for_long_keeps_its_order_over_a_restart(town: Town) -> None:
    question = await followed(town, TITLE, town.carol)
    await breaks(town, town.carol, question, is_forbidden=True)
    for said in (FIRST, SECOND):
        await town.answer(question, said)
    await town.pass_time(TEN_MINUTES)
    await town.restart()
    town.gaps.heal()
    await town.pass_time(2 * TEN_MINUTES)
    assert heard(town.carol) == [FIRST, SECOND]


async def test_a_word_is_said_of_what_was_refused_while_others_wait(town: Town) -> None:
    dave = joins(town, "dave")
    question = await followed(town, TITLE, town.carol, dave)
    await breaks(town, town.carol, question, is_forbidden=True)
    refused = in_channel(SEND, town.env.backend.get_dm_channel(dave.id).id)
    town.gaps.refuse(refused, 403, 50007, times=None)
    await town.answer(question, FIRST)
    await town.pass_time(A_MINUTE)
    assert "new notification" in private_text(await dave.slash(town.lobby, "help"))
