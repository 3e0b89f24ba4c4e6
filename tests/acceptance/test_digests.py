"""Digests: the best of what one follows since the last one, at one's own hour, once."""

from datetime import timedelta

import pytest
from simcord.actors import MemberActor

from data.tables import Delivery, DeliveryKind
from tests.acceptance.facts import rows
from tests.acceptance.town import Town, build
from tests.support.calls import SEND, on
from tests.support.people import press
from tests.support.reading import (
    buttons_of,
    dm_texts,
    dms,
    private_text,
    reply_of,
    starter_of,
    text_of,
)

# The simulated clock starts at midnight, UTC, on a Thursday: digests come at 18 o'clock.
TITLE = "How can I sleep before an exam?"
HOUR = timedelta(hours=1).total_seconds()
DAY = 24 * HOUR


async def wants_digest(town: Town, person: MemberActor, every: str = "daily") -> None:
    """Let somebody follow the tag sleep in the inbox alone, and have a digest."""
    await town.ask("How do I stay awake at noon?", by=town.bob, tags=["sleep"])
    await person.slash(town.lobby, "follow", tag="sleep")
    panel = reply_of(await person.slash(town.lobby, "notifications", time_zone="UTC"))
    await person.select(panel, [every], custom_id="digest-every:0")
    await town.carry_out()


async def later(town: Town, seconds: float) -> None:
    """Let time pass, which takes the test less of it than waiting."""
    await town.bot.close()
    town.env.backend.advance_clock(seconds)
    await town.come_back()
    await town.pass_time(3)


async def test_what_is_new_comes_once_at_the_hour(town: Town) -> None:
    await wants_digest(town, town.carol)
    await town.ask(TITLE, tags=["sleep"])
    await later(town, 17 * HOUR)
    assert dms(town.carol) == []
    await later(town, 1.01 * HOUR)
    (message,) = dms(town.carol)
    said = text_of(message)
    assert said.startswith("### Your digest\n**New in what you follow**")
    assert f"**[{TITLE}](https://discord.com/channels/" in said
    assert "awake at noon" not in said, "it was there before"
    assert buttons_of(message)[:3] == ["Open inbox", "Choose what you get", "Stop the digest"]
    await later(town, DAY)
    assert len(dms(town.carol)) == 1, "nothing is sent when nothing is new"


async def test_what_a_dm_brought_is_not_in_it(town: Town) -> None:
    question = await town.ask(TITLE)
    await press(town.carol, starter_of(town.channel.threads[0]), "Notify me")
    await wants_digest(town, town.carol)
    await town.ask("How long does a nap take?", tags=["sleep"])
    await town.answer(question)
    assert len(dms(town.carol)) == 1
    await later(town, 18.1 * HOUR)
    _, text = dm_texts(town.carol)
    assert "How long does a nap take?" in text
    assert TITLE not in text


async def test_what_a_digest_brings_is_not_told_of_after_a_command(town: Town) -> None:
    await wants_digest(town, town.carol)
    await town.ask(TITLE, tags=["sleep"])
    assert "/inbox." not in private_text(await town.carol.slash(town.lobby, "following"))
    await later(town, 18.1 * HOUR)
    assert TITLE in dm_texts(town.carol)[0]
    assert "new notification" not in private_text(await town.carol.slash(town.lobby, "following"))


async def test_each_forum_has_its_lines(town: Town) -> None:
    people = (town.alice, town.bob, town.carol)
    others = [await build(town, f"Other Waters {each}", people=people) for each in range(2)]
    for each in (town, *others):
        await wants_digest(each, each.carol)
        for number in range(6):
            await each.ask(f"How do I sleep, for the {number}th time?", tags=["sleep"])
    await later(town, 18.1 * HOUR)
    (text,) = dm_texts(town.carol)
    for name in ("Calm Waters", "Other Waters 0", "Other Waters 1"):
        assert f"**{name}**\n**New in what you follow**\n- **[How do I sleep" in text
    assert text.count("- **[") == 8
    assert "10 more are in /inbox." in text


