"""What a list is narrowed to: a category or tag, of one forum or of each that has such a one."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.forum.categories import listed, numbered
from bot.forum.category_errors import CategoryUnknown
from bot.forum.follow_errors import TagUnknown
from bot.forum.listings import TagLine, find_tag, tag_name, tags_meant
from bot.forum.summaries import CategoryLine, ForumSummary
from bot.publishing.listings import Means, Within
from bot.publishing.membership import ServerAway
from cogs.options import categories_named
from cogs.shared_forums import Covered
from data.database import Database


@dataclass(frozen=True, slots=True)
class Categories:
    """The categories that were meant, by their forums' numbers: one of a forum, one at least."""

    of: dict[int, CategoryLine]
    means: Means = Means.NUMBER

    @property
    def first(self) -> CategoryLine:
        """That of the first forum that has one."""
        return next(iter(self.of.values()))

    def narrow(self, covered: Covered) -> Covered:
        """Return what is covered without the forums that have none."""
        forums = tuple(each for each in covered.forums if each.id in self.of)
        return replace(covered, forums=forums)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list of some forums is to hold no more than; nothing said: all."""

    categories: Categories | None = None
    tag: TagLine | None = None
    user_id: int | None = None

    @property
    def category_ids(self) -> dict[int, int]:
        """The categories' numbers by those of their forums; none for all questions."""
        found = {} if self.categories is None else self.categories.of
        return {forum_id: each.id for forum_id, each in found.items()}

    @property
    def within(self) -> Within:
        """How a page says it."""
        if self.categories is None:
            return Within(tag=self.tag, user_id=self.user_id)
        categories = self.categories
        return Within(categories.first, categories.means, self.tag, self.user_id)


async def categories_typed(database: Database, covered: Covered, typed: str) -> Categories:
    """Return the category that was chosen, or that of a typed name in each of these forums.

    Raises `CategoryUnknown`, also where a forum has several of that name, and `ServerAway`.
    """
    lines = await _lines(database, covered.forums)
    chosen = _numbered(lines, typed)
    if chosen is not None:
        return chosen
    named = _named(covered, lines, typed)
    if len(named.of) == 1:
        return named
    is_name = named.first.name.casefold() == typed.strip().casefold()
    return Categories(named.of, Means.NAME if is_name else Means.PATH)


async def categories_numbered(
    database: Database, covered: Covered, number: int, means: Means
) -> Categories:
    """Return the category of a number; with those of its name or path if these are meant.

    Then it may be in a forum that is not covered, as one is that was left since the page was made.
    Raises `CategoryUnknown`, `ServerAway`.
    """
    lines = await _lines(database, covered.forums)
    one = _numbered(lines, str(number))
    if one is not None and means is Means.NUMBER:
        return one
    line = None if means is Means.NUMBER else await numbered(database, number)
    if line is None:
        raise _not_found(covered)
    alike = line.name if means is Means.NAME else line.path
    return Categories(_named(covered, lines, alike).of, means)


async def tag_typed(database: Database, covered: Covered, typed: str) -> TagLine:
    """Return the tag of a name in the first of these forums that shows it; see `find_tag`.

    Raises `TagUnknown` where a name is nothing but signs around it; `ServerAway`.
    """
    tag = await _tag_shown(database, covered, tags_meant(typed))
    if not tag.name:
        raise TagUnknown
    return tag


async def tag_numbered(database: Database, covered: Covered, tag_id: int) -> TagLine:
    """Return the tag of the name that one has, whatever forum that is in, likewise.

    Raises `TagUnknown`, `ServerAway`.
    """
    tag = await _tag_shown(database, covered, [await tag_name(database, tag_id) or ""])
    # What only a forum says that is not covered is not for whoever asks.
    if not tag.id:
        raise TagUnknown
    return tag


async def _tag_shown(database: Database, covered: Covered, names: Sequence[str]) -> TagLine:
    tag = await find_tag(database, forum_ids=[each.id for each in covered.forums], names=names)
    if not tag.id and covered.unheard:
        raise ServerAway
    return tag


Lines = dict[int, Sequence[CategoryLine]]
"""Forums' categories, by the forums' numbers."""


async def _lines(database: Database, forums: Sequence[ForumSummary]) -> Lines:
    return {each.id: await listed(database, each.id) for each in forums}


def _numbered(lines: Lines, typed: str) -> Categories | None:
    found = {
        forum_id: each for forum_id, here in lines.items() for each in here if typed == str(each.id)
    }
    return Categories(found) if found else None


def _named(covered: Covered, lines: Lines, typed: str) -> Categories:
    """Return the category of this name or path in each forum.

    Raises `CategoryUnknown`, `ServerAway`.
    """
    found = {forum_id: categories_named(here, typed) for forum_id, here in lines.items()}
    if not any(found.values()):
        raise _not_found(covered)
    if any(len(each) > 1 for each in found.values()):
        raise CategoryUnknown
    return Categories({forum_id: each[0] for forum_id, each in found.items() if each})


def _not_found(covered: Covered) -> type[Exception]:
    """Return what to raise of a category: it may be in a server of which Discord said nothing."""
    return ServerAway if covered.unheard else CategoryUnknown
