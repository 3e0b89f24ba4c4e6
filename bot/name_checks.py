"""How often people have chosen names looked up: seldom enough that there is room for everybody.

Every look goes through the one connection to Discord, which takes so many requests a minute; one
person may not use them up. Kept in memory, of whoever has a name looked up: nothing here depends on
what they post.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

MOST_CHECKS = 10
WITHIN = timedelta(minutes=10)


@dataclass(slots=True)
class Check:
    """A name that somebody has looked up, and the names found: None until there are any."""

    at: datetime
    guild_id: int
    name: str
    found: Sequence[str] | None = None


@dataclass(slots=True)
class NameChecks:
    """The names that people had looked up in the last while."""

    _checks: dict[int, list[Check]] = field(default_factory=dict)

    def begin(self, user_id: int, guild_id: int, name: str, now: datetime) -> Check | None:
        """Return a check of a name, the last one of the same if there is; None after too many.

        Those that fail count too: they cost as much.
        """
        self.forget(now)
        recent = self._checks.setdefault(user_id, [])
        for known in recent:
            if (known.guild_id, known.name) == (guild_id, name) and known.found is not None:
                return known
        if len(recent) >= MOST_CHECKS:
            return None
        made = Check(now, guild_id, name)
        recent.append(made)
        return made

    def forget(self, now: datetime) -> None:
        """Forget what is over."""
        self._checks = {
            user_id: recent
            for user_id, checks in self._checks.items()
            if (recent := [each for each in checks if each.at > now - WITHIN])
        }
