"""What a script left behind when it was acted out by one author, and how two of them compare."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from difflib import unified_diff

# So much of a difference is enough to see what leaks.
MOST_LINES = 40


@dataclass
class Performance:
    """What others could see, read and search while a script was acted out by one author."""

    requests: Sequence[str]
    logged: Sequence[str]
    stored: Sequence[str]
    shown: Sequence[str]
    took: Sequence[str]
    """How much each interaction and delivery takes of the database."""
    used: set[str] = field(default_factory=set)
    inventory: set[str] = field(default_factory=set)
    planted: set[str] = field(default_factory=set)
    told: set[str] = field(default_factory=set)
    """What marks, salts, seals and keys in it tell whoever has the file: nothing."""
    marks: set[bytes] = field(default_factory=set)

    def difference(self, other: "Performance") -> str:
        """Say in what two performances of one script differ; empty when they don't."""
        lines: list[str] = []
        for part in ("requests", "logged", "stored", "shown", "took"):
            mine, others = getattr(self, part), getattr(other, part)
            lines += unified_diff(
                mine, others, f"{part} (one)", f"{part} (other)", n=1, lineterm=""
            )
        return "\n".join(lines[:MOST_LINES])
