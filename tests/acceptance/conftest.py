"""What the acceptance tests stand on: the whole bot in a simulated Discord."""

import importlib.util

import pytest
import pytest_asyncio

import bot.client
from tests.acceptance.town import Town, build
from tests.support.worlds import World


@pytest.fixture(autouse=True)
def _present_cogs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Load the cogs that exist; to be removed once all of them do."""
    present = [name for name in bot.client.EXTENSIONS if importlib.util.find_spec(name)]
    monkeypatch.setattr(bot.client, "EXTENSIONS", tuple(present))


@pytest_asyncio.fixture
async def town(world: World) -> Town:
    """Give a server with a forum set up through the use cases."""
    return await build(world)
