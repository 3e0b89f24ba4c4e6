"""Whoever is told of something for two reasons gets one DM of it, and stops it once."""

import pytest
from simcord.actors import MemberActor

from bot.forum import followers
from bot.publishing.met_channels import MetChannels
from bot.settings import Settings
from tests.acceptance.town import Town
from tests.support.people import press, submit
from tests.support.reading import dm_texts, dms, private_text, reply_of, starter_of, text_of

TITLE = "How can I sleep before an exam?"
ANSWERS = ("Breathe slowly, and count.", "Another thing that helped me.", "Or read a dull book.")


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Let the DMs of whoever is anonymous take turns, so that much happens between them."""
    usual = Settings.model_fields["new_dm_channel_seconds"].default
    return settings.model_copy(update={"new_dm_channel_seconds": usual})


async def asked_and_followed(town: Town) -> int:
    """Let Alice ask anonymously, tick DMs about replies, and follow her question."""
    form = await town.alice.slash(town.lobby, "ask")
    options = ["anonymous", "notify"]
    await submit(town.alice, form, title=TITLE, details="", options=options)
    await town.pass_time(25)
    await press(town.alice, starter_of(town.channel.threads[0]), "Notify me")
    return 1


def times_told(town: Town, answer: str, person: MemberActor | None = None) -> int:
    return "\n".join(dm_texts(person or town.alice)).count(f"> {answer}")


async def wants_each_of_bobs(town: Town) -> None:
    """Let Carol get a DM of each post of Bob's."""
    await town.carol.slash(town.lobby, "follow", member=town.bob)
    shown = reply_of(await town.carol.slash(town.lobby, "following"))
    await press(town.carol, shown, "DM me each one")


async def waits_behind_another(town: Town) -> int:
    """Let Carol, whose channel is known, wait for the turn of one question; return the other."""
    await town.ask("How do I stay awake at noon?", by=town.bob)
    known = await town.ask("What do you do in the morning?", by=town.carol, notify=True)
    await town.answer(known, "Tea, and a walk.", by=town.alice)
    await town.pass_time(15)
    asked = []
    for title in ("What do you read at night?", TITLE):
        asked.append(await town.ask(title))
        await press(town.carol, starter_of(town.channel.threads[-1]), "Notify me")
    await town.answer(asked[0], ANSWERS[1], by=town.alice)
    return asked[1]


async def test_this_kind_stopped_stays_so_whatever_rule_matches(town: Town) -> None:
    question = await asked_and_followed(town)
    await town.answer(question, ANSWERS[0])
    await town.pass_time(25)
    (message,) = dms(town.alice)
    said = private_text(await press(town.alice, message, "Stop this kind"))
    assert "of this kind: answers to your questions." in said
    await town.answer(question, ANSWERS[1])
    await town.pass_time(45)
    assert times_told(town, ANSWERS[1]) == 0
    assert ANSWERS[1] in private_text(await town.alice.slash(town.lobby, "inbox"))


async def test_comments_stopped_on_a_dm_of_a_followed_question_stay_so(town: Town) -> None:
    await asked_and_followed(town)
    card = starter_of(town.channel.threads[0])
    form = await press(town.bob, card, "Comment")
    await submit(town.bob, form, body=ANSWERS[0])
    await town.pass_time(25)
    (message,) = dms(town.alice)
    said = private_text(await press(town.alice, message, "Stop this kind"))
    assert "of this kind: comments on your posts, or after yours." in said
    await submit(town.bob, await press(town.bob, card, "Comment"), body=ANSWERS[1])
    await town.pass_time(45)
    assert times_told(town, ANSWERS[1]) == 0


@pytest.mark.parametrize("grows", [True, False])
async def test_it_comes_once_when_followers_become_a_crowd_or_fewer_meanwhile(
    town: Town, monkeypatch: pytest.MonkeyPatch, *, grows: bool
) -> None:
    monkeypatch.setattr(followers, "MOST_DMS", 1)
    question = await asked_and_followed(town)
    card = starter_of(town.channel.threads[0])
    if not grows:
        await press(town.carol, card, "Notify me")
    # The second one's DM waits until the first one had its turn.
    await town.answer_at_once(question, ANSWERS[0])
    await town.answer_at_once(question, ANSWERS[1])
    await town.pass_time(4)
    await press(town.carol, card, "Notify me")
    await town.pass_time(60)
    assert [times_told(town, each) for each in ANSWERS[:2]] == [1, 1]


