"""A server with one forum channel, one text channel and four people."""

from collections.abc import AsyncIterator, Generator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr

import bot.forum.deliveries
import bot.outbox
from bot.settings import Settings
from tests.data.files import migrated

from .contract import Contract, JsonObject
from .people import Person
from .server import TOKEN, WireServer
from .world import FORUM, TEXT


@dataclass(frozen=True, slots=True)
class Town:
    """The server and who lives there; `mod` may manage everything."""

    server: WireServer
    guild: JsonObject
    forum: JsonObject
    text: JsonObject
    mod: Person
    ann: Person
    bob: Person
    cem: Person

    def newcomer(self, name: str) -> Person:
        """Let somebody join."""
        user = self.server.world.add_user(name)
        self.server.world.add_member(int(self.guild["id"]), int(user["id"]))
        return Person(self.server, user)


@pytest.fixture(scope="session")
def contract() -> Contract:
    return Contract()


@pytest.fixture
async def town(contract: Contract) -> AsyncIterator[Town]:
    async with WireServer(contract) as server:
        world = server.world
        guild = world.add_guild("Calm Waters")
        guild_id = int(guild["id"])
        forum = world.add_channel(guild_id, "questions", FORUM)
        text = world.add_channel(guild_id, "lobby", TEXT)
        people = []
        for name in ("Ann", "Bob", "Cem"):
            user = world.add_user(name)
            world.add_member(guild_id, int(user["id"]))
            people.append(Person(server, user))
        mod = Person(server, world.users[int(guild["owner_id"])])
        yield Town(server, guild, forum, text, mod, *people)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Point the bot at a database that is migrated already."""
    migrated(tmp_path)
    return Settings(
        _env_file=None,  # type: ignore[call-arg]  # pydantic-settings takes it, mypy sees only fields
        discord_token=SecretStr(TOKEN),
        database_url=f"sqlite+aiosqlite:///{tmp_path / 'forum.db'}",
        secret_key=SecretStr("wire " * 10),
        # Simulated time is not free: tests of the pace itself set it back.
        new_dm_channel_seconds=0,
    )


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a score wait a tenth of what it waits for in earnest."""
    monkeypatch.setattr(bot.forum.deliveries, "YOUNG_DELAY", timedelta(seconds=0.2))
    monkeypatch.setattr(bot.outbox, "POLL_SECONDS", 0.1)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Show what the server found beside a failure of the test."""
    report = yield
    town = getattr(item, "funcargs", {}).get("town")
    if report.failed and isinstance(town, Town):
        found = "\n".join(town.server.violations) or "none"
        report.sections.append(("violations of Discord's rules", found))
        lines = [f"{s.status} {s.operation} {s.path}" for s in town.server.requests]
        report.sections.append(("requests", "\n".join(lines)))
    return report
