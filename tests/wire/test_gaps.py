"""A session that Discord ends: what happened meanwhile is taken over afterwards."""

import pytest

from bot.settings import Settings

from .conftest import Town
from .main_path import answered, ask, first_card, messages, opened, quiet, threads
from .objects import text_of
from .posting import delete_channel

pytestmark = pytest.mark.usefixtures("hasty")


async def test_votes_of_a_lost_session_are_counted(town: Town, settings: Settings) -> None:
    server = town.server
    async with opened(town, settings, town.forum) as bot:
        await ask(town, town.ann)
        thread, card = await first_card(town, town.forum)
        answer = await answered(town, thread, card)
        town.ann.react(answer, "👍")
        town.cem.react(answer, "👍")
        await server.until(lambda: "+2" in text_of(answer))
        await server.gateway.drop(resumable=False)
        town.bob.react(card, "👍")
        town.cem.react(card, "👍")
        town.cem.unreact(answer, "👍")
        town.cem.react(answer, "👎")
        await server.until(lambda: server.gateway.identifies == 2)
        await server.until(lambda: "+2" in text_of(card), seconds=8)
        await server.until(lambda: "0 votes" in text_of(answer) or "±0" in text_of(answer))
        await quiet(town, bot)
    server.assert_clean()
    assert not server.limits.refused


async def test_what_moderators_did_meanwhile_is_taken_over(town: Town, settings: Settings) -> None:
    server = town.server
    async with opened(town, settings, town.forum) as bot:
        await ask(town, town.bob, "Who deletes this thread?")
        doomed, _ = await first_card(town, town.forum)
        await ask(town, town.ann)
        await server.until(lambda: len(threads(town)) == 2)
        thread = threads(town)[-1]
        card = server.world.messages[int(thread["id"])][int(thread["id"])]
        answer = await answered(town, thread, card)
        await server.gateway.drop(resumable=False)
        town.mod.delete(answer)
        delete_channel(server.world, doomed)
        town.mod.change_thread(thread, name="How to sleep", locked=True)
        post = town.cem.new_post(town.forum, "Naps", "Are they good?")
        await server.until(lambda: server.gateway.identifies == 2)
        await server.until(lambda: "closed" in text_of(card) and "0 answers" in text_of(card))
        await server.until(lambda: len(messages(town, post)) == 2)
        await server.until(lambda: town.bob.inbox)
        await quiet(town, bot)
        shown = await town.bob.slash("show", town.text, question="2")
        assert "How to sleep" in shown.text
        assert thread["name"] == "How to sleep"
    server.assert_clean()


async def test_resumed_session_replays_votes(town: Town, settings: Settings) -> None:
    server = town.server
    async with opened(town, settings, town.forum):
        await ask(town, town.ann)
        _, card = await first_card(town, town.forum)
        await server.gateway.drop(resumable=True)
        town.bob.react(card, "👍")
        await server.until(lambda: "+1" in text_of(card), seconds=8)
        assert server.gateway.identifies == 1
    server.assert_clean()
