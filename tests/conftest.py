"""What every test may stand on: a database file, settings, bots, a simulated Discord."""

import sys
import threading
from collections.abc import AsyncIterator, Generator, Iterator
from pathlib import Path

import hypothesis
import pytest
import pytest_asyncio
from pydantic import SecretStr
from simcord.builders import ChannelHandle, GuildHandle
from simcord.env import Env

from bot.client import ForumBot
from bot.settings import Settings
from tests.data.files import put_migrated
from tests.support.gaps import gaps
from tests.support.quick import quick
from tests.support.worlds import BotMaker, ForumWorld, World, with_forum

# How long an example takes says how busy the machine is, not whether the code is right.
hypothesis.settings.register_profile(
    "whatever else runs", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("whatever else runs")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Measure what a test covers with the first of its parameters alone.

    With the others it goes through the same lines, and to measure takes half as long again.
    """
    spec = (
        item.callspec if isinstance(item, pytest.Function) and hasattr(item, "callspec") else None
    )
    tracer, of_threads = sys.gettrace(), threading.gettrace()
    if tracer is None or spec is None or not any(spec.indices.values()):
        return (yield)
    sys.settrace(None)
    threading.settrace(None)
    try:
        return (yield)
    finally:
        sys.settrace(tracer)
        threading.settrace(of_threads)


@pytest.fixture(autouse=True, scope="session")
def _no_time_is_lost() -> Iterator[None]:
    with quick():
        yield


@pytest.fixture
def database_file(tmp_path: Path) -> Path:
    """Give a file that needs no migrations: to run them all takes longer than most tests."""
    file = tmp_path / "forum.db"
    put_migrated(file)
    return file


@pytest.fixture
def settings(database_file: Path) -> Settings:
    return Settings(
        _env_file=None,  # type: ignore[call-arg]  # pydantic-settings takes it, mypy sees only fields
        discord_token=SecretStr("simulated"),
        database_url=f"sqlite+aiosqlite:///{database_file}",
        secret_key=SecretStr("a secret that only the tests know"),
        # Simulated time is not free: tests of the pace itself set it back.
        new_dm_channel_seconds=0,
        # Most stories are told faster than people read: tests of adding set it back.
        add_to_dm_minutes=0,
    )


@pytest_asyncio.fixture
async def new_bot(settings: Settings) -> AsyncIterator[BotMaker]:
    maker = BotMaker(settings)
    yield maker
    await maker.close()


@pytest.fixture
def simcord_bot(new_bot: BotMaker) -> ForumBot:
    return new_bot()


@pytest_asyncio.fixture
async def world(simcord_env: Env, new_bot: BotMaker) -> AsyncIterator[World]:
    with gaps(simcord_env) as filled:
        yield World(simcord_env, filled, new_bot)
    new_bot.has_killed = filled.has_killed


@pytest_asyncio.fixture
async def forum_world(world: World) -> ForumWorld:
    """Give a server whose forum is a forum channel."""
    return await with_forum(world, _forum_channel)


@pytest_asyncio.fixture
async def text_world(world: World) -> ForumWorld:
    """Give a server whose forum lives in threads under a text channel."""
    return await with_forum(world, _text_channel)


@pytest_asyncio.fixture(params=["forum_world", "text_world"])
async def either_world(world: World, request: pytest.FixtureRequest) -> ForumWorld:
    """Give a forum in a forum channel, then one under a text channel.

    Made here, not asked for by name: the clock of a fixture that is asked for so late is not that
    of the test.
    """
    make_channel = _forum_channel if request.param == "forum_world" else _text_channel
    return await with_forum(world, make_channel)


def _forum_channel(guild: GuildHandle) -> ChannelHandle:
    return guild.create_forum_channel("questions")


def _text_channel(guild: GuildHandle) -> ChannelHandle:
    return guild.create_text_channel("questions")
