"""What the acceptance tests stand on: the whole bot in a simulated Discord."""

import pytest
import pytest_asyncio

from bot import errors
from tests.acceptance.seen import REFUSED
from tests.acceptance.town import Town, build
from tests.support.worlds import World


@pytest.fixture(autouse=True)
def _refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Remember what people are told instead of what they asked for."""
    log_error = errors.log_error

    def noted(error: BaseException, where: str) -> None:
        REFUSED.append(error)
        log_error(error, where)

    REFUSED.clear()
    monkeypatch.setattr(errors, "log_error", noted)


@pytest_asyncio.fixture
async def town(world: World) -> Town:
    """Give a server with a forum set up through the use cases."""
    return await build(world)