async def test_who_follows_only_after_others_were_told_is_still_told_as_the_asker(
    town: Town,
) -> None:
    form = await town.alice.slash(town.lobby, "ask")
    options = ["anonymous", "notify"]
    await submit(town.alice, form, title=TITLE, details="", options=options)
    await town.pass_time(25)
    await town.answer_at_once(1, ANSWERS[0])
    await town.answer_at_once(1, ANSWERS[1])
    await town.pass_time(4)
    await press(town.alice, starter_of(town.channel.threads[0]), "Notify me")
    await town.pass_time(60)
    assert [times_told(town, each) for each in ANSWERS[:2]] == [1, 1]


@pytest.mark.parametrize("label", ["Stop this kind", "Stop for this question"])
async def test_what_is_stopped_on_its_dm_by_name_brings_no_other_of_the_same(
    town: Town, label: str
) -> None:
    question = await waits_behind_another(town)
    await wants_each_of_bobs(town)
    await town.answer_at_once(question, ANSWERS[0])
    await town.pass_time(3)
    (message,) = [each for each in dms(town.carol) if ANSWERS[0] in text_of(each)]
    await press(town.carol, message, label)
    await town.pass_time(60)
    assert times_told(town, ANSWERS[0], town.carol) == 1


async def test_whom_one_follows_no_more_brings_no_other_dm_of_the_same(town: Town) -> None:
    question = await waits_behind_another(town)
    await wants_each_of_bobs(town)
    await town.answer_at_once(question, ANSWERS[0])
    await town.pass_time(3)
    assert times_told(town, ANSWERS[0], town.carol) == 1
    shown = reply_of(await town.carol.slash(town.lobby, "following"))
    await press(town.carol, shown, "No DMs")
    await town.pass_time(60)
    assert times_told(town, ANSWERS[0], town.carol) == 1


@pytest.fixture(params=[True, False])
def is_met(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Let people be known where they were met, or nobody: then all that is sealed takes turns."""
    is_so: bool = request.param
    if not is_so:
        monkeypatch.setattr(MetChannels, "of", lambda *_: None)
        monkeypatch.setattr(MetChannels, "is_lost", lambda *_: True)
    return is_so


async def test_who_follows_more_meanwhile_still_gets_their_dm(town: Town, *, is_met: bool) -> None:
    question = await waits_behind_another(town)
    await town.answer_at_once(question, ANSWERS[0])
    await town.pass_time(3)
    assert times_told(town, ANSWERS[0], town.carol) == int(is_met)
    await wants_each_of_bobs(town)
    await town.pass_time(60)
    assert times_told(town, ANSWERS[0], town.carol) == 1


@pytest.mark.usefixtures("is_met")
async def test_a_command_meanwhile_is_no_dm(town: Town) -> None:
    question = await waits_behind_another(town)
    await town.carol.slash(town.lobby, "follow", member=town.bob)
    await town.answer_at_once(question, ANSWERS[0])
    await town.pass_time(3)
    await town.carol.slash(town.lobby, "help")
    await town.pass_time(60)
    assert times_told(town, ANSWERS[0], town.carol) == 1


@pytest.mark.parametrize("seconds_apart", [0, 10])
async def test_an_anonymous_asker_who_follows_the_answerer_is_told_once(
    town: Town, seconds_apart: int
) -> None:
    every = town.new_bot.settings.model_copy(update={"new_dm_channel_seconds": seconds_apart})
    town.new_bot.settings = every
    await town.restart()
    await town.ask("How do I stay awake at noon?", by=town.bob)
    await wants_each_of_bobs(town)
    form = await town.carol.slash(town.lobby, "ask")
    options = ["anonymous", "notify"]
    await submit(town.carol, form, title=TITLE, details="", options=options)
    await town.pass_time(25)
    await town.answer(2, ANSWERS[0])
    await town.pass_time(30)
    assert times_told(town, ANSWERS[0], town.carol) == 1
