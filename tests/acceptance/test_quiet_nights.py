"""Quiet hours: what comes in them waits, and comes as one DM when they end."""

import json
from datetime import timedelta

import pytest
from simcord.actors import MemberActor
from sqlalchemy import text

from bot.forum.anonymous.naming import take_name
from bot.forum.anonymous.relisting import list_anew
from bot.forum.anonymous.rotation import abandon, note_key
from bot.forum.identity import Sealer
from bot.forum.privacy.erasing import erase
from bot.forum.stopping import stop
from data.columns import run
from data.database import Database
from data.notices import hold_notification
from data.tables import Delivery, DeliveryKind, Notification, NotificationKind, Preference
from tests.acceptance.facts import rows
from tests.acceptance.town import Town, actor
from tests.support.calls import SEND, in_channel
from tests.support.people import press, submit
from tests.support.reading import (
    buttons_of,
    components_of,
    dm_texts,
    dms,
    private_text,
    reply_of,
    text_of,
)

# The simulated clock starts at midnight, UTC: quiet hours are from 22 until 8.
SAID = "answered your question"
TITLE = "How can I sleep before an exam?"
OTHER = "How can I wake up early?"
HOUR = timedelta(hours=1).total_seconds()


async def sleeps(town: Town, person: MemberActor, zone: str = "UTC") -> None:
    """Let somebody have quiet hours."""
    panel = reply_of(await person.slash(town.lobby, "notifications", time_zone=zone))
    await person.select(panel, ["22"], custom_id="quiet-start:0")
    chosen = [
        option["label"]
        for each in components_of(panel)
        for option in each.get("options", [])
        if option.get("default")
    ]
    assert {"Quiet from 22:00", "Quiet until 8:00"} <= set(chosen)
    await town.carry_out()


async def told(town: Town) -> list[Notification]:
    """Return what people are told of answers, the oldest first."""
    found = await rows(town, Notification)
    return [each for each in found if each.kind is NotificationKind.ANSWER]


async def turns(town: Town) -> list[Delivery]:
    """Return the turns that end somebody's quiet hours."""
    return [each for each in await rows(town, Delivery) if each.kind is DeliveryKind.WAKE_UP]


async def morning(town: Town, hours: float = 8.01) -> None:
    """Let the night pass, which takes the test less time than waiting."""
    await town.bot.close()
    town.env.backend.advance_clock(hours * HOUR)
    await town.come_back()
    await town.pass_time(3)


async def test_one_that_waited_comes_as_it_is(town: Town) -> None:
    await sleeps(town, town.alice)
    await town.answer(await town.ask(TITLE, notify=True))
    assert dms(town.alice) == []
    assert "answered your question" in private_text(await town.alice.slash(town.lobby, "inbox"))
    await morning(town)
    (message,) = dms(town.alice)
    assert f"Bob answered your question **{TITLE}**" in text_of(message)
    assert "Stop this kind" in buttons_of(message)
    await morning(town, 1)
    await morning(town, 24)
    assert len(dms(town.alice)) == 1


async def test_several_come_as_one_in_their_order_and_lead_to_the_inbox(town: Town) -> None:
    await sleeps(town, town.alice)
    first, second = await town.ask(TITLE, notify=True), await town.ask(OTHER, notify=True)
    await town.answer(first)
    await town.answer(second, by=town.carol)
    await town.answer(first, "Another thing that helped me.")
    await morning(town)
    (message,) = dms(town.alice)
    said = text_of(message)
    assert said.startswith("### While it was quiet")
    places = [said.index(each) for each in (f"Bob answered your question **{TITLE}**", "Carol")]
    assert places == sorted(places)
    assert said.count(SAID) == 3
    assert "Calm Waters" in said
    offered = ["Open inbox", "Choose what you get", "Make these discreet"]
    assert buttons_of(message) == offered
    assert private_text(await press(town.alice, message, "Open inbox")).count(SAID) == 3
    await town.answer(second, "By day it comes at once.")
    assert "By day it comes at once." in dm_texts(town.alice)[-1]


async def test_what_was_read_or_stopped_meanwhile_does_not_come(town: Town) -> None:
    await sleeps(town, town.alice)
    first, second = await town.ask(TITLE, notify=True), await town.ask(OTHER, notify=True)
    await town.answer(first)
    shown = reply_of(await town.alice.slash(town.lobby, "inbox"))
    await press(town.alice, shown, "Mark all as read")
    await town.answer(second)
    await stop(
        town.bot.database,
        notification_id=(await told(town))[-1].id or 0,
        discord_id=town.alice.id,
        now=town.bot.now(),
    )
    await morning(town)
    assert dms(town.alice) == []


