"""What an anonymous author is promised: who could learn that it is them, and for how long.

A name carries the terms of its first post through its whole question, whatever the forum's
settings are by then: whoever learned the author of one post under it would know them all.
"""

from dataclasses import dataclass
from typing import Protocol

from data.tables import Anonymity


@dataclass(frozen=True, slots=True)
class Terms:
    """Whether two moderators can have the seal opened, and after how many quiet days it goes."""

    is_unmaskable: bool = False
    seal_days: int | None = None

    @property
    def code(self) -> str:
        """The terms in a form's custom_id: at most four characters, none for a lasting seal."""
        days = "" if self.seal_days is None else str(self.seal_days)
        return ("b" if self.is_unmaskable else "") + days


@dataclass(frozen=True, slots=True)
class Carried:
    """The name that somebody carries in a question, and the terms it was taken under."""

    alias: str
    terms: Terms


class Settings(Protocol):
    """What a forum is set to."""

    @property
    def anonymity(self) -> Anonymity:
        """Whether there are anonymous posts, and how strictly they are sealed."""

    @property
    def seal_days(self) -> int | None:
        """After how many quiet days seals go; None for never."""


def offered(forum: Settings) -> Terms | None:
    """Return the terms for whoever becomes anonymous now; None where nobody can."""
    if forum.anonymity is Anonymity.OFF:
        return None
    return Terms(forum.anonymity is Anonymity.BREAK_GLASS, forum.seal_days)
