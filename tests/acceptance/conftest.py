"""What the acceptance tests stand on: the whole bot in a simulated Discord."""

import pytest_asyncio

from tests.acceptance.town import Town, build
from tests.support.worlds import World


@pytest_asyncio.fixture
async def town(world: World) -> Town:
    """Give a server with a forum set up through the use cases."""
    return await build(world)
