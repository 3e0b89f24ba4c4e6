"""Quiet hours: pure rules of when they are, by the clock on somebody's wall.

Where a clock is set forward, a moment that it skips is the moment at which it is set; where it is
set back, quiet hours begin at the first of two equal moments and end at the second.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

DAY = timedelta(days=1)
HOUR_MINUTES = 60


@dataclass(frozen=True, slots=True)
class QuietHours:
    """Minutes after midnight from and until which no DMs come, in an IANA time zone."""

    from_minute: int
    until_minute: int
    zone: str

    def are_at(self, now: datetime) -> bool:
        """Tell whether a moment lies in them."""
        return any(start <= now < end for start, end in self._around(now))

    def end_after(self, now: datetime) -> datetime:
        """Return the next moment at which they end."""
        return min(end for _, end in self._around(now) if end > now)

    def _around(self, now: datetime) -> Iterator[tuple[datetime, datetime]]:
        zone = ZoneInfo(self.zone)
        today = now.astimezone(zone).date()
        for days in (-2, -1, 0, 1, 2):
            begins = today + days * DAY
            ends = begins if self.from_minute < self.until_minute else begins + DAY
            start = moment_of(begins, self.from_minute, zone, fold=0)
            end = moment_of(ends, self.until_minute, zone, fold=1)
            if start < end:
                yield start, end


def moment_of(day: date, minute: int, zone: ZoneInfo, *, fold: int) -> datetime:
    """Return when a clock shows a time, in UTC; where it skips it, when it is set forward.

    `fold`: 0 for the first of two equal times, 1 for the second.
    """
    wall = datetime.combine(day, time(*divmod(minute, HOUR_MINUTES)))
    moment = wall.replace(tzinfo=zone, fold=fold).astimezone(UTC)
    if moment.astimezone(zone).replace(tzinfo=None) == wall:
        return moment
    before, after = sorted(wall.replace(tzinfo=zone, fold=each).astimezone(UTC) for each in (0, 1))
    offset = before.astimezone(zone).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = before + (after - before) / 2
        if middle.astimezone(zone).utcoffset() == offset:
            before = middle
        else:
            after = middle
    return after.replace(microsecond=0)


def next_at(zone: str, hour: int, now: datetime, *, weekday: int | None = None) -> datetime:
    """Return when a clock shows an hour next, on any day or a day of the week (Monday is 0)."""
    own = ZoneInfo(zone)
    today = now.astimezone(own).date()
    days = (today + number * DAY for number in range(9))
    moments = (
        moment_of(day, hour * HOUR_MINUTES, own, fold=0)
        for day in days
        if weekday in {None, day.weekday()}
    )
    return next(moment for moment in moments if moment > now)


@cache
def zones() -> tuple[str, ...]:
    """Return the names of time zones that people live by, in order."""
    areas = ("Africa", "America", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")
    named = (each for each in available_timezones() if each.split("/")[0] in areas)
    return (*sorted(named), "UTC")


def find_zones(typed: str, *, limit: int) -> list[str]:
    """Return time zones whose names hold what was typed; spaces stand for underscores."""
    wanted = typed.strip().casefold().replace(" ", "_")
    return [each for each in zones() if wanted in each.casefold()][:limit]


def meant_zone(typed: str) -> str | None:
    """Return the time zone that was typed, or that alone holds what was typed; None otherwise."""
    wanted = typed.strip().casefold().replace(" ", "_")
    exact = [each for each in zones() if each.casefold() == wanted]
    found = exact or find_zones(typed, limit=2)
    return found[0] if len(found) == 1 and wanted else None
