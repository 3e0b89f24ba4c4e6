"""A process that starts one bot in the simulated Discord and says what it holds once ready."""

import asyncio
import importlib
import json
import resource
import sys
from pathlib import Path

import simcord
from discord import Client, Intents

# What the bot imports from its libraries, by the names it imports.
LIBRARIES = (
    "aiosqlite",
    "alembic.command",
    "alembic.config",
    "alembic.runtime.migration",
    "alembic.script",
    "babel.support",
    "cryptography.hazmat.primitives.ciphers.aead",
    "discord.ext.commands",
    "discord.ext.tasks",
    "pydantic_settings",
    "sqlalchemy.dialects.sqlite.aiosqlite",
    "sqlalchemy.ext.asyncio",
    "sqlmodel.ext.asyncio.session",
    "typer",
)


def _idle() -> Client:
    for name in LIBRARIES:
        importlib.import_module(name)
    return Client(intents=Intents(guilds=True))


def _mindwell(folder: Path) -> Client:
    importlib.import_module("bot.__main__")
    # Imported late: the idle bot must not carry the code it is compared with.
    client = importlib.import_module("bot.client")
    town = importlib.import_module("bench.settings")
    made: Client = client.create_bot(town.settings_for(folder))
    return made


async def _start(client: Client) -> None:
    async with simcord.run(client):
        sys.stdout.write(json.dumps({"memory_mb": _resident_mb()}) + "\n")
        sys.stdout.flush()
        await client.close()


def _resident_mb() -> float:
    """Return the memory held now; where the system does not say, the most ever held."""
    status = Path("/proc/self/status")
    if status.exists():
        (line,) = (each for each in status.read_text().splitlines() if each.startswith("VmRSS"))
        return int(line.split()[1]) / 1024
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (1024 * 1024) if sys.platform == "darwin" else most / 1024


if __name__ == "__main__":
    which, place = sys.argv[1:]
    asyncio.run(_start(_idle() if which == "idle" else _mindwell(Path(place))))