async def test_what_is_anonymous_comes_in_the_same_message(town: Town) -> None:
    await sleeps(town, town.alice)
    form = await town.alice.slash(town.lobby, "ask")
    options = ["anonymous", "notify"]
    await submit(town.alice, form, title=OTHER, details="", options=options)
    await town.pass_time(25)
    await town.answer(1)
    await town.answer(await town.ask(TITLE, notify=True))
    await town.pass_time(15)
    assert dms(town.alice) == []
    named, sealed = sorted(await told(town), key=lambda row: row.sealed is not None)
    assert named.held_at is not None
    assert sealed.held_at is None
    await morning(town)
    (said,) = dm_texts(town.alice)
    assert OTHER in said
    assert TITLE in said
    await morning(town, 24)
    assert len(dms(town.alice)) == 1


@pytest.mark.parametrize("is_after", [True, False])
async def test_a_kill_at_the_send_neither_loses_nor_doubles(town: Town, *, is_after: bool) -> None:
    await sleeps(town, town.alice)
    first = await town.ask(TITLE, notify=True)
    await town.answer(first)
    await town.answer(first, "Another thing that helped me.")
    town.gaps.crash(SEND, after=is_after)
    await morning(town)
    assert town.gaps.is_dead
    await town.come_back()
    await town.pass_time(5)
    assert len(dms(town.alice)) == 1
    await morning(town, 24)
    assert len(dms(town.alice)) == 1


async def test_what_begins_to_wait_after_a_send_that_was_cut_off_comes_too(town: Town) -> None:
    await sleeps(town, town.alice)
    first = await town.ask(TITLE, notify=True)
    await town.answer(first, "An early thing that helped.")
    await town.answer(first, "Another thing that helped me.")
    await town.answer(first, "And one thing more that helps.")
    late = (await told(town))[0].id or 0
    async with town.bot.database.write() as session:
        await run(
            session, text("UPDATE notification SET held_at = NULL WHERE id = :id"), {"id": late}
        )
    town.gaps.crash(SEND, after=True)
    await morning(town)
    assert len(dms(town.alice)) == 1
    database = Database(town.new_bot.settings.database_url)
    async with database.write() as session:
        await hold_notification(session, late, town.bot.now() + timedelta(milliseconds=1))
    await database.close()
    await town.come_back()
    await town.pass_time(5)
    _, other = dm_texts(town.alice)
    assert "An early thing that helped." in other
    await morning(town, 24)
    assert len(dms(town.alice)) == 2


async def test_an_answer_that_was_lost_sends_nothing_twice(town: Town) -> None:
    await sleeps(town, town.alice)
    await town.answer(await town.ask(TITLE, notify=True))
    town.gaps.lose_answer(SEND)
    await morning(town)
    await town.pass_time(5)
    assert len(dms(town.alice)) == 1


async def test_what_waits_comes_at_once_when_there_are_no_quiet_hours_any_more(
    town: Town,
) -> None:
    await sleeps(town, town.alice)
    await town.answer(await town.ask(TITLE, notify=True))
    panel = reply_of(await town.alice.slash(town.lobby, "notifications"))
    await town.alice.select(panel, ["never"], custom_id="quiet-start:0")
    await town.carry_out()
    assert len(dms(town.alice)) == 1
    kinds = {each.kind for each in await rows(town, Delivery)}
    assert DeliveryKind.WAKE_UP not in kinds


async def test_another_time_zone_in_which_it_is_day(town: Town) -> None:
    await sleeps(town, town.alice)
    await town.answer(await town.ask(TITLE, notify=True))
    await town.alice.slash(town.lobby, "notifications", time_zone="Asia/Tokyo")
    await town.carry_out()
    assert len(dms(town.alice)) == 1


async def test_a_time_zone_comes_first_and_must_be_one(town: Town) -> None:
    panel = reply_of(await town.alice.slash(town.lobby, "notifications"))
    assert "need your time zone" in text_of(panel)
    said = private_text(await town.alice.slash(town.lobby, "notifications", time_zone="Mars"))
    assert said.startswith("Choose your time zone first")
    found = await town.alice.autocomplete(town.lobby, "notifications", "time_zone", "berl")
    assert [each["value"] for each in found] == ["Europe/Berlin"]
    assert await rows(town, Preference) == []


