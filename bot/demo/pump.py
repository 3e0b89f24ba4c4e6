"""Time: real seconds become simulated ones, so that background work happens while one watches."""

import asyncio
import logging
import time
from collections.abc import Callable

from discord import app_commands
from simcord.env import Env

from bot.demo.stage import Stage

log = logging.getLogger(__name__)

BEAT_SECONDS = 0.5
# After the machine slept the simulation goes on where it was, a little late.
MOST_AT_ONCE_SECONDS = 5.0


async def pump(env: Env, stage: Stage, after_beat: Callable[[], None]) -> None:
    """Let the simulated clock follow the real one for ever; cancel to stop.

    `after_beat` is called, under the lock, after every beat in which something happened.
    """
    last = time.perf_counter()
    told = env.error_cursor
    happened = -1
    while True:
        await asyncio.sleep(BEAT_SECONDS)
        async with stage.lock:
            now = time.perf_counter()
            passed, last = min(now - last, MOST_AT_ONCE_SECONDS), now
            try:
                await env.advance_time(passed)
                await stage.refresh()
            except TimeoutError:
                log.warning("The bot is busy; the simulated clock waits for it")
            for error in env.errors_since(told):
                # Of commands the bot itself has told what there is to tell.
                if not isinstance(error, app_commands.AppCommandError):
                    log.error("The bot failed: %s", type(error).__name__, exc_info=error)
            told = env.error_cursor
            if len(env.backend.transcript) != happened:
                happened = len(env.backend.transcript)
                after_beat()
