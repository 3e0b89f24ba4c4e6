"""The tests' bench is tried with a tiny bot instead of ours."""

from collections.abc import AsyncIterator

import discord
import pytest_asyncio
from simcord.env import Env

from tests.support.bench import Bench
from tests.support.gaps import gaps
from tests.support.tiny_bot import TinyBot

MODERATOR = discord.Permissions(manage_threads=True, manage_messages=True)


@pytest_asyncio.fixture
async def simcord_bot() -> AsyncIterator[TinyBot]:
    bot = TinyBot()
    yield bot
    await bot.close()


@pytest_asyncio.fixture
async def bench(simcord_env: Env) -> AsyncIterator[Bench]:
    with gaps(simcord_env) as filled:
        guild = simcord_env.create_guild()
        role = guild.create_role(
            "mod", permissions=discord.Permissions(manage_threads=True, manage_messages=True)
        )
        yield Bench(
            simcord_env,
            filled,
            guild,
            guild.create_text_channel("text"),
            guild.create_forum_channel("forum"),
            guild.add_member(simcord_env.create_user("alice")),
            guild.add_member(simcord_env.create_user("mod"), roles=[role]),
        )
