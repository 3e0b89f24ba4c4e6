"""How fast direct messages go out: new people slowly, nobody new while Discord balks."""

from datetime import timedelta

import pytest
from simcord.actors import MemberActor

from bot.publishing.dm_channels import PAUSES
from bot.settings import Settings
from data.tables import Account, Delivery, DeliveryKind, DeliveryState
from tests.acceptance.facts import rows
from tests.acceptance.town import Town
from tests.support.calls import OPEN_DM, SEND, either, in_channel, on
from tests.support.reading import dm_texts, private_text
from tests.support.worlds import ForumWorld

TITLE = "Question number {} of somebody else"
MEMBER = on("GET", "/guilds/*/members/*")
MINUTE = 60


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Keep to the pace that is the default."""
    usual = Settings.model_fields["new_dm_channel_seconds"].default
    return settings.model_copy(update={"new_dm_channel_seconds": usual})


async def askers(town: Town, count: int) -> list[MemberActor]:
    """Let people ask who wish for DMs, and nobody has written to yet."""
    found = []
    for number in range(count):
        person = town.guild.add_member(
            town.env.create_user(f"asker{number}", global_name=f"Asker {number}")
        )
        await town.ask(TITLE.format(number), by=person, notify=True)
        found.append(person)
    return found


async def answer_all(
    town: Town, count: int, body: str = "A walk helped me a lot, dear {}."
) -> None:
    """Answer their questions, all in one moment."""
    for number in range(1, count + 1):
        await town.answer_at_once(number, body.format(number))


def told(people: list[MemberActor], count: int = 1) -> int:
    return sum(len(dm_texts(person)) >= count for person in people)


async def test_new_people_are_written_to_ten_seconds_apart(town: Town) -> None:
    people = await askers(town, 4)
    await answer_all(town, 4)
    reached = []
    for _ in range(8):
        await town.pass_time(5)
        reached.append(told(people))
    assert reached == [1, 1, 2, 2, 3, 3, 4, 4]


async def test_whom_one_wrote_to_before_does_not_wait(town: Town) -> None:
    people = await askers(town, 4)
    await answer_all(town, 4)
    await town.pass_time(MINUTE)
    assert told(people) == 4
    opened = len(town.gaps.tried(OPEN_DM))
    await town.come_back()
    await answer_all(town, 4, "And another one slept by day, number {}.")
    await town.pass_time(3)
    assert told(people, 2) == 4
    assert len(town.gaps.tried(OPEN_DM)) == opened, "their channels are known after a restart, too"
    assert {account.dm_channel_id is not None for account in await rows(town, Account)} == {True}


@pytest.mark.parametrize(("code", "hours"), [(40003, 1), (20026, 24)])
async def test_nobody_new_is_written_to_while_discord_balks(
    town: Town, code: int, hours: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert timedelta(hours=hours) == PAUSES[code]
    monkeypatch.setitem(PAUSES, code, timedelta(minutes=3))  # simulated time is not free
    (known,) = await askers(town, 1)
    await answer_all(town, 1)
    await town.pass_time(MINUTE)
    new = town.carol
    await town.ask("A question of somebody new", by=new, notify=True)
    town.gaps.refuse(OPEN_DM, 403, code)
    await town.answer_at_once(3, "A walk helped me a lot, Carol.")
    await town.answer_at_once(1, "And another walk helped me even more.")
    await town.pass_time(MINUTE)
    assert told([known], 2) == 1
    assert told([new]) == 0
    tries = len(town.gaps.tried(OPEN_DM))
    assert town.bot.context.channels.paused_until(town.bot.now()) is not None
    await town.pass_time(MINUTE)
    assert len(town.gaps.tried(OPEN_DM)) == tries
    await town.pass_time(2 * MINUTE)
    assert told([new]) == 1
    kinds = [each.kind for each in await rows(town, Delivery)]
    assert DeliveryKind.DIRECT_MESSAGE not in kinds


async def test_health_says_that_new_people_wait(forum_world: ForumWorld) -> None:
    world = forum_world
    world.bot.context.channels._paused_until = world.bot.now() + timedelta(hours=1)
    said = private_text(await world.owner.slash(world.lobby, "forum health"))
    assert "Discord finds that I write to too many new people" in said
    assert "everything is in /inbox" in said


async def test_a_long_queue_asks_for_its_members_together(town: Town) -> None:
    people = await askers(town, 12)
    await answer_all(town, 12)
    await town.pass_time(3 * MINUTE)
    assert told(people) == 12
    assert len(town.gaps.tried(MEMBER)) <= 1


async def test_a_channel_that_is_gone_is_opened_anew(town: Town) -> None:
    (person,) = await askers(town, 1)
    await answer_all(town, 1)
    await town.pass_time(MINUTE)
    (account,) = await rows(town, Account)
    gone = in_channel(SEND, account.dm_channel_id or 0)
    town.gaps.refuse(gone, 404, 10003)
    await town.answer_at_once(1, "Another walk helped me even more.")
    await town.pass_time(MINUTE)
    assert told([person], 2) == 1


async def test_a_channel_that_stays_gone_is_not_opened_for_ever(town: Town) -> None:
    (person,) = await askers(town, 1)
    direct = person.user.dm_channel
    town.gaps.refuse(in_channel(SEND, direct.id), 404, 10003, times=None)
    await answer_all(town, 1)
    await town.pass_time(3 * MINUTE)
    assert told([person]) == 0
    assert len(town.gaps.tried(OPEN_DM)) == 1
    (given_up,) = [row for row in await rows(town, Delivery) if row.state is DeliveryState.FAILED]
    assert given_up.kind is DeliveryKind.DIRECT_MESSAGE


@pytest.mark.parametrize("code", [40003, 20026])
async def test_who_is_known_waits_no_pause_out(town: Town, code: int) -> None:
    people = await askers(town, 4)
    await answer_all(town, 4)
    await town.pass_time(MINUTE)
    to_them = either(*(in_channel(SEND, each.user.dm_channel.id) for each in people))
    town.gaps.refuse(to_them, 403, code, times=4)
    await answer_all(town, 4, "Another one for you, dear number {}.")
    await town.pass_time(MINUTE)
    assert told(people, 2) == 4
    until = town.bot.context.channels.paused_until(town.bot.now())
    assert until is not None
    assert until - town.bot.now() < PAUSES[code], "four refusals at once are one"
