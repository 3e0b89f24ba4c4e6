"""Titles by points (Question2Answer's `points_to_titles`): pure rules on a forum's list of them."""

import re
from collections.abc import Iterable, Sequence

from bot.forum.characters import one_line, readable_length, visible
from bot.forum.errors import ForumError, Invalid
from bot.forum.settings_errors import (
    BadTitleLine,
    PointsTwice,
    TitleTooLong,
    TooManyTitles,
)

MOST_TITLES = 20
TITLE_CHARACTERS = 40
# Six digits and a sign: nobody has more points, and JSON and SQLite hold them exactly.
LINE = re.compile(r"([-−+]?[0-9]{1,7})\s+(.*)")

Titles = Sequence[tuple[int, str]]
"""From how many points on, and which title; the fewest points first."""


def title_of(points: int, titles: Iterable[tuple[int, str]]) -> str | None:
    """Return the title with the most points that somebody has; None when they have none of them."""
    reached = [(least, title) for least, title in titles if points >= least]
    return max(reached)[1] if reached else None


def parsed(text: str) -> list[tuple[int, str]]:
    """Return the titles of a text, one a line as `300 Regular`; empty lines are left out.

    Raises `Invalid` with every problem, one a line.
    """
    problems: list[ForumError] = []
    found: dict[int, str] = {}
    for line in filter(None, (one_line(visible(each)) for each in text.splitlines())):
        match = LINE.fullmatch(line)
        if match is None or readable_length(match[2]) == 0:
            problems.append(BadTitleLine(line=line[:TITLE_CHARACTERS]))
            continue
        points, title = int(match[1].replace("−", "-")), match[2]
        if len(title) > TITLE_CHARACTERS:
            problems.append(TitleTooLong(title=title[:TITLE_CHARACTERS], limit=TITLE_CHARACTERS))
        elif points in found:
            problems.append(PointsTwice(points=points))
        else:
            found[points] = title
    if len(found) > MOST_TITLES:
        problems.append(TooManyTitles(limit=MOST_TITLES))
    if problems:
        raise Invalid(problems)
    return sorted(found.items())


def written(titles: Iterable[tuple[int, str]]) -> str:
    """Return titles as their form shows them: `parsed` reads the same again."""
    return "\n".join(f"{points} {title}" for points, title in titles)
