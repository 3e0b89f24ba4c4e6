"""`/notifications`: how one is told of what, and DMs that carry what stops them."""

from datetime import timedelta

import pytest
from simcord.actors import MemberActor
from simcord.results import ResponseMessage

from data.tables import Account, Preference
from tests.acceptance.facts import news_in, rows, told
from tests.acceptance.test_leaving import days_later
from tests.acceptance.town import Town, build
from tests.support.people import answer, ask, press
from tests.support.reading import (
    buttons_of,
    components_of,
    dm_texts,
    dms,
    private_text,
    reply_of,
    starter_of,
    text_of,
)
from tests.support.worlds import ForumWorld

TITLE = "How can I sleep before an exam?"
DAY = timedelta(days=1)


def chosen_in(panel: ResponseMessage) -> dict[str, str]:
    """Return what each menu of a panel shows as chosen."""
    return {
        str(each["custom_id"]): option["label"]
        for each in components_of(panel)
        for option in each.get("options", [])
        if option.get("default") and str(each["custom_id"]).startswith("way-")
    }


async def choose(town: Town, person: MemberActor, topic: str, way: str) -> ResponseMessage:
    """Choose how to be told of a topic, everywhere."""
    panel = reply_of(await person.slash(town.lobby, "notifications"))
    await person.select(panel, [way], custom_id=f"way-{topic}:0")
    return panel


async def test_nothing_is_chosen_at_first_and_what_is_chosen_shows(town: Town) -> None:
    panel = reply_of(await town.alice.slash(town.lobby, "notifications"))
    assert panel.ephemeral
    at_first = chosen_in(panel)
    assert at_first.pop("way-welcome:0") == "Inbox only"
    assert set(at_first.values()) == {"DM where I asked for it"}
    assert len(at_first) == 6
    await town.alice.select(panel, ["off"], custom_id="way-comments:0")
    assert chosen_in(panel)["way-comments:0"] == "Off"
    await town.alice.select(panel, ["asked"], custom_id="way-comments:0")
    assert chosen_in(panel)["way-comments:0"] == "DM where I asked for it"
    assert await rows(town, Preference) == [], "what is as at first needs no row"


async def test_by_default_there_is_no_dm_that_nobody_asked_for(town: Town) -> None:
    await town.answer(await town.ask(TITLE))
    assert dms(town.alice) == []


async def test_always_by_dm_says_why_it_came(town: Town) -> None:
    await choose(town, town.alice, "answers", "dm")
    await town.answer(await town.ask(TITLE))
    (text,) = dm_texts(town.alice)
    assert "because you chose DMs about this kind in /notifications" in text


async def test_inbox_only_wins_over_what_is_ticked(town: Town) -> None:
    question = await town.ask(TITLE, notify=True)
    await choose(town, town.alice, "answers", "inbox")
    await town.answer(question)
    assert dms(town.alice) == []
    assert "Bob answered your question" in private_text(await town.alice.slash(town.lobby, "inbox"))


async def test_off_is_not_in_the_inbox_until_it_is_on_again(town: Town) -> None:
    question = await town.ask(TITLE, notify=True)
    panel = await choose(town, town.alice, "answers", "off")
    await town.answer(question)
    assert dms(town.alice) == []
    assert news_in(private_text(await town.alice.slash(town.lobby, "inbox"))) == 0
    assert len(await told(town)) == 1
    await town.alice.select(panel, ["inbox"], custom_id="way-answers:0")
    assert "answered your question" in private_text(await town.alice.slash(town.lobby, "inbox"))


async def test_a_server_can_have_choices_of_its_own(town: Town) -> None:
    other = await build(town, "Other Waters", people=(town.alice, town.bob, town.carol))
    panel = reply_of(await other.alice.slash(other.lobby, "notifications"))
    await other.alice.select(panel, ["inbox"], custom_id="way-answers:0")
    await press(other.alice, panel, "Only in Other Waters")
    assert "hold in **Other Waters** alone" in text_of(panel)
    here = f"way-answers:{other.forum_id}"
    assert chosen_in(panel)[here] == "As everywhere: Inbox only"
    await other.alice.select(panel, ["dm"], custom_id=here)
    assert chosen_in(panel)[here] == "DM, always"
    for each in (town, other):
        await each.answer(await each.ask(TITLE, notify=True))
    (text,) = dm_texts(town.alice)
    assert "Other Waters" in text
    await other.alice.select(panel, ["everywhere"], custom_id=here)
    await other.answer(await other.ask("How can I wake up early?", notify=True))
    assert len(dms(town.alice)) == 1


