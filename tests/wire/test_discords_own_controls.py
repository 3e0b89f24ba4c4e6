"""Archived threads, and what moderators do with Discord's own buttons."""

import pytest

from bot.settings import Settings

from .conftest import Town
from .main_path import ADVICE, answered, ask, first_card, messages, opened, quiet, seeded, threads
from .objects import text_of
from .people import find_component
from .posting import delete_channel

pytestmark = pytest.mark.usefixtures("hasty")
RENAME = "PATCH /channels/{channel_id}"
PLACES = pytest.mark.parametrize("place", ["forum", "text"])


async def test_answer_wakes_an_archived_thread(town: Town, settings: Settings) -> None:
    server, channel = town.server, town.text
    async with opened(town, settings, channel) as bot:
        await ask(town, town.ann)
        thread, card = await first_card(town, channel)
        town.mod.change_thread(thread, archived=True)
        form = await town.bob.slash("answer", town.text, question="1")
        outcome = await town.bob.submit(form, body=ADVICE)
        assert "posted" in outcome.text
        await server.until(lambda: "1 answer" in text_of(card))
        assert not thread["thread_metadata"]["archived"]
        await quiet(town, bot)
    server.assert_clean()
    assert server.limits.invalid == 0


async def test_votes_in_an_archived_thread_wait_for_it(town: Town, settings: Settings) -> None:
    server = town.server
    async with opened(town, settings, town.forum) as bot:
        await ask(town, town.ann)
        thread, card = await first_card(town, town.forum)
        town.cem.react(card, "👍")
        town.mod.change_thread(thread, archived=True)
        shown = await town.bob.slash("show", town.text, question="1")
        menu = await town.bob.click(shown.messages[-1], "More")
        voted = await town.bob.click(menu.messages[-1], "Vote up")
        assert "You voted" in voted.text
        await quiet(town, bot)
        shown = await town.bob.slash("show", town.text, question="1")
        assert "+2" in shown.text
        assert "+2" not in text_of(card)
        assert thread["thread_metadata"]["archived"]
        town.mod.change_thread(thread, archived=False)
        await server.until(lambda: "+2" in text_of(card))
        await quiet(town, bot)
    server.assert_clean()


@PLACES
async def test_deleted_message_and_thread_hide(town: Town, settings: Settings, place: str) -> None:
    server, channel = town.server, getattr(town, place)
    async with opened(town, settings, channel) as bot:
        await ask(town, town.ann)
        thread, card = await first_card(town, channel)
        answer = await answered(town, thread, card)
        await server.until(lambda: "1 answer" in text_of(card))
        town.mod.delete(answer)
        await server.until(lambda: "0 answers" in text_of(card))
        delete_channel(server.world, thread)
        # Alone, or added to the DM about the answer, which is a few seconds old.
        await server.until(lambda: any("hid your post" in text_of(dm) for dm in town.ann.inbox))
        await quiet(town, bot)
        if place == "text":
            assert "Hidden by a moderator" in text_of(card)
        gone = await town.cem.slash("show", town.text, question="1")
        assert "I lie awake." not in gone.text
    server.assert_clean()


async def test_lock_closes_and_unlock_opens(town: Town, settings: Settings) -> None:
    server, channel = town.server, town.forum
    async with opened(town, settings, channel) as bot:
        await ask(town, town.ann)
        thread, card = await first_card(town, channel)
        town.mod.change_thread(thread, locked=True)
        await server.until(lambda: "closed" in text_of(card))
        assert not find_component(card, "Answer").get("disabled"), "who presses it reads why"
        await server.until(lambda: thread["applied_tags"])
        refused = await town.bob.slash("answer", town.text, question="1")
        assert refused.is_private
        assert "closed" in refused.text
        town.mod.change_thread(thread, locked=False)
        await server.until(lambda: "closed" not in text_of(card))
        await quiet(town, bot)
        assert not thread["applied_tags"]
        await answered(town, thread, card)
    server.assert_clean()


async def test_deleted_card_hides_its_thread(town: Town, settings: Settings) -> None:
    channel = town.text
    async with opened(town, settings, channel) as bot:
        await ask(town, town.ann)
        thread, card = await first_card(town, channel)
        town.mod.delete(card)
        await town.server.until(lambda: thread["thread_metadata"]["archived"])
        assert thread["name"] == "Hidden question"
        await quiet(town, bot)
    town.server.assert_clean()


async def test_renaming_is_taken_over(town: Town, settings: Settings) -> None:
    server, channel = town.server, town.forum
    async with opened(town, settings, channel) as bot:
        await ask(town, town.ann)
        thread, card = await first_card(town, channel)
        town.mod.change_thread(thread, name="Sleeping after an argument")
        await server.until(lambda: "edited by a moderator" in text_of(card))
        await quiet(town, bot)
        shown = await town.bob.slash("show", town.text, question="1")
        assert "Sleeping after an argument" in shown.text
        assert thread["name"] == "Sleeping after an argument"
    server.assert_clean()


async def test_third_title_does_not_hold_answers_up(town: Town, settings: Settings) -> None:
    """Discord takes two new names in ten minutes."""
    server = town.server
    async with opened(town, settings, town.forum):
        await ask(town, town.ann)
        thread, card = await first_card(town, town.forum)
        for number, title in enumerate(("A first title", "A second title", "A third title")):
            menu = await town.ann.click(card, "More")
            form = await town.ann.click(menu.messages[-1], "Edit")
            await town.ann.submit(form, title=title)
            tried = number + 1
            await server.until(lambda: len(server.seen(RENAME, thread["id"])) == tried)  # noqa: B023
        assert len(server.limits.refused) == 1
        form = await town.bob.click(card, "Answer")
        outcome = await town.bob.submit(form, body=ADVICE)
        assert "posted" in outcome.text
        assert thread["name"] == "A second title"
    server.assert_clean()


async def test_new_post_becomes_a_question(town: Town, settings: Settings) -> None:
    server = town.server
    async with opened(town, settings, town.forum) as bot:
        thread = town.ann.new_post(town.forum, "Do naps help?", "I sleep badly at night.")
        await server.until(lambda: len(messages(town, thread)) == 2)
        offer = messages(town, thread)[-1]
        refused = await town.bob.click(offer, "Make it a question")
        assert refused.is_private
        form = await town.ann.click(offer, "Make it a question")
        outcome = await town.ann.submit(form, details="I sleep badly at night.")
        assert "posted as [#1](" in outcome.text
        await server.until(lambda: "I sleep badly" in text_of(messages(town, thread)[-1]))
        card = messages(town, thread)[-1]
        assert "Do naps help?" in text_of(card)
        await seeded(town, card)
        town.cem.react(card, "👍")
        await server.until(lambda: "+1" in text_of(card))
        await answered(town, thread, card)
        await quiet(town, bot)
        assert len(threads(town)) == 1
    server.assert_clean()
    assert server.limits.invalid == 0
