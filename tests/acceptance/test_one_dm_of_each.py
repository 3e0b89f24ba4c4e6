"""Whoever is told of something for two reasons gets one DM of it, and stops it once."""

import pytest

from bot.forum import followers
from bot.settings import Settings
from tests.acceptance.town import Town
from tests.support.people import press, submit
from tests.support.reading import dm_texts, dms, private_text, starter_of

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


def times_told(town: Town, answer: str) -> int:
    return "\n".join(dm_texts(town.alice)).count(f"> {answer}")


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
