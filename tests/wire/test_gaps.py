"""A session that Discord ends: what happened meanwhile is taken over afterwards."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import pytest

from bot import backlog
from bot.client import create_bot
from bot.settings import Settings

from .conftest import Town
from .connect import running
from .contract import JsonObject
from .main_path import answered, ask, first_card, messages, opened, quiet, threads
from .objects import text_of
from .people import Person
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


async def test_super_reactions_stay_votes(town: Town, settings: Settings) -> None:
    server = town.server
    async with opened(town, settings, town.forum):
        await ask(town, town.ann)
        _, card = await first_card(town, town.forum)
        town.bob.react(card, "👍", burst=True)
        await server.until(lambda: "+1" in text_of(card))
        await server.gateway.drop(resumable=False)
        town.cem.react(card, "👍", burst=True)
        await server.until(lambda: "+2" in text_of(card), seconds=8)
    server.assert_clean()


@asynccontextmanager
async def restless(person: Person, card: JsonObject) -> AsyncIterator[None]:
    """Let somebody put a thumb on and take it off all the time; it is off in the end."""

    async def move() -> None:
        while True:
            person.react(card, "👍")
            await asyncio.sleep(0.05)
            person.unreact(card, "👍")
            await asyncio.sleep(0.05)

    moving = asyncio.create_task(move())
    try:
        yield
    finally:
        moving.cancel()
        with suppress(asyncio.CancelledError):
            await moving
        person.unreact(card, "👍")


async def test_a_post_on_which_somebody_always_reacts_is_read_all_the_same(
    town: Town, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backlog, "FIRST_WAIT_SECONDS", 0.5)
    server = town.server
    async with opened(town, settings, town.forum):
        await ask(town, town.ann)
        _, card = await first_card(town, town.forum)
        await server.gateway.drop(resumable=False)
        town.cem.react(card, "👎")
        town.mod.react(card, "👎")
        server.faults.delay("GET", f"/messages/{card['id']}/reactions", seconds=0.2, times=1000)
        async with restless(town.bob, card):
            await server.until(lambda: server.gateway.identifies == 2)
            await server.until(lambda: "−2" in text_of(card) or "−1" in text_of(card), seconds=15)
        await server.until(lambda: "−2" in text_of(card), seconds=8)
    server.assert_clean()


async def test_a_server_that_is_away_at_the_start_is_read_when_it_comes_back(
    town: Town, settings: Settings
) -> None:
    server, guild_id = town.server, int(town.guild["id"])
    async with opened(town, settings, town.forum):
        await ask(town, town.ann)
        _, card = await first_card(town, town.forum)
    town.bob.react(card, "👍")
    server.gateway.away.add(guild_id)
    async with running(create_bot(settings), server):
        town.cem.react(card, "👍")
        await asyncio.sleep(0.5)
        server.gateway.find(guild_id)
        await server.until(lambda: "+2" in text_of(card), seconds=8)
    server.assert_clean()


async def test_what_happens_while_a_server_is_away_is_read_when_it_comes_back(
    town: Town, settings: Settings
) -> None:
    server, guild_id = town.server, int(town.guild["id"])
    async with opened(town, settings, town.forum) as bot:
        await ask(town, town.ann)
        thread, card = await first_card(town, town.forum)
        await quiet(town, bot)
        server.gateway.lose(guild_id)
        town.cem.react(card, "👍")
        town.mod.change_thread(thread, name="How to sleep")
        await asyncio.sleep(0.5)
        server.gateway.find(guild_id)
        await server.until(lambda: "+1" in text_of(card), seconds=8)
        await server.until(lambda: "edited by a moderator" in text_of(card))
    server.assert_clean()
