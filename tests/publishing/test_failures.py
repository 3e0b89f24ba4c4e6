"""What a failure is called in the log, in the database and in health: never by its words."""

import aiohttp
import pytest
from sqlalchemy.exc import OperationalError

from bot.publishing.failures import failure_of

PLANTED = "quillanthe 4711"


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (ValueError(PLANTED), "Fault:ValueError"),
        (KeyError(PLANTED), "Fault:KeyError"),
        (aiohttp.ClientError(PLANTED), "ConnectionLost"),
        (OperationalError(PLANTED, {}, Exception(PLANTED)), "DatabaseBusy"),
    ],
)
def test_a_reason_is_a_class_and_no_text(error: Exception, reason: str) -> None:
    assert failure_of(error, attempts=0).reason == reason
