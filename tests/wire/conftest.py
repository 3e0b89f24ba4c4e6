"""A server with one forum channel, one text channel and four people."""

from collections.abc import AsyncIterator, Generator
from dataclasses import dataclass

import pytest

from .contract import Contract, JsonObject
from .people import Person
from .server import WireServer
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