async def test_in_a_dm_the_panel_is_for_every_server_and_leads_to_exceptions(town: Town) -> None:
    panel = reply_of(await town.alice.slash(town.lobby, "notifications"))
    await press(town.alice, panel, "Only in Calm Waters")
    await town.alice.select(panel, ["off"], custom_id=f"way-chosen:{town.forum_id}")
    await town.restart()
    shown = reply_of(await town.alice.user.slash("notifications"))
    assert "These choices hold in every server." in text_of(shown)
    assert buttons_of(shown) == ["Make DMs discreet", "Only in Calm Waters"]
    await town.alice.user.click(shown, label="Only in Calm Waters")
    assert chosen_in(shown)[f"way-chosen:{town.forum_id}"] == "Off"
    await town.alice.user.select(shown, ["everywhere"], custom_id=f"way-chosen:{town.forum_id}")
    assert await rows(town, Preference) == []


async def test_stop_this_kind_on_a_dm_ends_it_in_every_server(town: Town) -> None:
    panel = reply_of(await town.alice.slash(town.lobby, "notifications"))
    await town.alice.select(panel, ["dm"], custom_id="way-answers:0")
    await press(town.alice, panel, "Only in Calm Waters")
    await town.alice.select(panel, ["dm"], custom_id=f"way-answers:{town.forum_id}")
    question = await town.ask(TITLE, notify=True)
    await town.answer(question)
    (message,) = dms(town.alice)
    said = private_text(await press(town.alice, message, "Stop this kind"))
    assert said.startswith("You'll get no more DMs of this kind: answers to your questions.")
    await town.answer(question, "Another thing that helped me.")
    await town.answer(await town.ask("How can I wake up early?", notify=True))
    assert len([text for text in dm_texts(town.alice) if "answered your question" in text]) == 1
    inbox = private_text(await town.alice.slash(town.lobby, "inbox"))
    assert inbox.count("answered your question") == 3


async def test_the_welcome_is_a_kind_of_its_own(town: Town) -> None:
    await choose(town, town.alice, "moderation", "dm")
    await town.ask(TITLE)
    assert dms(town.alice) == [], "it is nothing that moderators did"
    await choose(town, town.carol, "welcome", "dm")
    await town.ask("How can I wake up early?", by=town.carol)
    (message,) = dms(town.carol)
    assert text_of(message).startswith("Welcome!")
    await press(town.carol, message, "Stop this kind")
    assert await rows(town, Preference) != [], "Alice's choice is still there"
    await choose(town, town.bob, "welcome", "off")
    await town.answer(1, by=town.bob)
    assert "Nothing here yet" in private_text(await town.bob.slash(town.lobby, "inbox"))


async def test_the_fullest_panel_is_one_that_discord_takes(town: Town) -> None:
    people = (town.alice, town.bob, town.carol)
    for number in range(3):
        other = await build(town, f"Other Waters {number}", people=people)
        panel = reply_of(await other.alice.slash(other.lobby, "notifications", time_zone="UTC"))
        await press(other.alice, panel, f"Only in Other Waters {number}")
        await other.alice.select(panel, ["off"], custom_id=f"way-chosen:{other.forum_id}")
    panel = reply_of(await town.alice.slash(town.lobby, "notifications"))
    await town.alice.select(panel, ["22"], custom_id="quiet-start:0")
    await press(town.alice, panel, "Only in Other Waters 0")
    assert len(buttons_of(panel)) == 5
    shown = {str(each.get("custom_id")) for each in components_of(panel)}
    assert {"quiet-start:0", "digest-every:0", "way-welcome:2"} <= shown


async def test_nobody_else_can_stop_a_kind(town: Town) -> None:
    await town.answer(await town.ask(TITLE, notify=True))
    await town.post_button("Stop this kind", "stopkind:1")
    copied = town.lobby.history()[-1]
    await press(town.bob, copied, "Stop this kind")
    assert await rows(town, Preference) == []


