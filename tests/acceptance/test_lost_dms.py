"""A DM went out, nobody heard that it did, and what it tells of was hidden before it was found."""

import pytest

from bot.forum.moderation import unhide
from bot.forum.summaries import Actor
from bot.settings import Settings
from data.tables import Delivery, DeliveryKind
from tests.acceptance.facts import rows
from tests.acceptance.test_gone_before_its_dm import DELETED, HIDDEN, deleted, hidden
from tests.acceptance.test_quiet_nights import HOUR, sleeps
from tests.acceptance.town import Town
from tests.support.calls import EDIT, SEND, When, in_channel, on
from tests.support.people import Person, press, submit
from tests.support.reading import buttons_of, dm_texts, dms, reply_of, starter_of

TITLE = "How can I sleep before an exam?"
OTHER = "How can I wake up early?"
ANSWERS = ("Breathe slowly, and count.", "Another thing that helped me.", "Or read a dull book.")
LOOK = on("GET", "/channels/*/messages")
MOMENTS = pytest.mark.parametrize("is_killed", [False, True], ids=["answer lost", "killed"])
MAIL = {DeliveryKind.DIRECT_MESSAGE, DeliveryKind.REDRAW_MESSAGES}


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Add to DMs as it is by default."""
    usual = Settings.model_fields["add_to_dm_minutes"].default
    return settings.model_copy(update={"add_to_dm_minutes": usual})


async def first_dm(town: Town, *options: str) -> None:
    """Let Alice ask and be told of an answer, so that the bot knows her channel."""
    form = await town.alice.slash(town.lobby, "ask")
    await submit(town.alice, form, title=TITLE, details="", options=[*options, "notify"])
    await town.pass_time(25)
    await press(town.carol, starter_of(town.channel.threads[0]), "Notify me")
    await town.answer(1, ANSWERS[0])
    await town.pass_time(30)
    assert len(dms(town.alice)) == 1


def trouble(town: Town, when: When, person: Person, *, is_killed: bool) -> None:
    """Have a call about somebody's DMs carried out without the bot hearing of it.

    Nor does it hear what stands there, for a while.
    """
    call = in_channel(when, town.env.backend.dm_channels[person.id])
    if is_killed:
        town.gaps.crash(call, after=True)
    else:
        town.gaps.lose_answer(call)
    town.gaps.break_server(LOOK, times=None)


async def back(town: Town, *, is_killed: bool) -> None:
    assert town.gaps.is_dead == is_killed
    if is_killed:
        await town.come_back()
        await town.pass_time(3)


async def found(town: Town) -> None:
    """Let the bot find what it sent, and do all that is left to do."""
    town.gaps.heal()
    for _ in range(30):
        await town.pass_time(5)
        if not MAIL & {each.kind for each in await rows(town, Delivery)}:
            return
    raise AssertionError("there is still something to send")


async def lost(
    town: Town, *options: str, is_killed: bool, when: When = SEND, is_old: bool = True
) -> int:
    """Let Alice be told of an answer without the bot hearing that she was; return the answer."""
    await first_dm(town, *options)
    if is_old:
        await town.pass_time(700)
    trouble(town, when, town.alice, is_killed=is_killed)
    answer = await town.answer(1, ANSWERS[1], by=town.carol)
    await town.pass_time(40 if options else 3)
    await back(town, is_killed=is_killed)
    assert ANSWERS[1] in dm_texts(town.alice)[-1]
    return answer


@MOMENTS
@pytest.mark.parametrize("becomes", [HIDDEN, DELETED])
@pytest.mark.parametrize("options", [[], ["anonymous"]], ids=["named", "anonymous"])
async def test_its_text_goes(
    town: Town, options: list[str], becomes: str, *, is_killed: bool
) -> None:
    answer = await lost(town, *options, is_killed=is_killed)
    if becomes == HIDDEN:
        await hidden(town, answer)
    else:
        await deleted(town, answer, town.carol)
    await found(town)
    texts = dm_texts(town.alice)
    assert len(texts) == 2
    assert ANSWERS[1] not in texts[1]
    assert f"**{TITLE}**\n> {becomes}" in texts[1]
    assert not {"Reply", "Best answer"} & set(buttons_of(dms(town.alice)[-1]))


@MOMENTS
async def test_the_text_goes_of_what_a_follower_was_told(town: Town, *, is_killed: bool) -> None:
    await first_dm(town, "anonymous")
    await town.pass_time(700)
    trouble(town, SEND, town.carol, is_killed=is_killed)
    answer = await town.answer(1, ANSWERS[1])
    await town.pass_time(40)
    await back(town, is_killed=is_killed)
    await hidden(town, answer)
    await found(town)
    assert ANSWERS[1] not in "".join(dm_texts(town.carol))


@MOMENTS
async def test_what_was_added_to_a_dm_goes_from_it(town: Town, *, is_killed: bool) -> None:
    answer = await lost(town, is_killed=is_killed, when=EDIT, is_old=False)
    await hidden(town, answer)
    await found(town)
    (text,) = dm_texts(town.alice)
    assert ANSWERS[1] not in text
    assert ANSWERS[0] in text


@MOMENTS
async def test_one_that_was_found_is_known_from_then_on(town: Town, *, is_killed: bool) -> None:
    answer = await lost(town, is_killed=is_killed)
    await found(town)
    assert ANSWERS[1] in dm_texts(town.alice)[1]
    await hidden(town, answer)
    await town.pass_time(5)
    assert ANSWERS[1] not in dm_texts(town.alice)[1]
    moderator = Actor(town.carol.id, "Carol", is_moderator=True)
    where = {"forum_id": town.forum_id, "post_id": answer}
    await unhide(town.bot.database, **where, actor=moderator, now=town.bot.now())
    await town.pass_time(5)
    assert ANSWERS[1] in dm_texts(town.alice)[1]
    await town.answer(1, ANSWERS[2])
    assert len(dms(town.alice)) == 3


async def test_one_that_never_went_out_is_not_sent(town: Town) -> None:
    await first_dm(town)
    await town.pass_time(700)
    town.gaps.break_server(in_channel(SEND, town.alice.user.dm_channel.id))
    town.gaps.break_server(LOOK, times=None)
    answer = await town.answer(1, ANSWERS[1], by=town.carol)
    await hidden(town, answer)
    await found(town)
    assert len(dms(town.alice)) == 1


async def test_a_discreet_one_stays_as_it_is(town: Town) -> None:
    panel = reply_of(await town.alice.slash(town.lobby, "notifications"))
    await press(town.alice, panel, "Make DMs discreet")
    await first_dm(town)
    await town.pass_time(700)
    trouble(town, SEND, town.alice, is_killed=False)
    answer = await town.answer(1, ANSWERS[1], by=town.carol)
    await hidden(town, answer)
    await found(town)
    assert dm_texts(town.alice) == ["There is something new for you."] * 2


async def morning(town: Town) -> None:
    """Let the night pass."""
    await town.bot.close()
    town.env.backend.advance_clock(8.01 * HOUR)
    await town.come_back()
    await town.pass_time(3)


@MOMENTS
@pytest.mark.parametrize("count", [1, 2])
async def test_what_waited_for_quiet_hours_goes(town: Town, count: int, *, is_killed: bool) -> None:
    await sleeps(town, town.alice)
    questions = [await town.ask(title, notify=True) for title in (TITLE, OTHER)]
    for question in questions[-count:]:
        await town.answer(question, ANSWERS[question - 1])
    if is_killed:
        town.gaps.crash(SEND, after=True)
    else:
        town.gaps.lose_answer(SEND)
    await morning(town)
    town.gaps.break_server(LOOK, times=None)
    await back(town, is_killed=is_killed)
    assert OTHER in dm_texts(town.alice)[0]
    await hidden(town, questions[1])
    town.gaps.heal()
    await town.pass_time(60)
    # That it is hidden, she is told in a message of its own.
    text, _ = dm_texts(town.alice)
    assert OTHER not in text
    assert (TITLE in text) == (count > 1)


async def test_what_was_added_to_what_waited_goes_even_after_a_kill(town: Town) -> None:
    await sleeps(town, town.alice)
    for title in (TITLE, OTHER):
        await town.answer(await town.ask(title, notify=True), ANSWERS[0])
    await morning(town)
    trouble(town, EDIT, town.alice, is_killed=True)
    answer = await town.answer(1, ANSWERS[1], by=town.carol)
    await back(town, is_killed=True)
    assert "Carol answered" in dm_texts(town.alice)[0]
    await hidden(town, answer)
    await found(town)
    (message,) = dms(town.alice)
    assert dm_texts(town.alice) == ["There is something new for you."]
    assert buttons_of(message) == ["Show"]
