"""People to talk to now: emergency numbers and helplines by country, from a reviewed file."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Literal, NotRequired, TypedDict, cast

FILE = Path(__file__).with_name("helplines.json")
MOST_LINES = 2  # One or two lines first (safety.md 2): more is harder to act on.

# Discord's languages that are spoken in one country alone. en-US is Discord's default everywhere,
# and German, French, Spanish, Russian and British English are spoken in several countries.
COUNTRY_OF_LOCALE = {"ja": "JP", "ko": "KR", "pt-BR": "BR", "id": "ID", "hi": "IN"}

Way = Literal["call", "text", "call_or_text", "chat"]
Service = Literal["any", "ambulance", "police"]


@dataclass(frozen=True, slots=True)
class Emergency:
    """An emergency number and what answers there."""

    dial: str
    service: Service


@dataclass(frozen=True, slots=True)
class Contact:
    """One way to reach a helpline, as people dial it in its country; a chat's is an address."""

    way: Way
    dial: str
    keyword: str | None = None
    extension: str | None = None


@dataclass(frozen=True, slots=True)
class Hours:
    """When a helpline answers, in its country's time; `days` is "always" for day and night."""

    days: Literal["always", "daily", "monday-saturday"]
    start: str = ""
    end: str = ""


@dataclass(frozen=True, slots=True)
class Helpline:
    """A helpline; `hours` is None where they are in doubt."""

    id: str
    name: str
    contacts: tuple[Contact, ...]
    languages: tuple[str, ...]
    hours: Hours | None
    is_free: bool
    is_for_youth: bool
    verified_at: date
    source: str


@dataclass(frozen=True, slots=True)
class Help:
    """Whom to call in a country; empty where the country is unknown to us."""

    country: str | None
    emergency: tuple[Emergency, ...] = ()
    lines: tuple[Helpline, ...] = ()


def help_in(country: str | None, *, now: datetime, language: str) -> Help:
    """Return a country's emergency numbers and its one or two helplines.

    Lines that speak the reader's language (such as `en`) come first; stale ones never come.
    """
    known = all_countries().get(country or "")
    if known is None:
        return Help(country)
    fresh = [line for line in known.lines if not is_stale(line, now.date())]
    fresh.sort(key=lambda line: language not in line.languages)
    return Help(country, known.emergency, tuple(fresh[:MOST_LINES]))


def is_stale(line: Helpline, today: date) -> bool:
    """Tell whether a helpline was verified twelve months ago or longer."""
    then = line.verified_at
    # 29 February counts as 1 March in the year after.
    anniversary = (then.month, then.day) if (then.month, then.day) != (2, 29) else (3, 1)
    return today >= date(then.year + 1, *anniversary)


def country_of_locale(locale: str) -> str | None:
    """Return the country that a Discord language means without doubt; None for most."""
    return COUNTRY_OF_LOCALE.get(locale)


def countries_with_lines() -> tuple[str, ...]:
    """Return the codes of the countries whose helplines we know."""
    return tuple(code for code, known in all_countries().items() if known.lines)


@lru_cache
def all_countries() -> dict[str, Help]:
    """Return everything the file holds, stale lines too, by country code."""
    read = cast("_File", json.loads(FILE.read_text(encoding="utf-8")))
    found = {
        code: Help(code, (Emergency(number, "any"),))
        for number, codes in read["emergency_only"].items()
        for code in codes
    }
    for each in read["countries"]:
        emergency = tuple(
            Emergency(number["dial"], number.get("service", "any")) for number in each["emergency"]
        )
        lines = tuple(_line(line) for line in each["lines"])
        found[each["country"]] = Help(each["country"], emergency, lines)
    return found


def _line(record: "_Line") -> Helpline:
    return Helpline(
        id=record["id"],
        name=record["name"],
        contacts=tuple(Contact(**contact) for contact in record["contacts"]),
        languages=tuple(record["languages"]),
        hours=_hours(record.get("hours")),
        is_free=record.get("free", False),
        is_for_youth=record.get("audience") == "youth",
        verified_at=date.fromisoformat(record["verified_at"]),
        source=record["source"],
    )


def _hours(record: "_Hours | Literal['always'] | None") -> Hours | None:
    if record is None:
        return None
    if record == "always":
        return Hours("always")
    return Hours(record["days"], record["from"], record["until"])


class _Emergency(TypedDict):
    dial: str
    service: NotRequired[Service]


class _Contact(TypedDict):
    way: Way
    dial: str
    keyword: NotRequired[str]
    extension: NotRequired[str]


_Hours = TypedDict(
    "_Hours", {"days": Literal["daily", "monday-saturday"], "from": str, "until": str}
)


class _Line(TypedDict):
    id: str
    name: str
    contacts: list[_Contact]
    languages: list[str]
    hours: NotRequired[_Hours | Literal["always"]]
    free: NotRequired[bool]
    audience: NotRequired[Literal["youth"]]
    verified_at: str
    source: str


class _Country(TypedDict):
    country: str
    emergency: list[_Emergency]
    lines: list[_Line]


class _File(TypedDict):
    countries: list[_Country]
    emergency_only: dict[str, list[str]]
