import re
from datetime import UTC, datetime

import pytest

from bot.forum.helplines import Helpline, all_countries, country_of_locale, help_in, is_stale

LINES = [line for known in all_countries().values() for line in known.lines]


@pytest.mark.parametrize("line", LINES, ids=lambda line: line.id)
def test_every_helpline_was_verified_within_twelve_months(line: Helpline) -> None:
    today = datetime.now(UTC).date()
    assert not is_stale(line, today), (
        f"{line.id} was last verified on {line.verified_at} and is hidden from people now. "
        f"Check its numbers, hours and cost at {line.source}, correct bot/forum/helplines.json "
        "and set verified_at to today; remove the line when the service is gone."
    )


@pytest.mark.parametrize("line", LINES, ids=lambda line: line.id)
def test_a_helpline_can_be_used_as_it_stands(line: Helpline) -> None:
    assert line.name
    assert line.languages
    assert line.source.startswith("https://")
    assert line.contacts
    for contact in line.contacts:
        if contact.way == "chat":
            assert contact.dial.startswith("https://")
        else:  # as people dial it, never the "+55188" that the source makes of a short code
            assert re.fullmatch(r"\d[\d -]*\d", contact.dial)
        assert contact.keyword is None or contact.way == "text"
        assert contact.extension is None or contact.way == "call"


def test_ids_are_unique_and_begin_with_their_country() -> None:
    assert len({line.id for line in LINES}) == len(LINES)
    for code, known in all_countries().items():
        assert known.country == code
        assert all(line.id.startswith(code.lower() + "-") for line in known.lines)


def test_every_country_has_an_emergency_number() -> None:
    for code, known in all_countries().items():
        assert known.emergency, code
        assert all(re.fullmatch(r"\d{3}", number.dial) for number in known.emergency), code


def test_the_reviewed_countries_have_lines() -> None:
    have = {code for code, known in all_countries().items() if known.lines}
    assert " ".join(sorted(have)) == "BD BR CA DE FR GB ID IN JP KR MX PH RU US"


@pytest.mark.parametrize(
    ("locale", "country"),
    [
        ("hi", "IN"),
        ("id", "ID"),
        ("ja", "JP"),
        ("ko", "KR"),
        ("pt-BR", "BR"),
        ("en-US", None),
        ("en-GB", None),
        ("de", None),
        ("es-419", None),
        ("fr", None),
        ("ru", None),
        ("zh-CN", None),
        ("", None),
    ],
)
def test_only_a_language_of_one_country_names_it(locale: str, country: str | None) -> None:
    assert country_of_locale(locale) == country


@pytest.mark.parametrize("country", ["AQ", "", None])
def test_an_unknown_country_has_nobody_to_call(country: str | None) -> None:
    found = help_in(country, now=datetime(2026, 6, 2, tzinfo=UTC), language="en")
    assert (found.emergency, found.lines) == ((), ())
