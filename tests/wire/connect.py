"""Point a real discord.py bot at the wire server, and take it down again."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from typing import Any
from unittest.mock import patch

import discord
import yarl
from discord.ext import commands
from discord.gateway import DiscordWebSocket
from discord.http import Route

from .server import WireServer


@contextmanager
def pointed_at(server: WireServer) -> Iterator[None]:
    """Let discord.py find Discord at the server, and identify without its courtesy of 5 seconds."""

    async def at_once(
        _client: discord.Client, _shard: int | None, *, initial: bool = False
    ) -> None:
        del initial

    with (
        patch.object(Route, "BASE", server.api),
        patch.object(DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(server.gateway.url)),
        patch.object(discord.Client, "before_identify_hook", at_once),
    ):
        yield


@asynccontextmanager
async def running(
    bot: commands.Bot | discord.Client, server: WireServer, *, seconds: float = 10.0
) -> AsyncIterator[None]:
    """Run a bot until its servers are known, and close it at the end."""
    with pointed_at(server):
        # discord.py waits this long for a further server before it is ready.
        state: Any = bot._connection
        state.guild_ready_timeout = 0.05
        task = asyncio.create_task(bot.start(server.token))
        try:
            ready = asyncio.create_task(_ready(bot))
            await asyncio.wait({task, ready}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
            ready.cancel()
            if task.done():
                await task
            assert bot.is_ready(), f"not ready within {seconds} seconds"
            yield
        finally:
            await bot.close()
            with suppress(asyncio.CancelledError, discord.ConnectionClosed):
                await task


async def _ready(bot: discord.Client) -> None:
    # `wait_until_ready` refuses before the login that makes its event.
    while not bot.is_ready():  # noqa: ASYNC110
        await asyncio.sleep(0.005)
