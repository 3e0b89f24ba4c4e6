"""The message catalogue: every sentence that a person reads, in their language.

A message's id is its English sentence. `N_` marks one where it is written down; `Words` says it.
Values are filled in after translation, so a translation can order them as its grammar wants.
"""

from functools import lru_cache
from pathlib import Path

from babel.support import NullTranslations, Translations

LOCALES = Path(__file__).parent / "locales"
DOMAIN = "mindwell"


def N_(message: str) -> str:  # noqa: N802  # gettext's own name, which extractors know
    """Mark a message for translation; it is said later, by `Words`."""
    return message


class Words:
    """The catalogue in one language."""

    def __init__(self, translations: NullTranslations) -> None:
        """Speak with these translations; what they lack is said in English."""
        self._translations = translations

    def __call__(self, message: str, **values: object) -> str:
        """Say a message with its values filled in."""
        said: str = self._translations.gettext(message)
        return said.format(**values) if values else said

    def plural(self, one: str, many: str, count: int, **values: object) -> str:
        """Say a message in the form that the count wants; `{count}` is filled in."""
        said: str = self._translations.ngettext(one, many, count)
        return said.format(count=count, **values)


@lru_cache
def words_for(locale: str) -> Words:
    """Return the catalogue for a Discord or POSIX locale, such as `en-GB`, `de` or `pt_BR`.

    Tries the locale, then its language; falls back to English, the language of the source.
    """
    wanted = locale.replace("-", "_")
    names = [wanted, wanted.partition("_")[0]]
    return Words(Translations.load(LOCALES, names, DOMAIN))
