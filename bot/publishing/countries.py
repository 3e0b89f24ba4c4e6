"""Countries and languages by name, in the reader's language, from the Unicode CLDR (Babel)."""

import unicodedata
from functools import lru_cache

from babel import Locale, UnknownLocaleError

# Codes of the CLDR that are no country: the European Union, outlying areas, unknown ones.
NO_COUNTRY = frozenset({"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"})
ENGLISH = "en"
CODE_LETTERS = 2  # ISO 3166-1 alpha-2
ALSO_CALLED = {"uk": "GB", "england": "GB", "scotland": "GB", "wales": "GB", "usa": "US"}


@lru_cache
def country_names(locale: str) -> dict[str, str]:
    """Return every country's name by its code, for a Discord locale; English where unknown."""
    names = _babel(locale).territories
    return {
        str(code): str(name)
        for code, name in names.items()
        if len(code) == CODE_LETTERS and code.isalpha() and code not in NO_COUNTRY
    }


def country_name(code: str, locale: str) -> str:
    """Return a country's name, its code where it has none."""
    return country_names(locale).get(code, code)


def language_name(code: str, locale: str) -> str:
    """Return a language's name, its code where it has none."""
    return str(_babel(locale).languages.get(code, code))


def find_countries(typed: str, locale: str) -> tuple[str, ...]:
    """Return the codes of the countries whose name holds what was typed, by name.

    Those that begin with it come first. The reader's language and English both count, accents
    don't.
    """
    wanted = _folded(typed)
    here, english = country_names(locale), country_names(ENGLISH)
    if wanted in ALSO_CALLED:
        return (ALSO_CALLED[wanted],)
    found = [
        code
        for code, name in here.items()
        if wanted in _folded(name) or wanted in _folded(english.get(code, ""))
    ]
    names = {code: _folded(here[code]) for code in found}
    return tuple(sorted(found, key=lambda code: (not names[code].startswith(wanted), names[code])))


def meant_country(typed: str, locale: str) -> str | None:
    """Return the code of the country that was typed by code or name; None where in doubt."""
    if typed.strip().upper() in country_names(locale):
        return typed.strip().upper()
    found = find_countries(typed, locale)
    wanted = _folded(typed)
    exact = [
        code
        for code in found
        if wanted in {_folded(country_name(code, name)) for name in (locale, ENGLISH)}
    ]
    for named in (exact, found):
        if len(named) == 1:
            return named[0]
    return None


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.replace("’", "'"))
    return "".join(each for each in plain if not unicodedata.combining(each)).casefold().strip()


@lru_cache
def _babel(locale: str) -> Locale:
    for name in (locale, locale.partition("-")[0]):
        try:
            return Locale.parse(name, sep="-")
        except (UnknownLocaleError, ValueError):
            continue
    return Locale(ENGLISH)
