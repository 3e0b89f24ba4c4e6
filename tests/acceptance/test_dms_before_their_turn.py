"""What is sealed takes turns with what opens channels; who was met need not wait for that."""

import asyncio
import json
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from simcord.actors import MemberActor
from sqlmodel.ext.asyncio.session import AsyncSession

from bot import client
from bot.forum import mail, notifying
from bot.forum.anonymous.early_mail import write_not_early
from bot.forum.anonymous.notices import NOT_EARLY, all_sealed
from bot.forum.identity import not_early
from bot.forum.mail import plain_of
from bot.settings import Settings
from data.database import Database
from data.deliveries import enqueue
from data.tables import AppState, Delivery, DeliveryKind, DeliveryState, Post
from tests.acceptance.facts import rows
from tests.acceptance.test_gone_before_its_dm import hidden
from tests.acceptance.test_order_of_dms import OTHER
from tests.acceptance.test_quiet_nights import TITLE, morning, sleeps
from tests.acceptance.town import Town, actor
from tests.support.calls import OPEN_DM, SEND, When, either, in_channel
from tests.support.people import submit
from tests.support.reading import dm_texts, dms, private_text, reply_of

FIRST, SECOND, THIRD = "The first answer of all.", "The second one, by Carol.", "And a third one."


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Keep to the pace that is the default."""
    usual = Settings.model_fields["new_dm_channel_seconds"].default
    return settings.model_copy(update={"new_dm_channel_seconds": usual})


async def people(town: Town, count: int) -> list[MemberActor]:
    """Let people join."""
    names = [f"person{number}" for number in range(count)]
    return [
        town.guild.add_member(town.env.create_user(name, global_name=name.title()))
        for name in names
    ]


async def follow(town: Town, question: int, *followers: MemberActor) -> None:
    """Let people press Notify me."""
    for each in followers:
        await notifying.notify_me(
            town.bot.database,
            post_id=question,
            actor=actor(each),
            now=town.bot.now(),
            is_toggle=False,
        )


async def met(town: Town, count: int) -> tuple[int, list[MemberActor]]:
    """Have people follow a question who got a DM of it; all turns are over."""
    question, followers = await town.ask(TITLE), await people(town, count)
    await follow(town, question, *followers)
    await town.answer(question, FIRST)
    await town.pass_time(10 * count + 15)
    assert told(followers) == count
    await nothing_waits(town)
    return question, followers


def told(followers: list[MemberActor], count: int = 1) -> int:
    """Return how many have so many DMs."""
    return sum(len(dms(each)) == count for each in followers)


async def waiting(town: Town) -> list[Delivery]:
    """Return the rows of direct messages."""
    found = await rows(town, Delivery)
    return [each for each in found if each.kind is DeliveryKind.DIRECT_MESSAGE]


async def nothing_waits(town: Town) -> None:
    assert await waiting(town) == []


async def turn_is_taken(town: Town) -> None:
    """Have somebody new be written to, so that whoever is next waits ten seconds."""
    (new,) = await new_ones(town)
    question = await town.ask("Why do I wake up at night?", by=new, notify=True)
    await town.answer(question, "Since it is too warm there.")
    assert told([new]) == 1


async def turns_taken(town: Town) -> int:
    """Return how many turns the file says were taken within the hour."""
    found = [json.loads(each.value) for each in await rows(town, AppState) if "dm" in each.key]
    return sum(sum(each["slots"].values()) for each in found)


def to(*followers: MemberActor) -> When:
    """Return whether a message is sent to one of these."""
    return either(*(in_channel(SEND, each.user.dm_channel.id) for each in followers))


async def test_sixty_who_were_met_are_told_within_some_seconds(town: Town) -> None:
    town.env.settle_timeout = 20.0
    question = await town.ask(TITLE)
    followers = await people(town, 60)
    await follow(town, question, *followers)
    for each in followers:
        town.bot.context.channels.met.meet(each.id, town.env.backend.get_dm_channel(each.id).id)
    await town.answer(question, FIRST)
    for _ in range(4):
        await town.pass_time(5)
    assert told(followers) == 60
    assert len(town.gaps.tried(OPEN_DM)) <= 3
    assert await turns_taken(town) <= 3, "and their turns are still to come"


@pytest.mark.parametrize("restarts", [False, True])
async def test_a_second_dm_waits_for_no_turn(town: Town, *, restarts: bool) -> None:
    question, followers = await met(town, 6)
    taken = await turns_taken(town)
    if restarts:
        await town.restart()
    await town.answer(question, SECOND, by=town.carol)
    await town.pass_time(3)
    assert told(followers, 2) == 6
    assert await turns_taken(town) <= taken + 1
    await town.pass_time(80)
    assert told(followers, 2) == 6, "nothing comes twice"
    assert await turns_taken(town) == taken + 6, "each takes its turn all the same"
    await nothing_waits(town)


async def test_somebody_new_among_them_takes_a_turn(town: Town) -> None:
    question, followers = await met(town, 3)
    (new,) = await new_ones(town)
    await follow(town, question, new)
    taken = await turns_taken(town)
    await town.answer(question, SECOND, by=town.carol)
    await town.pass_time(3)
    assert told(followers, 2) == 3
    await town.pass_time(45)
    assert told([new]) == 1
    assert await turns_taken(town) == taken + 4
    await nothing_waits(town)


async def new_ones(town: Town) -> list[MemberActor]:
    return [town.guild.add_member(town.env.create_user("newcomer", global_name="Newcomer"))]


async def trips(town: Town) -> None:
    """Have Discord say that too many new people are written to."""
    question = await town.ask(OTHER, by=town.alice, notify=True)
    town.gaps.refuse(OPEN_DM, 400, 40003)
    await town.answer(question, "For Alice, who is new.")
    await town.pass_time(12)
    assert town.bot.context.channels.paused_until(town.bot.now()) is not None


async def test_a_pause_holds_up_nobody_who_was_met(town: Town) -> None:
    question, followers = await met(town, 3)
    await trips(town)
    await town.answer(question, SECOND, by=town.carol)
    await town.pass_time(3)
    assert told(followers, 2) == 3
    await town.restart()
    other = await town.ask("Why do I dream so much?")
    await follow(town, other, *followers)
    await town.answer(other, THIRD)
    await town.pass_time(3)
    assert told(followers, 3) == 3
    await town.bot.close()
    town.env.backend.advance_clock(3600)
    await town.come_back()
    await town.pass_time(120)
    assert told(followers, 3) == 3
    assert len(dms(town.alice)) == 1
    await nothing_waits(town)


async def test_one_that_trips_the_pause_itself_comes_all_the_same(town: Town) -> None:
    question, followers = await met(town, 1)
    town.gaps.refuse(OPEN_DM, 400, 40003)
    await town.answer(question, SECOND, by=town.carol)
    await town.pass_time(5)
    assert told(followers, 2) == 1


async def test_who_was_met_by_name_waits_for_no_turn(town: Town) -> None:
    named = await town.ask(OTHER, by=town.carol, notify=True)
    await town.answer(named, FIRST)
    await town.pass_time(15)
    assert len(dms(town.carol)) == 1
    followed = await town.ask(TITLE)
    first, *_ = await people(town, 1)
    await follow(town, followed, first, town.carol)
    await town.restart()
    await town.answer(followed, SECOND)
    await town.pass_time(3)
    assert len(dms(town.carol)) == 2


class TestTwoToOnePerson:
    """The order is kept, also of one question."""

    async def test_of_two_questions(self, town: Town) -> None:
        question, followers = await met(town, 3)
        other = await town.ask(OTHER)
        await follow(town, other, *followers)
        await turn_is_taken(town)
        await town.answer_at_once(question, SECOND, by=town.carol)
        await town.pass_time(0.5)
        await town.answer_at_once(other, THIRD)
        await town.pass_time(6)
        for each in followers:
            assert said(each) == [FIRST, SECOND, THIRD]

    async def test_of_one_question(self, town: Town) -> None:
        question, followers = await met(town, 3)
        await town.answer_at_once(question, SECOND, by=town.carol)
        await town.pass_time(1)
        await town.answer_at_once(question, THIRD)
        await town.pass_time(6)
        for each in followers:
            assert said(each) == [FIRST, SECOND, THIRD]

    async def test_after_one_that_failed(self, town: Town) -> None:
        question, followers = await met(town, 3)
        other = await town.ask(OTHER)
        await follow(town, other, *followers)
        town.gaps.break_server(to(*followers), times=3)
        await town.answer_at_once(question, SECOND, by=town.carol)
        await town.pass_time(3)
        await town.answer_at_once(other, THIRD)
        await town.pass_time(120)
        for each in followers:
            assert said(each) == [FIRST, SECOND, THIRD]
        await nothing_waits(town)

    @pytest.mark.parametrize("came", [True, False])
    async def test_after_a_restart_the_earlier_one_is_looked_for(
        self, town: Town, *, came: bool
    ) -> None:
        question, followers = await met(town, 3)
        other = await town.ask(OTHER)
        await follow(town, other, *followers)
        await turn_is_taken(town)
        if not came:
            town.gaps.break_server(to(*followers), times=3)
        await town.answer_at_once(question, SECOND, by=town.carol)
        await town.pass_time(3)
        await town.restart()
        await town.answer_at_once(other, THIRD)
        await town.pass_time(8)
        assert told(followers, 3) == 3 or not came
        await town.pass_time(90)
        for each in followers:
            assert said(each) == [FIRST, SECOND, THIRD]
        await nothing_waits(town)


def said(person: MemberActor) -> list[str]:
    """Return which answers somebody was told of, as they came."""
    return [each for text in dm_texts(person) for each in (FIRST, SECOND, THIRD) if each in text]


class TestInTrouble:
    """An early one that fails is nowhere told of, and looked for in its turn."""

    @pytest.mark.parametrize("is_after", [False, True])
    async def test_nobody_knows_whether_it_was_sent(self, town: Town, *, is_after: bool) -> None:
        question, followers = await met(town, 4)
        await turn_is_taken(town)
        if is_after:
            town.gaps.lose_answer(to(*followers), times=4)
        else:
            town.gaps.break_server(to(*followers), times=4)
        await town.answer(question, SECOND, by=town.carol)
        await town.pass_time(3)
        said = {(each.attempts, each.reason, each.is_uncertain) for each in await waiting(town)}
        assert said == {(0, None, False)}
        await town.pass_time(90)
        assert told(followers, 2) == 4
        await nothing_waits(town)

    @pytest.mark.parametrize("is_after", [False, True])
    @pytest.mark.parametrize("at", [0, 1, 2])
    async def test_a_kill(self, town: Town, at: int, *, is_after: bool) -> None:
        question, followers = await met(town, 3)
        town.gaps.crash(to(followers[at]), after=is_after)
        await town.answer(question, SECOND, by=town.carol)
        await town.pass_time(3)
        assert town.gaps.is_dead
        await town.come_back()
        await town.pass_time(90)
        assert told(followers, 2) == 3
        await nothing_waits(town)

    async def test_a_channel_that_is_gone(self, town: Town) -> None:
        question, followers = await met(town, 3)
        await turn_is_taken(town)
        town.gaps.refuse(to(followers[1]), 404, 10003)
        opened = len(town.gaps.tried(OPEN_DM))
        await town.answer(question, SECOND, by=town.carol)
        await town.pass_time(40)
        assert told(followers, 2) == 3
        assert len(town.gaps.tried(OPEN_DM)) == opened + 1

    async def test_who_refuses_them_is_asked_for_it_in_their_turn(self, town: Town) -> None:
        question, followers = await met(town, 3)
        town.gaps.refuse(to(*followers), 403, 50007, times=None)
        await town.answer(question, SECOND, by=town.carol)
        await town.pass_time(60)
        await nothing_waits(town)
        town.gaps.heal()
        await town.answer(question, THIRD)
        await town.pass_time(60)
        assert told(followers, 1) == 3
        for each in followers:
            assert "Discord didn't let my last DM" in private_text(
                await each.slash(town.lobby, "inbox")
            )


async def test_what_came_early_counts_as_heard_of(town: Town) -> None:
    question, followers = await met(town, 3)
    await turn_is_taken(town)
    town.gaps.break_server(to(followers[0]))
    await town.answer(question, SECOND, by=town.carol)
    await town.pass_time(3)
    assert len(await waiting(town)) == 3
    assert [await heard(town, each) for each in followers] == [
        [False, True],
        [True, True],
        [True, True],
    ]


async def test_a_restart_forgets_nothing_that_did_not_come_early(town: Town) -> None:
    question, followers = await met(town, 3)
    await turn_is_taken(town)
    town.gaps.break_server(to(followers[0]))
    await town.answer(question, SECOND, by=town.carol)
    await town.pass_time(3)
    before = {each.sealed for each in await waiting(town)}
    await write_not_early(town.bot.database)
    assert before.isdisjoint(each.sealed for each in await waiting(town)), "all are sealed anew"
    async with town.bot.database.read() as session:
        not_early(session).clear()
    assert [await heard(town, each) for each in followers] == [
        [False, True],
        [True, True],
        [True, True],
    ]


async def test_in_quiet_hours_nothing_comes_early(town: Town) -> None:
    question, followers = await met(town, 2)
    await sleeps(town, followers[0])
    await turn_is_taken(town)
    await town.answer(question, SECOND, by=town.carol)
    await town.pass_time(30)
    assert [len(dms(each)) for each in followers] == [1, 2]
    await morning(town)
    assert [len(dms(each)) for each in followers] == [2, 2]


@pytest.mark.parametrize("seconds", [0, 5])
async def test_what_is_hidden_is_not_said_early_nor_goes_on_standing_there(
    town: Town, seconds: float
) -> None:
    question, followers = await met(town, 2)
    await turn_is_taken(town)
    answer = await town.answer_at_once(question, SECOND, by=town.carol)
    await town.pass_time(seconds)
    await hidden(town, answer)
    await town.pass_time(40)
    for each in followers:
        assert SECOND not in "".join(dm_texts(each))
    await nothing_waits(town)


async def heard(town: Town, person: MemberActor) -> list[bool]:
    """Return of what somebody is told a DM brought it, the newest first."""
    async with town.bot.database.read() as session:
        return [each.is_heard for each in await all_sealed(session, person.id, None)]


async def test_somebody_anonymous_waits_for_no_turn(town: Town) -> None:
    await met(town, 2)
    form = await town.alice.slash(town.lobby, "ask")
    await submit(town.alice, form, title=OTHER, details="", options=["anonymous", "notify"])
    await town.pass_time(30)
    asked = max(each.id or 0 for each in await rows(town, Post))
    await town.answer(asked, FIRST, by=town.carol)
    await town.pass_time(25)
    assert said(town.alice) == [FIRST]
    await turn_is_taken(town)
    await town.answer(asked, SECOND, by=town.bob)
    await town.pass_time(2)
    assert said(town.alice) == [FIRST, SECOND]


async def test_an_early_one_leaves_no_trace_in_clear(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever is known, and whoever stopped DMs of it: their rows look and change alike."""
    made: dict[int | None, bytes | None] = {}

    async def noted(session: AsyncSession, kind: DeliveryKind, **more: Any) -> int:  # noqa: ANN401  # handed on as it is
        number = await enqueue(session, kind, **more)
        made[number] = more.get("sealed")
        return number

    monkeypatch.setattr(mail, "enqueue", noted)
    question, followers = await met(town, 3)
    await turn_is_taken(town)
    panel = reply_of(await followers[0].slash(town.lobby, "notifications"))
    await followers[0].select(panel, ["off"], custom_id="way-questions:0")
    town.bot.context.channels.met.lose(followers[1].id, followers[1].user.dm_channel.id)
    await town.answer(question, SECOND, by=town.carol)
    await town.pass_time(1)
    found = await waiting(town)
    assert [len(dms(each)) for each in followers] == [1, 1, 2]
    assert {(each.state, each.attempts, each.reason, each.is_uncertain) for each in found} == {
        (DeliveryState.WAITING, 0, None, False)
    }
    times = sorted(each.due_at for each in found)
    assert [after - at for at, after in pairwise(times)] == [timedelta(seconds=10)] * 2
    assert all(each.sealed != made[each.id] for each in found), "all are sealed anew"
    assert len({len(each.sealed or b"") for each in found}) == 1


