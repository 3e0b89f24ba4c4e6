"""What the acceptance tests stand on: the whole bot in a simulated Discord."""

import pytest
import pytest_asyncio

from tests.acceptance.town import Town, build
from tests.support.worlds import ForumWorld, World


@pytest_asyncio.fixture
async def town(world: World) -> Town:
    """Give a server with a forum set up through the use cases."""
    return await build(world)


@pytest.fixture(params=["forum_world", "text_world"])
def either_world(request: pytest.FixtureRequest) -> ForumWorld:
    """Give a forum in a forum channel, then one under a text channel."""
    world: ForumWorld = request.getfixturevalue(request.param)
    return world
