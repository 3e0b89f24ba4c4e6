"""A bot in a process of its own, which can be killed as a system kills: `python -m … API GATEWAY`.

Its settings come from the environment. It says a line once it is ready, and runs until it is
killed.
"""

import asyncio
import sys
from types import SimpleNamespace
from typing import Any

from bot.client import create_bot
from bot.commands.settings import read_settings

from .connect import running
from .server import TOKEN

READY = "ready"


async def main(api: str, gateway: str) -> None:
    """Run the bot that the environment describes."""
    server: Any = SimpleNamespace(api=api, gateway=SimpleNamespace(url=gateway), token=TOKEN)
    async with running(create_bot(read_settings()), server):
        sys.stdout.write(READY)
        sys.stdout.flush()
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
