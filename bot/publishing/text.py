"""Pieces of text that cards, lists and messages share."""

import re
from collections.abc import Callable
from datetime import datetime

import discord

from bot.catalogue import Words
from bot.forum.category_tree import BETWEEN
from bot.forum.summaries import Author

MINUS = "\N{MINUS SIGN}"
FORUM_CHARACTERS = 40
SHORT_WITH_TENTH = 100
"""Of fewer thousands or millions one tenth is shown, too."""


def signed(score: int) -> str:
    """Return a score with its sign: `+13`, `0`, `−2`."""
    if score > 0:
        return f"+{score}"
    return f"{MINUS}{-score}" if score < 0 else "0"


def votes(score: int, words: Words) -> str:
    """Return a score in words: `+13 votes`."""
    return words.plural("{score} vote", "{score} votes", abs(score), score=signed(score))


def compact(points: int) -> str:
    """Return points as Question2Answer shows them: `980`, `5.4k`, `2.0k`, `123k`, `1.3m`, `−5,400`.

    As its `qa_format_number` does: rounded, not cut, with a tenth below a hundred of a unit, and
    what is below 0 is not shortened.
    """
    for floor, unit in ((1_000_000, "m"), (1_000, "k")):
        if points >= floor * SHORT_WITH_TENTH:
            return f"{_rounded(points, floor):,}{unit}"
        if points >= floor:
            return f"{_rounded(points * 10, floor) / 10:.1f}{unit}"
    return exact(points)


def exact(points: int) -> str:
    """Return points to the last one: `5,432`, `−120`."""
    return f"{MINUS if points < 0 else ''}{abs(points):,}"


def _rounded(points: int, floor: int) -> int:
    return (points + floor // 2) // floor


def points_of(author: Author, words: Words) -> str:
    """Return ` (5.4k points)`, or nothing where points are not shown."""
    if author.points is None:
        return ""
    said = words.plural(
        "{points} point", "{points} points", author.points, points=compact(author.points)
    )
    return f" ({said})"


def name_of(author: Author, words: Words) -> str:
    """Return how a card names an author: a mention, or a name that is never one."""
    if author.discord_id is not None:
        return f"<@{author.discord_id}>"
    name = plain(author.name) if author.name else words("someone")
    return words("{name} (anonymous)", name=name) if author.is_anonymous and author.name else name


def plain(text: str) -> str:
    """Return text on one line in which nothing is markup, a mention or a link."""
    line = " ".join(text.split())
    escaped = discord.utils.escape_mentions(discord.utils.escape_markdown(line))
    return escaped.replace("<", "\\<").replace("://", ":\u200b//")


def shortened(text: str, length: int) -> str:
    """Return a text of at most this length, with an ellipsis where it was cut."""
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"


def path_end(path: str, length: int, *, escapes: bool = False) -> str:
    """Return a category's path in at most this length: where it is cut, its end, which says most.

    `escapes`: as plain text, whose escaped signs count.
    """
    say = plain if escapes else str
    said, names = say(path), path.split(BETWEEN)
    for start in range(1, len(names)):
        if len(said) <= length:
            return said
        said = say(f"…{BETWEEN}{BETWEEN.join(names[start:])}")
    return within(names[-1], length) if escapes and len(said) > length else shortened(said, length)


def within(text: str, length: int, say: Callable[[str], str] = plain) -> str:
    """Return plain text that is no longer than this with all that is escaped in it.

    Or what `say` makes of it, if that is something else.
    """
    said = say(text)
    for most in range(length, 0, -1):
        if len(said) <= length:
            break
        said = say(shortened(text, most))
    return said


def forum_named(name: str) -> str:
    """Return a forum's name as a line about something in it has it."""
    return within(name, FORUM_CHARACTERS)


def label_within(text: str, length: int, *, is_link: bool) -> str:
    """Return plain text, if it is to be a link as its label, as `within` does."""
    return within(text, length, (lambda each: as_label(plain(each))) if is_link else plain)


def as_label(said: str) -> str:
    """Return plain text as a link's: a square bracket in it would end it early."""
    within_it = re.sub(r"(\\*)([\[\]])", _escaped, said)
    # An address keeps its backslashes; one at the end would escape the label's own bracket.
    backslashes = len(within_it) - len(within_it.rstrip("\\"))
    return within_it + "\\" * (backslashes % 2)


def _escaped(bracket: re.Match[str]) -> str:
    # Some are escaped already, by a backslash that is not itself escaped.
    is_escaped = len(bracket[1]) % 2 == 1
    return bracket[0] if is_escaped else f"{bracket[1]}\\{bracket[2]}"


def excerpt(text: str, length: int) -> str:
    """Return the beginning of a text on one line, cut at a word, without markup."""
    line = " ".join(discord.utils.remove_markdown(text).split())
    if len(line) > length:
        line = line[: length - 1].rsplit(" ", 1)[0].rstrip() + "…"
    return plain(line)


def ago(moment: datetime) -> str:
    """Return a moment as Discord's relative time, in the reader's own language."""
    return discord.utils.format_dt(moment, "R")
