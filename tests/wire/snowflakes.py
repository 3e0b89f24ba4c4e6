"""Ids and times as Discord gives them."""

import itertools
from datetime import UTC, datetime

EPOCH_MS = 1_420_070_400_000
_numbers = itertools.count(1)


def new_id(at: datetime | None = None) -> int:
    """Return a fresh id made at a time (aware; now when left out)."""
    moment = at or datetime.now(UTC)
    # 22 bits below the milliseconds keep ids made in one millisecond apart and in order.
    return ((int(moment.timestamp() * 1000) - EPOCH_MS) << 22) | (next(_numbers) & 0x3FFFFF)


def made_at(snowflake: int) -> datetime:
    """Return when an id was made."""
    return datetime.fromtimestamp(((snowflake >> 22) + EPOCH_MS) / 1000, UTC)


def stamp(at: datetime | None = None) -> str:
    """Return a time as it stands in Discord's JSON."""
    return (at or datetime.now(UTC)).isoformat()
