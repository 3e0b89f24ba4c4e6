"""Who refuses DMs gets no more until they ask again, and their inbox says so: of whatever kind."""

import pytest
from simcord.actors import MemberActor

from bot.publishing import waking
from bot.publishing.context import Context
from bot.publishing.mail import Mail, may_read
from data.tables import Account, Delivery
from tests.acceptance.facts import rows
from tests.acceptance.test_digests import DAY, HOUR, later, wants_digest
from tests.acceptance.test_quiet_nights import TITLE, morning, sleeps, turns
from tests.acceptance.town import Town
from tests.support.calls import OPEN_DM, SEND, When
from tests.support.people import answer, ask, press
from tests.support.reading import dms, private_text, reply_of, starter_of
from tests.support.worlds import ForumWorld

REFUSED = "Discord didn't let my last DM reach you."
ONE = "There is 1 new notification for you in /inbox."
MINUTES = 60.0


async def inbox_says_so(person: MemberActor, town: Town | ForumWorld) -> bool:
    return REFUSED in private_text(await person.slash(town.lobby, "inbox"))


@pytest.mark.parametrize(("call", "code"), [(OPEN_DM, 50007), (SEND, 50278)])
async def test_a_refusal_at_the_end_of_quiet_hours(town: Town, call: When, code: int) -> None:
    await sleeps(town, town.alice)
    question = await town.ask(TITLE, notify=True)
    await town.answer(question)
    assert ONE not in private_text(await town.alice.slash(town.lobby, "help"))
    town.gaps.refuse(call, 403, code)
    await morning(town)
    await town.pass_time(MINUTES)
    assert [(each.reason, each.attempts) for each in await turns(town)] == [(None, 0)]
    assert ONE in private_text(await town.alice.slash(town.lobby, "help"))
    assert ONE not in private_text(await town.alice.slash(town.lobby, "help"))
    assert await inbox_says_so(town.alice, town)
    assert await rows(town, Account) == [], "only what is told by name is noted in clear"
    tries = len(town.gaps.tried(OPEN_DM))
    await morning(town, 24)
    assert dms(town.alice) == []
    assert len(town.gaps.tried(OPEN_DM)) == tries, "it is not tried again"


async def test_whoever_asks_again_gets_what_waits_in_the_next_night(town: Town) -> None:
    await sleeps(town, town.alice)
    await town.answer(await town.ask(TITLE, notify=True))
    town.gaps.refuse(SEND, 403, 50007)
    await morning(town)
    await town.pass_time(15)
    assert await inbox_says_so(town.alice, town)
    other = await town.ask("How can I wake up early?", notify=True)
    assert not await inbox_says_so(town.alice, town)
    await later(town, 15 * HOUR)
    await town.answer(other)
    assert dms(town.alice) == []
    await morning(town, 10)
    await town.pass_time(15)
    assert len(dms(town.alice)) == 1


async def test_a_refused_digest_is_said_and_choosing_it_again_brings_the_next(town: Town) -> None:
    await wants_digest(town, town.carol)
    await town.ask(TITLE, tags=["sleep"])
    town.gaps.refuse(SEND, 403, 50007)
    await later(town, 18.1 * HOUR)
    assert await inbox_says_so(town.carol, town)
    await town.ask("How long does a nap take?", tags=["sleep"])
    await later(town, DAY)
    assert dms(town.carol) == []
    panel = reply_of(await town.carol.slash(town.lobby, "notifications"))
    await town.carol.select(panel, ["weekly"], custom_id="digest-every:0")
    await town.carol.select(panel, ["daily"], custom_id="digest-every:0")
    assert not await inbox_says_so(town.carol, town)
    await town.ask("Does tea keep me awake?", tags=["sleep"])
    await later(town, DAY)
    assert len(dms(town.carol)) == 1


async def test_of_what_is_sealed_the_inbox_says_it_and_no_other_is_tried(
    forum_world: ForumWorld,
) -> None:
    """Neither of the same question nor of another one, until they ask again, also anonymously."""
    world = forum_world
    cards = []
    for title in (TITLE, "How can I wake up early?"):
        await ask(world.alice, world.lobby, title, options=["anonymous", "notify"])
        await world.pass_time(30)
        cards.append(starter_of(world.thread))
    world.gaps.refuse(OPEN_DM, 403, 50007)
    await answer(world.bob, cards[0])
    await world.pass_time(15)
    assert ONE in private_text(await world.alice.slash(world.lobby, "help"))
    assert await inbox_says_so(world.alice, world)
    assert await rows(world, Account) == []
    await world.restart()
    assert await inbox_says_so(world.alice, world)
    tries = len(world.gaps.tried(OPEN_DM))
    await answer(world.bob, cards[1], "Another answer, to the other one.")
    await world.pass_time(15)
    assert await rows(world, Delivery) == []
    assert len(world.gaps.tried(OPEN_DM)) == tries
    await press(world.alice, cards[0], "Notify me")
    assert not await inbox_says_so(world.alice, world)
    await answer(world.carol, cards[1], "One more answer, by Carol.")
    await world.pass_time(15)
    assert len(dms(world.alice)) == 1


async def test_a_follower_s_press_asks_again_and_does_not_stop(town: Town) -> None:
    for title in (TITLE, "How can I wake up early?"):
        await town.ask(title)
    first, second = (starter_of(thread) for thread in town.channel.threads)
    for each in (first, second):
        await press(town.carol, each, "Notify me")
    town.gaps.refuse(OPEN_DM, 403, 50007)
    await town.answer(1)
    await town.pass_time(15)
    assert await inbox_says_so(town.carol, town)
    await press(town.carol, second, "Notify me")
    assert not await inbox_says_so(town.carol, town)
    await town.answer(2)
    await town.pass_time(15)
    assert len(dms(town.carol)) == 1


async def test_whoever_just_left_is_not_noted_as_refusing_dms(
    town: Town, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    await sleeps(town, town.alice)
    question = await town.ask(TITLE, notify=True)
    await town.answer(question)
    await morning(town)
    assert len(dms(town.alice)) == 1
    await later(town, 15 * HOUR)
    await town.answer(question, "Another thing that helped me.")

    async def look_before_they_leave(context: Context, mail: Mail) -> bool:
        is_there = await may_read(context, mail)
        town.env.backend.remove_member(town.guild.id, town.alice.id)
        return is_there

    monkeypatch.setattr(waking, "may_read", look_before_they_leave)
    town.gaps.refuse(SEND, 403, 50278)
    sent = len(town.gaps.tried(SEND))
    await morning(town, 10)
    await town.pass_time(15)
    assert len(town.gaps.tried(SEND)) == sent + 1
    assert not [each for each in caplog.records if "failed" in each.message]
    town.guild.add_member(town.alice.user)
    assert not await inbox_says_so(town.alice, town)