async def test_discreet_ones_say_only_how_many_there_are(town: Town) -> None:
    await sleeps(town, town.alice)
    panel = reply_of(await town.alice.slash(town.lobby, "notifications"))
    await press(town.alice, panel, "Make DMs discreet")
    first = await town.ask(TITLE, notify=True)
    await town.answer(first)
    await town.answer(first, "Another thing that helped me.")
    await morning(town)
    (message,) = dms(town.alice)
    assert text_of(message) == "There are 2 new things for you."
    body = json.dumps([call.json for call in town.gaps.done(in_channel(SEND, message.channel.id))])
    assert not any(word in body for word in ("Bob", "sleep", "Calm", "https"))
    assert private_text(await press(town.alice, message, "Show")).count(SAID) == 2


async def test_whoever_left_gets_nothing_and_others_go_on(town: Town) -> None:
    for person in (town.alice, town.carol):
        await sleeps(town, person)
        await town.answer(await town.ask(f"{TITLE} {person.name}", by=person, notify=True))
    town.env.backend.remove_member(town.guild.id, town.alice.id)
    await morning(town)
    assert dms(town.alice) == []
    assert len(dms(town.carol)) == 1


async def test_the_turn_is_the_same_whether_or_not_anything_waits(town: Town) -> None:
    """Whoever reads the file sees when somebody's quiet hours end, and nothing else."""
    for person in (town.alice, town.carol):
        await sleeps(town, person)
    await town.answer(await town.ask(TITLE, notify=True))
    before = await turns(town)
    await morning(town)
    after = await turns(town)
    for found in (before, after):
        one, other = found
        assert (one.due_at, len(one.sealed or b"")) == (other.due_at, len(other.sealed or b""))
        assert one.payload == other.payload == {}
        assert one.forum_id is other.forum_id is None


async def test_what_waits_is_told_in_a_word_when_the_keys_are_given_up(town: Town) -> None:
    await sleeps(town, town.alice)
    await town.answer(await town.ask(TITLE, notify=True))
    await abandon(town.bot.database, [Sealer(b"made after the old one was lost").key_id])
    await note_key(town.bot.database, town.bot.sealer, town.bot.now())
    await list_anew(town.bot.database)
    await morning(town)
    assert dms(town.alice) == []
    said = private_text(await town.alice.slash(town.lobby, "help"))
    assert "There is 1 new notification for you in /inbox." in said


async def asked_anonymously(town: Town) -> None:
    """Have Alice ask anonymously, and be answered while she sleeps."""
    form = await town.alice.slash(town.lobby, "ask")
    options = ["anonymous", "notify"]
    await submit(town.alice, form, title=OTHER, details="", options=options)
    await town.pass_time(25)
    await town.answer(1)
    await town.pass_time(15)
    assert dms(town.alice) == []


async def test_what_waits_for_whoever_takes_their_name_meanwhile_comes(town: Town) -> None:
    await sleeps(town, town.alice)
    await asked_anonymously(town)
    person = actor(town.alice)
    await take_name(
        town.bot.database, forum_id=town.forum_id, post_id=1, actor=person, now=town.bot.now()
    )
    await morning(town)
    (message,) = dms(town.alice)
    assert f"answered your question **{OTHER}**" in text_of(message)


async def test_what_was_read_and_heard_of_stays_so_under_ones_name(town: Town) -> None:
    form = await town.alice.slash(town.lobby, "ask")
    await submit(town.alice, form, title=OTHER, details="", options=["anonymous", "notify"])
    await town.pass_time(25)
    await town.answer(1)
    await town.pass_time(15)
    shown = reply_of(await town.alice.slash(town.lobby, "inbox"))
    await press(town.alice, shown, "Mark all as read")
    person = actor(town.alice)
    await take_name(
        town.bot.database, forum_id=town.forum_id, post_id=1, actor=person, now=town.bot.now()
    )
    (row,) = await told(town)
    assert (row.is_heard, row.read_at, row.held_at) == (True, town.bot.now(), None)


async def test_what_waits_of_ones_anonymous_posts_comes_also_if_one_is_erased(town: Town) -> None:
    for person in (town.alice, town.carol):
        await sleeps(town, person)
    await asked_anonymously(town)
    for person in (town.alice, town.carol):
        await erase(town.bot.database, user_id=person.id, removes=(), now=town.bot.now())
    # One turn is left to each of them, whoever wrote anonymously.
    assert len(await turns(town)) == 2
    assert await rows(town, Preference) == []
    await morning(town)
    (message,) = dms(town.alice)
    assert f"answered your question **{OTHER}**" in text_of(message)
    assert dms(town.carol) == []
    assert await turns(town) == []
