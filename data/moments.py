"""Moments as SQLite gives them back: in UTC, without saying so."""

from datetime import UTC, datetime


def in_utc(moment: datetime) -> datetime:
    """Return a moment with its zone, which is UTC where it has none."""
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
