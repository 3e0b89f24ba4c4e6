"""Whether a DM is the first one that somebody gets: what people wrote there counts for nothing."""

from tests.acceptance.test_digests import DAY, HOUR, TITLE, later, wants_digest
from tests.acceptance.test_discreet_dms import SAID
from tests.acceptance.test_gone_before_its_dm import hidden
from tests.acceptance.town import Town
from tests.support.calls import SEND, in_channel
from tests.support.people import press
from tests.support.reading import buttons_of, dms, private_text, starter_of, text_of

OFFER = "Make these discreet"


async def test_a_first_digest_offers_it_and_becomes_discreet_itself(town: Town) -> None:
    await wants_digest(town, town.carol)
    await town.ask(TITLE, tags=["sleep"])
    await later(town, 18.1 * HOUR)
    (message,) = dms(town.carol)
    assert OFFER in buttons_of(message)
    said = text_of((await press(town.carol, message, OFFER)).followups[-1])
    assert said.startswith("From now on my DMs say only that there is something new")
    now = town.fresh(message)
    assert text_of(now) == SAID
    assert TITLE in private_text(await press(town.carol, now, "Show"))
    await town.ask("How long does a nap take?", tags=["sleep"])
    await later(town, DAY)
    assert text_of(dms(town.carol)[-1]) == SAID


async def test_after_a_digest_offered_it_nothing_does(town: Town) -> None:
    await wants_digest(town, town.carol)
    await town.ask(TITLE, tags=["sleep"])
    await later(town, 18.1 * HOUR)
    await press(town.carol, starter_of(town.channel.threads[0]), "Notify me")
    await town.answer(1, "Breathe slowly, and count.", by=town.alice)
    await town.pass_time(15)
    first, second = dms(town.carol)
    assert OFFER in buttons_of(first)
    assert OFFER not in buttons_of(second)


async def test_it_is_offered_to_whoever_wrote_first(town: Town) -> None:
    await town.alice.user.send_dm("Hello, bot!")
    await town.answer(await town.ask(TITLE, notify=True))
    assert OFFER in buttons_of(dms(town.alice)[-1])


async def test_it_is_offered_when_the_first_try_failed(town: Town) -> None:
    question = await town.ask(TITLE, notify=True)
    town.gaps.break_server(in_channel(SEND, town.alice.user.dm_channel.id))
    await town.answer(question)
    await town.pass_time(15)
    (message,) = dms(town.alice)
    assert OFFER in buttons_of(message)


async def test_one_that_was_made_discreet_stays_so(town: Town) -> None:
    question = await town.ask(TITLE, notify=True)
    post_id = await town.answer(question, "Breathe slowly, and count.")
    (message,) = dms(town.alice)
    await press(town.alice, message, OFFER)
    await hidden(town, post_id)
    await town.pass_time(5)
    assert text_of(town.fresh(message)) == SAID
