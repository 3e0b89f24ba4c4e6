"""Renaming ids: those that Discord gave out during a performance, by the order they appear in.

People, the server and what was in it before keep their ids: those must be equal as they are.
"""

import re
from collections.abc import Collection

ID = re.compile(r"(?<!\d)\d{17,20}(?!\d)")


class Renaming:
    """Gives each new id the next number; asked twice, it says the same."""

    def __init__(self, known: Collection[int]) -> None:
        """Leave the ids alone that were known before."""
        self._known = {str(each) for each in known}
        self._names: dict[str, str] = {}

    def __call__(self, line: str) -> str:
        """Return a line with its new ids renamed."""
        return ID.sub(lambda found: self._name(found[0]), line)

    def _name(self, digits: str) -> str:
        if digits in self._known:
            return digits
        return self._names.setdefault(digits, f"<id {len(self._names) + 1}>")
