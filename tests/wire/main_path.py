"""The steps of the product's main path, as people take them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.client import ForumBot, create_bot
from bot.forum import forums
from bot.forum.health import health
from bot.settings import Settings

from .conftest import Town
from .connect import running
from .contract import JsonObject
from .people import Outcome, Person

TITLE = "How do I fall asleep after an argument?"
ADVICE = "Write down what you would say, then rest."


@asynccontextmanager
async def opened(town: Town, settings: Settings, place: JsonObject) -> AsyncIterator[ForumBot]:
    """Run the real bot with a forum in a channel."""
    bot = create_bot(settings)
    async with running(bot, town.server):
        outcome = await town.mod.slash("forum setup", town.text, channel=place)
        assert outcome.text
        assert outcome.is_private
        yield bot


async def ask(town: Town, person: Person, title: str = TITLE) -> Outcome:
    """Ask from the lobby, with a DM about replies."""
    form = await person.slash("ask", town.text)
    return await person.submit(form, title=title, details="I lie awake.", options=["notify"])


async def answer(person: Person, card: JsonObject, body: str = ADVICE, *options: str) -> Outcome:
    """Answer by the button of a card."""
    form = await person.click(card, "Answer")
    return await person.submit(form, body=body, options=list(options))


async def answered(town: Town, thread: JsonObject, card: JsonObject) -> JsonObject:
    """Let Bob answer and return the answer's card with both seeds."""
    known = len(messages(town, thread))
    await answer(town.bob, card)
    await town.server.until(lambda: len(messages(town, thread)) == known + 1)
    made = messages(town, thread)[-1]
    await seeded(town, made)
    return made


def threads(town: Town) -> list[JsonObject]:
    """Return the active threads."""
    return town.server.world.threads_of(int(town.guild["id"]))


def messages(town: Town, thread: JsonObject) -> list[JsonObject]:
    """Return what stands in a thread, oldest first."""
    return list(town.server.world.messages[int(thread["id"])].values())


async def first_card(town: Town, place: JsonObject) -> tuple[JsonObject, JsonObject]:
    """Wait for the one question: its thread and its card with both seeds."""
    server = town.server
    await server.until(lambda: threads(town))
    (thread,) = threads(town)
    card = await card_of(town, place, thread)
    return thread, card


async def thread_named(town: Town, name: str) -> JsonObject:
    """Wait for the thread of a name."""
    await town.server.until(lambda: name in {thread["name"] for thread in threads(town)})
    return next(thread for thread in threads(town) if thread["name"] == name)


async def card_of(town: Town, place: JsonObject, thread: JsonObject) -> JsonObject:
    """Wait for the card of a question's thread, with both seeds."""
    holder = place if place["type"] == 0 else thread
    stored = town.server.world.messages[int(holder["id"])]
    await town.server.until(lambda: int(thread["id"]) in stored)
    card = stored[int(thread["id"])]
    await seeded(town, card)
    return card


async def seeded(town: Town, message: JsonObject) -> None:
    """Wait for the thumbs under a message."""
    seeds = town.server.world.reactions
    await town.server.until(lambda: len(seeds.get(int(message["id"]), {})) == 2)


async def quiet(town: Town, bot: ForumBot, *, seconds: float = 8.0) -> None:
    """Wait until nothing is left to do in Discord; fail when something was given up."""
    forum = await forums.forum_for(bot.database, int(town.guild["id"]))
    async with asyncio.timeout(seconds):
        while True:
            stand = await health(bot.database, forum.id)
            assert not any(trouble.is_final for trouble in stand.troubles), stand.troubles
            if not stand.waiting:
                return
            await asyncio.sleep(0.02)