async def just_before_ten(town: Town) -> None:
    """Be back twelve seconds before quiet hours begin."""
    await morning(town, 21.9)
    now = town.bot.now()
    ten = now.replace(hour=22, minute=0, second=0, microsecond=0)
    await town.bot.close()
    town.env.backend.advance_clock((ten - now).total_seconds() - 12)
    await town.come_back()


async def test_what_came_before_a_restart_does_not_come_again_after_quiet_hours(
    town: Town,
) -> None:
    question, followers = await met(town, 4)
    await sleeps(town, followers[3])
    await just_before_ten(town)
    await town.answer(question, SECOND, by=town.carol)
    await town.pass_time(4)
    assert [said(each) for each in followers] == [[FIRST, SECOND]] * 4
    await town.pass_time(8)  # now it is quiet, and its turn still to come
    await town.restart()
    await town.pass_time(90)
    await morning(town, 10.1)
    await town.pass_time(30)
    assert [said(each) for each in followers] == [[FIRST, SECOND]] * 4
    await nothing_waits(town)


async def test_what_came_before_a_restart_is_heard_though_it_is_wanted_no_more(
    town: Town,
) -> None:
    question, followers = await met(town, 3)
    await turn_is_taken(town)
    await town.answer(question, SECOND, by=town.carol)
    await town.pass_time(3)
    assert [said(each) for each in followers] == [[FIRST, SECOND]] * 3
    panel = reply_of(await followers[2].slash(town.lobby, "notifications"))
    await followers[2].select(panel, ["inbox"], custom_id="way-questions:0")
    await town.restart()
    await town.pass_time(90)
    await nothing_waits(town)
    assert "new notification" not in private_text(await followers[2].slash(town.lobby, "help"))


async def test_what_did_not_come_is_written_at_a_stop_whatever_else_takes_its_time(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    question, followers = await met(town, 3)
    await turn_is_taken(town)
    town.gaps.break_server(to(*followers), times=3)
    await town.answer(question, SECOND, by=town.carol)
    await town.pass_time(3)

    async def takes_for_ever(_: Database) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr(client, "LAST_WORDS_SECONDS", 0.5)
    monkeypatch.setattr(client, "write_reads", takes_for_ever)
    await town.bot._write_down()
    async with town.bot.database.read() as session:
        said = [plain_of(session, each).get(NOT_EARLY) for each in await waiting(town)]
    assert said == [1, 1, 1]
