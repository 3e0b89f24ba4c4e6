"""The process is killed at random moments: each message arrives once all the same, in order.

`MINDWELL_KILLS=300` kills so often altogether; a few times are usual.
"""

import asyncio
import json
import os
import re
import sys
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from random import Random

import discord
import pytest

from bot.forum import answers
from bot.forum.forums import forum_for
from bot.forum.identity import provide
from bot.forum.summaries import Actor
from bot.keys import open_sealer
from bot.publishing.direct_messages import numbers_in
from bot.settings import Settings
from data.database import Database
from data.forums import get_forum

from .conftest import Town
from .killed_bot import READY
from .main_path import ask, first_card, messages, opened, quiet, thread_named, threads
from .objects import text_of
from .people import Person

KILLS = int(os.environ.get("MINDWELL_KILLS", "3"))
KILLS_A_SEED = min(KILLS, 6)
LONGEST_LIFE = 1.5
"""So many seconds after it is ready, at most, a bot is killed; all may be done by then."""
HELPERS = 4
CUSTOM_ID = re.compile(r'"custom_id": "([^"]+)"')
NAMED, HIDDEN = "How do I fall asleep after an argument?", "How do I tell him that I am afraid?"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Let DMs go out as fast as they can: what is counted is not their pace."""
    return settings.model_copy(update={"dms_a_second": 40.0})


@pytest.mark.parametrize("seed", range(-(-KILLS // KILLS_A_SEED)))
async def test_whenever_it_is_killed_each_message_arrives_once(
    town: Town, settings: Settings, seed: int
) -> None:
    draw = Random(seed)  # noqa: S311  # drawn alike in each run
    async with opened(town, settings, town.forum) as bot:
        await ask(town, town.ann, NAMED)
        _, card = await first_card(town, town.forum)
        await town.cem.click(card, "Notify me")
        await appear_at_once(bot.database, town)
        form = await town.bob.slash("ask", town.text)
        await town.bob.submit(
            form, title=HIDDEN, details="He shouts.", options=["anonymous", "notify"]
        )
        await town.server.until(lambda: len(threads(town)) == 2, seconds=30)
        await quiet(town, bot, seconds=30)
    helpers = [town.newcomer(f"Helper {number}") for number in range(HELPERS)]
    said: dict[str, list[str]] = {NAMED: [], HIDDEN: []}
    async with unlocked(settings) as database:
        for _ in range(KILLS_A_SEED):
            for _ in range(draw.randint(1, 4)):
                title, body = draw.choice((NAMED, HIDDEN)), f"Advice {draw.getrandbits(40):x}."
                said[title].append(body)
                number = (NAMED, HIDDEN).index(title) + 1
                await say(database, town, draw.choice(helpers), number, body)
            await live_and_be_killed(town, settings, draw.uniform(0, LONGEST_LIFE))
    async with opened(town, settings, town.forum) as bot:
        await quiet(town, bot, seconds=60)
    for title, bodies in said.items():
        # The question's own card quotes the best of them.
        _, *cards = [text_of(each) for each in messages(town, await thread_named(town, title))]
        assert [body for card in cards for body in bodies if body in card] == bodies
    assert is_each_once(town.ann, said[NAMED])
    assert is_each_once(town.cem, said[NAMED])
    assert is_each_once(town.bob, said[HIDDEN])
    town.server.assert_clean()


async def appear_at_once(database: Database, town: Town) -> None:
    """Let anonymous posts not wait."""
    forum = await forum_for(database, int(town.guild["id"]))
    async with database.write() as session:
        (await get_forum(session, forum.id)).anonymous_delay_seconds = 0


@asynccontextmanager
async def unlocked(settings: Settings) -> AsyncIterator[Database]:
    """Open the database beside whatever bot runs on it."""
    database = Database(settings.database_url)
    provide(database, await open_sealer(settings, database))
    try:
        yield database
    finally:
        await database.close()


async def say(database: Database, town: Town, person: Person, number: int, body: str) -> None:
    """Answer a question by its number."""
    forum = await forum_for(database, int(town.guild["id"]))
    actor = Actor(person.id, str(person.user["username"]))
    await answers.answer(
        database,
        forum_id=forum.id,
        question_id=number,
        actor=actor,
        body=body,
        now=discord.utils.utcnow(),
    )


async def live_and_be_killed(town: Town, settings: Settings, seconds: float) -> None:
    """Run a bot in a process of its own, and kill it so long after it was ready."""
    assert settings.secret_key is not None
    environment = {
        **os.environ,
        "DISCORD_TOKEN": settings.discord_token.get_secret_value(),
        "DATABASE_URL": settings.database_url,
        "SECRET_KEY": settings.secret_key.get_secret_value(),
        "NEW_DM_CHANNEL_SECONDS": str(settings.new_dm_channel_seconds),
        "DMS_A_SECOND": str(settings.dms_a_second),
    }
    words = ("-m", "tests.wire.killed_bot", town.server.api, town.server.gateway.url)
    process = await asyncio.create_subprocess_exec(
        sys.executable, *words, env=environment, stdout=PIPE, stderr=DEVNULL
    )
    try:
        assert process.stdout is not None
        async with asyncio.timeout(30):
            assert await process.stdout.read(len(READY)) == READY.encode()
        await asyncio.sleep(seconds)
    finally:
        process.kill()
        await process.wait()


def told(person: Person) -> list[int]:
    """Return the numbers of the notifications that somebody's DMs carry, in the order of DMs."""
    found: list[int] = []
    for message in person.inbox:
        ids = set(CUSTOM_ID.findall(json.dumps(message["components"])))
        found += sorted({number for each in ids for number in numbers_in(each)})
    return found


def is_each_once(person: Person, bodies: list[str]) -> bool:
    """Tell whether somebody was told of so many posts, of none twice, and in order."""
    numbers = told(person)
    return len(numbers) == len(bodies) and numbers == sorted(set(numbers))
