"""The product's main path over a real socket, against Discord's own description and limits."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from pydantic import SecretStr

from .conftest import Town
from .connect import running
from .contract import JsonObject
from .objects import text_of
from .people import Outcome, Person
from .server import TOKEN

pytest.importorskip("bot.client", reason="the bot is not there yet")

from bot.client import create_bot
from bot.settings import Settings

NEW_THREAD = r"/channels/\d+/threads$"
POST_THREAD = "POST /channels/{channel_id}/threads"
EDIT = "PATCH /channels/{channel_id}/messages/{message_id}"
TITLE = "How do I fall asleep after an argument?"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(
        _env_file=None,  # type: ignore[call-arg]
        discord_token=SecretStr(TOKEN),
        database_url=f"sqlite+aiosqlite:///{tmp_path / 'forum.db'}",
        secret_key=SecretStr("wire " * 10),
    )


@asynccontextmanager
async def opened(town: Town, settings: Settings, place: JsonObject) -> AsyncIterator[None]:
    """Run the real bot with a forum in a channel."""
    async with running(create_bot(settings), town.server):
        outcome = await town.mod.slash("forum setup", town.text, channel=place)
        assert outcome.text
        assert outcome.is_private
        yield


async def ask(town: Town, person: Person, title: str = TITLE) -> Outcome:
    form = await person.slash("ask", town.text)
    return await person.submit(form, title=title, details="I lie awake.", options=["notify"])


def threads(town: Town) -> list[JsonObject]:
    return town.server.world.threads_of(int(town.guild["id"]))


def messages(town: Town, thread: JsonObject) -> list[JsonObject]:
    return list(town.server.world.messages[int(thread["id"])].values())


async def first_card(town: Town, place: JsonObject) -> tuple[JsonObject, JsonObject]:
    """Wait for the one question: its thread and its card with both seeds."""
    server = town.server
    await server.until(lambda: threads(town))
    (thread,) = threads(town)
    under = place["type"] == 0
    holder = place if under else thread
    stored = server.world.messages[int(holder["id"])]
    await server.until(lambda: int(thread["id"]) in stored)
    card = stored[int(thread["id"])]
    seeds = server.world.reactions
    await server.until(lambda: len(seeds.get(int(card["id"]), {})) == 2)
    return thread, card


@pytest.mark.parametrize("place", ["forum", "text"])
async def test_main_job_is_clean(town: Town, settings: Settings, place: str) -> None:
    server, channel = town.server, getattr(town, place)
    async with opened(town, settings, channel):
        outcome = await ask(town, town.ann)
        assert outcome.is_private
        thread, card = await first_card(town, channel)
        assert thread["name"] == TITLE
        assert "I lie awake." in text_of(card)

        before = len(messages(town, thread))
        form = await town.bob.click(card, "Answer")
        await town.bob.submit(form, body="Write down what you would say, then rest.")
        await server.until(lambda: len(messages(town, thread)) == before + 1)
        answer = messages(town, thread)[-1]
        await server.until(lambda: town.ann.inbox)
        assert len(town.ann.inbox) == 1

        town.cem.react(card, "👍")
        town.cem.react(answer, "👎")
        await server.until(lambda: "+1" in text_of(card) and "−1" in text_of(answer))

        menu = await town.bob.click(answer, "More")
        assert menu.is_private
        form = await town.bob.click(menu.messages[-1], "Edit")
        await town.bob.submit(form, body="Write it down, breathe, then rest.")
        await server.until(lambda: "breathe" in text_of(answer))

        menu = await town.bob.click(answer, "More")
        await confirmed(town.bob, await town.bob.click(menu.messages[-1], "Delete"))
        await server.until(
            lambda: "breathe" not in text_of(answer) or answer not in messages(town, thread)
        )
    server.assert_clean()
    assert not server.limits.refused
    assert server.limits.invalid == 0


async def confirmed(person: Person, outcome: Outcome) -> None:
    """Press Delete once more where the bot asks first."""
    for message in outcome.messages:
        if "Delete" in str(message["components"]):
            await person.click(message, "Delete")
            return


async def test_burst_of_votes_costs_few_edits(town: Town, settings: Settings) -> None:
    server = town.server
    crowd = [town.newcomer(f"Voter {number}") for number in range(300)]
    async with opened(town, settings, town.forum):
        await ask(town, town.ann)
        _, card = await first_card(town, town.forum)
        edits = len(server.seen(EDIT))
        for person in crowd:
            person.react(card, "👍")
        await server.until(lambda: "+300" in text_of(card), seconds=8)
        assert len(server.seen(EDIT)) - edits <= 5
    server.assert_clean()
    assert not server.limits.refused


@pytest.mark.parametrize("trouble", ["lose_answer", "bad_gateway", "lose_request"])
async def test_trouble_with_the_thread_leaves_one(
    town: Town, settings: Settings, trouble: str
) -> None:
    server = town.server
    async with opened(town, settings, town.forum):
        fault = getattr(server.faults, trouble)("POST", NEW_THREAD)
        await ask(town, town.ann)
        _, card = await first_card(town, town.forum)
        assert fault.seen == 1
        form = await town.bob.click(card, "Answer")
        await town.bob.submit(form, body="It works as if nothing had happened.")
        assert len(threads(town)) == 1
    server.assert_clean()


async def test_votes_of_a_lost_session_are_counted(town: Town, settings: Settings) -> None:
    server = town.server
    async with opened(town, settings, town.forum):
        await ask(town, town.ann)
        _, card = await first_card(town, town.forum)
        await server.gateway.drop(resumable=False)
        town.bob.react(card, "👍")
        town.cem.react(card, "👍")
        await server.until(lambda: server.gateway.identifies == 2)
        await server.until(lambda: "+2" in text_of(card), seconds=8)
    server.assert_clean()