async def test_an_outage_of_days_costs_one_digest(town: Town) -> None:
    await wants_digest(town, town.carol)
    await town.ask(TITLE, tags=["sleep"])
    await later(town, 7.1 * DAY)
    assert len(dms(town.carol)) == 1
    await town.ask("How long does a nap take?", tags=["sleep"])
    await later(town, DAY)
    assert len(dms(town.carol)) == 2


async def test_a_weekly_one_comes_on_monday(town: Town) -> None:
    await wants_digest(town, town.carol, "weekly")
    await town.ask(TITLE, tags=["sleep"])
    await later(town, 4 * DAY)
    assert dms(town.carol) == []
    await later(town, 18.1 * HOUR)
    assert len(dms(town.carol)) == 1


async def test_answers_in_a_question_one_follows_are_counted(town: Town) -> None:
    question = await town.ask(TITLE)
    await press(town.carol, starter_of(town.channel.threads[0]), "Notify me")
    await wants_digest(town, town.carol)
    panel = reply_of(await town.carol.slash(town.lobby, "notifications"))
    await town.carol.select(panel, ["inbox"], custom_id="way-questions:0")
    await town.answer(question)
    await town.answer(question, "Another thing that helped me.")
    await later(town, 18.1 * HOUR)
    (text,) = dm_texts(town.carol)
    assert f"[{TITLE}]" in text
    assert "2 new posts" in text


async def test_who_answers_reads_first_what_needs_a_reply(town: Town) -> None:
    question = await town.ask("How do I rest?")
    await town.answer(question, by=town.carol)
    await wants_digest(town, town.carol)
    await town.ask(TITLE)
    await later(town, 18.1 * HOUR)
    (text,) = dm_texts(town.carol)
    assert text.startswith("### Your digest\n**Need a reply**")
    assert TITLE in text


async def test_what_was_read_is_not_in_it(town: Town) -> None:
    await wants_digest(town, town.carol)
    await town.ask(TITLE, tags=["sleep"])
    shown = reply_of(await town.carol.slash(town.lobby, "inbox"))
    await press(town.carol, shown, "Mark all as read")
    await later(town, 18.1 * HOUR)
    assert dms(town.carol) == []


@pytest.mark.parametrize("is_after", [True, False])
async def test_a_kill_at_the_send_neither_loses_nor_doubles(town: Town, *, is_after: bool) -> None:
    await wants_digest(town, town.carol)
    await town.ask(TITLE, tags=["sleep"])
    town.gaps.crash(SEND, after=is_after)
    await later(town, 18.1 * HOUR)
    assert town.gaps.is_dead
    await town.come_back()
    await town.pass_time(5)
    assert len(dms(town.carol)) == 1
    await later(town, DAY)
    assert len(dms(town.carol)) == 1


async def test_one_that_was_sent_is_found_later_and_what_came_after_it_is_in_the_next(
    town: Town,
) -> None:
    await wants_digest(town, town.carol)
    await town.ask(TITLE, tags=["sleep"])
    town.gaps.lose_answer(SEND)
    town.gaps.break_server(on("GET", "/channels/*/messages"), times=None)
    await later(town, 18.1 * HOUR)
    await town.ask("How long does a nap take?", tags=["sleep"])
    town.gaps.heal()
    await later(town, HOUR)
    assert len(dms(town.carol)) == 1
    await later(town, DAY)
    assert "a nap take" in dm_texts(town.carol)[-1]
    assert len(dms(town.carol)) == 2


async def test_a_discreet_one_shows_it_privately_and_it_can_be_stopped(town: Town) -> None:
    await wants_digest(town, town.carol)
    panel = reply_of(await town.carol.slash(town.lobby, "notifications"))
    await press(town.carol, panel, "Make DMs discreet")
    await town.ask(TITLE, tags=["sleep"])
    await later(town, 18.1 * HOUR)
    (message,) = dms(town.carol)
    assert text_of(message) == "There is something new for you."
    shown = await press(town.carol, message, "Show")
    assert TITLE in private_text(shown)
    said = private_text(await town.carol.user.click(reply_of(shown), label="Stop the digest"))
    assert said.startswith("You'll get no more digests.")
    kinds = {each.kind for each in await rows(town, Delivery)}
    assert DeliveryKind.DIGEST not in kinds