async def test_notify_me_says_that_inbox_only_was_chosen(town: Town) -> None:
    question = await town.ask(TITLE)
    await choose(town, town.carol, "questions", "inbox")
    said = private_text(await press(town.carol, starter_of(town.channel.threads[0]), "Notify me"))
    assert "will be in your /inbox: you chose no DMs for that" in said
    await town.answer(question)
    assert dms(town.carol) == []
    shown = private_text(await town.carol.slash(town.lobby, "following"))
    assert "in your inbox" in shown


async def test_always_and_never_hold_for_all_that_is_followed(town: Town) -> None:
    await town.ask("How do I stay awake at noon?", tags=["sleep"])
    await town.carol.slash(town.lobby, "follow", tag="sleep")
    await choose(town, town.carol, "followed", "dm")
    await town.ask(TITLE, tags=["sleep"])
    assert len(dms(town.carol)) == 1
    page = reply_of(await town.carol.slash(town.lobby, "following"))
    assert "No DMs" in buttons_of(page)
    said = text_of((await press(town.carol, page, "No DMs")).followups[-1])
    assert said.startswith("You chose the same for all categories")
    await choose(town, town.carol, "followed", "inbox")
    await town.ask("How long does a nap take?", tags=["sleep"])
    assert len(dms(town.carol)) == 1


async def test_the_asker_s_dm_comes_when_only_followed_questions_are_silent(town: Town) -> None:
    """To stop what one follows doesn't stop what one ticked."""
    question = await town.ask(TITLE, notify=True)
    await press(town.alice, starter_of(town.channel.threads[0]), "Notify me")
    await press(town.alice, starter_of(town.channel.threads[0]), "Notify me")
    await choose(town, town.alice, "questions", "inbox")
    await town.answer(question)
    assert len(dms(town.alice)) == 1


@pytest.mark.parametrize("way", ["dm", "inbox"])
async def test_what_is_chosen_names_nobody_in_clear(town: Town, way: str) -> None:
    await choose(town, town.carol, "answers", way)
    assert await rows(town, Account) == []
    (row,) = await rows(town, Preference)
    assert str(town.carol.id).encode() not in row.sealed + row.owner_mark


async def test_choices_are_kept_while_somebody_is_there_and_forgotten_a_month_after(
    forum_world: ForumWorld,
) -> None:
    world = forum_world
    panel = reply_of(await world.alice.slash(world.lobby, "notifications"))
    await world.alice.select(panel, ["off"], custom_id="way-answers:0")
    await days_later(world, 40)
    assert len(await rows(world, Preference)) == 1
    world.guild.remove_member(world.alice)
    await days_later(world, 2)
    await days_later(world, 29)
    assert len(await rows(world, Preference)) == 1
    await days_later(world, 2)
    assert await rows(world, Preference) == []


async def test_an_anonymous_author_s_choice_changes_no_row(forum_world: ForumWorld) -> None:
    """What is off is stored like everything else, and the DM took its turn."""
    world = forum_world
    panel = reply_of(await world.alice.slash(world.lobby, "notifications"))
    await world.alice.select(panel, ["off"], custom_id="way-answers:0")
    await ask(world.alice, world.lobby, options=["anonymous", "notify"])
    await world.pass_time(30)
    await answer(world.bob, starter_of(world.thread))
    await world.pass_time(30)
    assert dms(world.alice) == []
    assert len(await told(world)) == 1
    assert "Nothing here yet" in private_text(await world.alice.slash(world.lobby, "inbox"))
    await world.alice.select(panel, ["asked"], custom_id="way-answers:0")
    assert "answered your question" in private_text(await world.alice.slash(world.lobby, "inbox"))


async def test_always_by_dm_doesn_t_reach_what_is_anonymous(forum_world: ForumWorld) -> None:
    world = forum_world
    panel = reply_of(await world.alice.slash(world.lobby, "notifications"))
    await world.alice.select(panel, ["dm"], custom_id="way-answers:0")
    await ask(world.alice, world.lobby, options=["anonymous"])
    await world.pass_time(30)
    await answer(world.bob, starter_of(world.thread))
    await world.pass_time(30)
    assert dms(world.alice) == []
