"""What the tests of commands stand on: a folder of their own, and a database with sealed things."""

import asyncio
import os
import sqlite3
import sys
from collections.abc import Callable, Coroutine
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import pytest
from alembic import command
from pydantic import SecretStr
from typer.testing import CliRunner

from bot.__main__ import app
from bot.forum.anonymous.rotation import rotate
from bot.forum.identity import Sealer, provide
from bot.key_changes import begin_rotation
from bot.keys import open_sealer
from bot.settings import Settings
from data.database import Database
from data.migrate import configuration, make_private_folder, migrate
from tests.data.files import put_migrated
from tests.forum.sealed_things import Sealed, ask_anonymously, check, fill
from tests.forum.world import NOW, World

Made = TypeVar("Made")
HERE = Path(__file__).parents[2]
SETTINGS = ("DISCORD_TOKEN", "DATABASE_URL", "SECRET_KEY", "OLD_SECRET_KEYS")


@dataclass
class Host:
    """A machine that hosts a bot: its folder, its commands, and a look at what they left."""

    folder: Path
    monkeypatch: pytest.MonkeyPatch

    @property
    def file(self) -> Path:
        return self.folder / "var" / "forum.db"

    @property
    def keys(self) -> Path:
        return self.folder / "var" / "keys"

    @property
    def settings(self) -> Settings:
        return Settings(discord_token=SecretStr(""))

    def set_keys(self, present: str, *older: str) -> None:
        """Set the keys in the environment."""
        self.monkeypatch.setenv("SECRET_KEY", present)
        self.monkeypatch.setenv("OLD_SECRET_KEYS", ", ".join(older))

    def run(self, *words: str, typed: str | None = None) -> tuple[int, str]:
        """Run a command; return its status and what it said, on one line."""
        result = CliRunner().invoke(app, words, input=typed)
        assert result.exception is None or isinstance(result.exception, SystemExit)
        return result.exit_code, " ".join(result.output.split())

    def in_bot(self, work: Callable[[Database, Sealer], Coroutine[None, None, Made]]) -> Made:
        """Do something as a bot that starts with the present settings, then ends."""

        async def started() -> Made:
            database = Database(self.settings.database_url)
            try:
                sealer = await open_sealer(self.settings, database)
                provide(database, sealer)
                return await work(database, sealer)
            finally:
                await database.close()

        if not self.file.exists():
            # What migrating a new file makes; to run all migrations takes longer than most tests.
            make_private_folder(self.file.parent)
            put_migrated(self.file)
            self.file.chmod(0o600)
        migrate(self.settings.database_url)
        return asyncio.run(started())

    def start(self) -> None:
        """Start a bot and end it. Raises `StartRefused`."""

        async def nothing(_database: Database, _sealer: Sealer) -> None:
            return

        self.in_bot(nothing)

    def fill(self) -> list[Sealed]:
        async def filled(database: Database, sealer: Sealer) -> list[Sealed]:
            return await fill(await World.made(database), sealer)

        return self.in_bot(filled)

    def check(self, made: list[Sealed]) -> None:
        """Check that a bot that starts now finds everything."""

        async def checked(database: Database, sealer: Sealer) -> None:
            await check(World(database, 1), sealer, made)

        self.in_bot(checked)

    def fill_more(self) -> list[int]:
        """Have three more questions asked, and return their numbers."""

        async def asked(database: Database, _sealer: Sealer) -> list[int]:
            world = World(database, 1)
            return [await ask_anonymously(world, 11) for _ in range(3)]

        return self.in_bot(asked)

    def interrupt_rotation(self) -> None:
        """Begin a rotation as the command does, and be killed after its first batch."""

        async def begun(database: Database, _sealer: Sealer) -> None:
            sealer = await begin_rotation(self.settings, database, NOW)
            await anext(rotate(database, sealer, limit=3))

        self.in_bot(begun)

    async def run_beside(self, *words: str) -> tuple[int, str]:
        """Run a command in a process of its own, beside a bot that runs here."""
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "bot",
            *words,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            env=os.environ | {"PYTHONPATH": str(HERE)},
        )
        said, _ = await process.communicate()
        return process.returncode or 0, " ".join(said.decode().split())

    def migrated_to(self, revision: str) -> Path:
        """Return a new database of an older version."""
        file = self.folder / f"{revision}.db"
        command.upgrade(configuration(file), revision)
        return file

    def query(self, sql: str, file: Path | None = None) -> list[tuple[object, ...]]:
        with closing(sqlite3.connect(file or self.file, isolation_level=None)) as connection:
            return connection.execute(sql).fetchall()

    def secrets(self) -> list[bytes]:
        return [file.read_bytes() for file in self.keys.glob("*.key")]


@pytest.fixture
def host(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Host:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("bot.__main__.set_up", lambda _level, _format: None)
    for name in SETTINGS:
        monkeypatch.delenv(name, raising=False)
    return Host(tmp_path, monkeypatch)
