"""Quiet hours by the clock on the wall, also on the days on which that is set."""

import itertools
from datetime import UTC, datetime, timedelta

import pytest

from bot.forum.quiet_hours import QuietHours, find_zones, meant_zone, next_at, zones

NIGHT = QuietHours(22 * 60, 8 * 60, "Europe/Berlin")


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("hours", "moment", "is_quiet", "ends"),
    [
        (NIGHT, "2026-01-10 20:59", False, "2026-01-11 07:00"),
        (NIGHT, "2026-01-10 21:00", True, "2026-01-11 07:00"),
        (NIGHT, "2026-01-11 06:59", True, "2026-01-11 07:00"),
        (NIGHT, "2026-01-11 07:00", False, "2026-01-12 07:00"),
        (NIGHT, "2026-07-10 20:00", True, "2026-07-11 06:00"),
        (QuietHours(13 * 60, 15 * 60, "UTC"), "2026-01-10 14:00", True, "2026-01-10 15:00"),
        (QuietHours(13 * 60, 15 * 60, "UTC"), "2026-01-10 15:00", False, "2026-01-11 15:00"),
        # On 29 March the clock in Berlin goes from 2 to 3: half past two is at three.
        (QuietHours(0, 150, "Europe/Berlin"), "2026-03-29 00:59", True, "2026-03-29 01:00"),
        (QuietHours(0, 150, "Europe/Berlin"), "2026-03-29 01:00", False, "2026-03-30 00:30"),
        (QuietHours(150, 240, "Europe/Berlin"), "2026-03-29 00:59", False, "2026-03-29 02:00"),
        (QuietHours(150, 240, "Europe/Berlin"), "2026-03-29 01:00", True, "2026-03-29 02:00"),
        # On 25 October it goes from 3 back to 2: there are two half past two.
        (QuietHours(0, 150, "Europe/Berlin"), "2026-10-25 00:45", True, "2026-10-25 01:30"),
        (QuietHours(0, 150, "Europe/Berlin"), "2026-10-25 01:29", True, "2026-10-25 01:30"),
        (QuietHours(150, 240, "Europe/Berlin"), "2026-10-25 00:29", False, "2026-10-25 03:00"),
        (QuietHours(150, 240, "Europe/Berlin"), "2026-10-25 00:30", True, "2026-10-25 03:00"),
        # Half hours' zones, and one that sets its clock by half an hour.
        (QuietHours(22 * 60, 8 * 60, "Asia/Kolkata"), "2026-01-10 16:30", True, "2026-01-11 02:30"),
        (
            QuietHours(0, 135, "Australia/Lord_Howe"),
            "2026-10-03 15:29",
            True,
            "2026-10-03 15:30",
        ),
    ],
)
def test_when_they_are_and_end(
    hours: QuietHours, moment: str, ends: str, *, is_quiet: bool
) -> None:
    assert hours.are_at(utc(moment)) is is_quiet
    assert hours.end_after(utc(moment)) == utc(ends)


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/St_Johns", "Africa/Casablanca"])
def test_they_end_once_a_day_all_year_and_are_over_then(zone: str) -> None:
    hours, now, ends = QuietHours(22 * 60, 150, zone), utc("2026-01-01 12:00"), []
    while now < utc("2027-01-01 12:00"):
        now = hours.end_after(now)
        assert hours.are_at(now - timedelta(seconds=1))
        assert not hours.are_at(now)
        ends.append(now)
    gaps = {later - earlier for earlier, later in itertools.pairwise(ends)}
    assert len(ends) == 366
    assert all(timedelta(hours=22) <= gap <= timedelta(hours=26) for gap in gaps)


def test_zones_are_found_by_what_is_typed() -> None:
    assert find_zones("berlin", limit=5) == ["Europe/Berlin"]
    assert find_zones("new york", limit=5) == ["America/New_York"]
    assert len(find_zones("", limit=25)) == 25
    assert not any(each.startswith(("Etc/", "posix", "right")) for each in zones())


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("Europe/Berlin", "Europe/Berlin"),
        ("  europe/berlin ", "Europe/Berlin"),
        ("kolkata", "Asia/Kolkata"),
        ("UTC", "UTC"),
        ("Mars/Olympus", None),
        ("", None),
        ("Europe", None),
        ("../../etc/passwd", None),
    ],
)
def test_a_zone_that_was_typed(typed: str, zone: str | None) -> None:
    assert meant_zone(typed) == zone


@pytest.mark.parametrize(
    ("zone", "hour", "moment", "weekday", "at"),
    [
        ("UTC", 18, "2026-01-01 17:59", None, "2026-01-01 18:00"),
        ("UTC", 18, "2026-01-01 18:00", None, "2026-01-02 18:00"),
        ("Europe/Berlin", 18, "2026-07-01 12:00", 0, "2026-07-06 16:00"),
        ("Europe/Berlin", 2, "2026-03-28 12:00", None, "2026-03-29 01:00"),
        ("Europe/Berlin", 2, "2026-10-24 12:00", None, "2026-10-25 00:00"),
        ("Pacific/Auckland", 8, "2026-01-04 20:00", 0, "2026-01-11 19:00"),
    ],
)
def test_an_hour_on_the_wall(
    zone: str, hour: int, moment: str, weekday: int | None, at: str
) -> None:
    assert next_at(zone, hour, utc(moment), weekday=weekday) == utc(at)