async def test_whoever_left_gets_none(town: Town) -> None:
    await wants_digest(town, town.carol)
    await town.ask(TITLE, tags=["sleep"])
    town.env.backend.remove_member(town.guild.id, town.carol.id)
    await later(town, 18.1 * HOUR)
    assert dms(town.carol) == []


async def test_before_a_time_zone_is_chosen_its_hour_is_in_utc(town: Town) -> None:
    await town.ask("How do I stay awake at noon?", by=town.bob, tags=["sleep"])
    await town.carol.slash(town.lobby, "follow", tag="sleep")
    panel = reply_of(await town.carol.slash(town.lobby, "notifications"))
    assert "Its hour is in UTC until you choose your time zone." in text_of(panel)
    await town.carol.select(panel, ["daily"], custom_id="digest-every:0")
    await town.carol.select(panel, ["1"], custom_id="digest-hour:0")
    await town.ask(TITLE, tags=["sleep"])
    await later(town, 1.01 * HOUR)
    assert len(dms(town.carol)) == 1
    panel = reply_of(await town.carol.slash(town.lobby, "notifications", time_zone="Asia/Tokyo"))
    assert "UTC" not in text_of(panel)
    await town.ask("How long does a nap take?", tags=["sleep"])
    await later(town, 14.01 * HOUR)  # 1 o'clock in Tokyo is 16 o'clock in UTC
    assert len(dms(town.carol)) == 1
    await later(town, HOUR)
    assert len(dms(town.carol)) == 2


async def test_it_waits_for_quiet_hours_to_end(town: Town) -> None:
    await wants_digest(town, town.carol)
    panel = reply_of(await town.carol.slash(town.lobby, "notifications"))
    await town.carol.select(panel, ["17"], custom_id="quiet-start:0")
    await town.carol.select(panel, ["20"], custom_id="quiet-end:0")
    await town.carol.select(panel, ["19"], custom_id="digest-hour:0")
    await town.ask(TITLE, tags=["sleep"])
    await later(town, 19.1 * HOUR)
    assert dms(town.carol) == []
    await later(town, HOUR)
    assert len(dms(town.carol)) == 1


async def test_quiet_hours_that_are_chosen_later_move_it(town: Town) -> None:
    await wants_digest(town, town.carol)
    await town.ask(TITLE, tags=["sleep"])
    panel = reply_of(await town.carol.slash(town.lobby, "notifications"))
    await town.carol.select(panel, ["17"], custom_id="quiet-start:0")
    await town.carol.select(panel, ["20"], custom_id="quiet-end:0")
    (digest,) = [each for each in await rows(town, Delivery) if each.kind is DeliveryKind.DIGEST]
    assert digest.due_at.hour == 20
    await later(town, 18.1 * HOUR)
    assert dms(town.carol) == []
    await town.carol.select(panel, ["never"], custom_id="quiet-start:0")
    await town.carry_out()
    assert len(dms(town.carol)) == 1, "its hour has passed, and nothing is quiet any more"
    await later(town, 3 * HOUR)
    assert len(dms(town.carol)) == 1


async def test_one_that_comes_late_after_an_outage_waits_while_it_is_quiet(town: Town) -> None:
    await wants_digest(town, town.carol)
    panel = reply_of(await town.carol.slash(town.lobby, "notifications"))
    await town.carol.select(panel, ["22"], custom_id="quiet-start:0")
    await town.ask(TITLE, tags=["sleep"])
    await later(town, 23 * HOUR)
    assert dms(town.carol) == []
    await later(town, 9 * HOUR)
    assert len(dms(town.carol)) == 1
