"""A digest went out, nobody heard that it did, and what it says was hidden before it was found."""

import pytest

from tests.acceptance.test_digests import HOUR, later, wants_digest
from tests.acceptance.test_gone_before_its_dm import hidden
from tests.acceptance.test_lost_dms import LOOK, MOMENTS
from tests.acceptance.town import Town
from tests.support.calls import SEND
from tests.support.people import press
from tests.support.reading import button_ids, dm_texts, dms, reply_of, starter_of

GONE = "What this was about is gone."
SECRET, NAP, RISE = "My phone is 555-1234", "How long does a nap take?", "When do I get up?"


async def lost(town: Town, *, is_killed: bool = False) -> None:
    """Have a digest arrive without the bot hearing of it, or of what stands there."""
    if is_killed:
        town.gaps.crash(SEND, after=True)
    else:
        town.gaps.lose_answer(SEND)
    await later(town, 18.1 * HOUR)
    assert len(dms(town.carol)) == 1
    assert town.gaps.is_dead == is_killed
    town.gaps.break_server(LOOK, times=None)
    if is_killed:
        await town.come_back()


async def found(town: Town) -> None:
    town.gaps.heal()
    for _ in range(6):
        await town.pass_time(5)
    assert len(dms(town.carol)) == 1


@MOMENTS
async def test_what_was_hidden_goes_and_what_was_read_stays(town: Town, *, is_killed: bool) -> None:
    await wants_digest(town, town.carol)
    await town.ask(NAP, tags=["sleep"])
    rise = await town.ask(RISE, tags=["sleep"])
    secret = await town.ask(SECRET, tags=["sleep"])
    await lost(town, is_killed=is_killed)
    (before,) = dms(town.carol)
    assert SECRET in dm_texts(town.carol)[0]
    await town.carol.slash(town.lobby, "inbox")
    await hidden(town, secret)
    await found(town)
    (text,) = dm_texts(town.carol)
    assert [each in text for each in (SECRET, NAP, RISE)] == [False, True, True]
    assert button_ids(dms(town.carol)[0]) == button_ids(before)
    # From now on it is known.
    await hidden(town, rise)
    await town.carry_out()
    (text,) = dm_texts(town.carol)
    assert [each in text for each in (SECRET, NAP, RISE)] == [False, True, False]


@pytest.mark.parametrize("is_sealed", [False, True])
async def test_one_of_nothing_else_says_that_it_is_gone(town: Town, *, is_sealed: bool) -> None:
    await wants_digest(town, town.carol)
    gone = question = await town.ask(SECRET, tags=[] if is_sealed else ["sleep"])
    if is_sealed:
        panel = reply_of(await town.carol.slash(town.lobby, "notifications"))
        await town.carol.select(panel, ["inbox"], custom_id="way-questions:0")
        await press(town.carol, starter_of(town.channel.threads[-1]), "Notify me")
        gone = await town.answer(question)
    await lost(town)
    await hidden(town, gone)
    await found(town)
    assert dm_texts(town.carol) == [GONE]


async def test_a_discreet_one_stays_as_it_is(town: Town) -> None:
    await wants_digest(town, town.carol)
    panel = reply_of(await town.carol.slash(town.lobby, "notifications"))
    await press(town.carol, panel, "Make DMs discreet")
    secret = await town.ask(SECRET, tags=["sleep"])
    await lost(town)
    await hidden(town, secret)
    await found(town)
    assert dm_texts(town.carol) == ["There is something new for you."]
