"""Lists of one tag's or author's questions, in any order, without reading the forum.

Those of categories alone, and of authors, have indexes of their own. A tag's stand beside one
another with all that sorts them (`data.tables.tagging.Tagged`), and a tag's in a category in an
index of those: where they are few they are gathered and sorted; where many are, the index of the
order is walked instead: the first of them are soon met. Which is the shorter way is told from how
many there are; should a walk not meet enough, the gathering does, so that at worst both are gone.
Of an author's questions with a tag or in a category the same holds, where the walk passes over
their others.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Exists,
    FromClause,
    Select,
    TextClause,
    bindparam,
    func,
    literal_column,
    select,
)
from sqlmodel.ext.asyncio.session import AsyncSession

from data.columns import among, as_json, run, table_of
from data.tables import Member, PostKind, Tag
from data.tables.posts import LISTED, POSTS
from data.tables.tagging import TAGGED

MEMBERS, TAGS = table_of(Member), table_of(Tag)
ONE: ColumnElement[int] = literal_column("1")
# A walk goes twice as far as where enough would stand if they were evenly spread among questions.
# How many of all posts those are is told by the newest posts; a site that was brought in may have
# all of its answers there. How many with a tag are in categories, the newest with it tell.
FARTHER, SAMPLE, LEAST_SHARE = 2, 400, 0.15
# As long as this a walk costs nothing to speak of.
SHORT_WALK = 500
STEPS_FOR_EACH = 1 / 5
"""So many steps cost as much as gathering one with a tag."""
STEPS_OF_AUTHOR, STEPS_TO_LOOK_UP = 3, 40
"""The same of an author's, where each step along their index alone is one question.

Those in a category have to be looked up one by one, unless a tag is said, too.
"""


class Part(StrEnum):
    """What a list is narrowed to; each is the name of the parameter that says which."""

    TAG = "of_tag"
    AUTHOR = "by_author"
    CATEGORIES = "in_categories"


class Narrow(NamedTuple):
    """Whose questions a list holds, with which tag, in which categories; of each any, if unsaid."""

    tag_id: int | None = None
    author_id: int | None = None
    categories: tuple[int, ...] | None = None

    @property
    def is_of_categories(self) -> bool:
        """Whether categories are all that it is narrowed to."""
        return self.categories is not None and self.tag_id is None and self.author_id is None

    @property
    def values(self) -> Mapping[str, object]:
        """The parameters that say what it is narrowed to."""
        said: dict[str, object] = {}
        if self.tag_id is not None:
            said[Part.TAG] = self.tag_id
        if self.author_id is not None:
            said[Part.AUTHOR] = self.author_id
        if self.categories is not None:
            said[Part.CATEGORIES] = as_json(self.categories)
        return said


class Found(NamedTuple):
    """About how many questions have a tag and pass what else was said, and how many there are."""

    passing: int
    questions: int


def with_tag(parts: tuple[Part, ...], within: TextClause | None) -> Select[tuple[int, ...]]:
    """Return the statement for what sorts a tag's questions, of all other parts that are said.

    `within` is the list's own filter.
    """
    columns = [each for each in TAGGED.c if each.name not in {"tag_id", "post_id", "author_id"}]
    here = select(TAGS.c.id).where(TAGS.c.id == _said(Part.TAG), TAGS.c.forum_id == _forum())
    found = select(TAGGED.c.post_id.label("id"), *columns)
    found = found.where(TAGGED.c.tag_id == here.scalar_subquery())
    if Part.AUTHOR in parts:
        # Their numbers alone first: SQLite prefers the tag's row by row to another of its indexes.
        theirs = TAGGED.alias("theirs")
        found = found.where(TAGGED.c.post_id.in_(_tagged_by(parts, theirs, theirs.c.post_id)))
    elif Part.CATEGORIES in parts:
        found = found.where(_is_in_categories(TAGGED))
    return found if within is None else found.where(within)


def by_author(parts: tuple[Part, ...]) -> list[ColumnElement[bool]]:
    """Return what holds for an author's questions, of all other parts that are said."""
    # Their index tells the category: only which tags those in it have is looked up.
    found = [_asked_by(POSTS), *_in_categories(parts, POSTS)]
    return [*found, has_tag((Part.TAG,), POSTS)] if Part.TAG in parts else found


def by_author_in() -> ColumnElement[bool]:
    """Return what holds for an author's questions in categories, which are looked up first."""
    theirs = POSTS.alias("theirs")
    return POSTS.c.id.in_(_in_categories_by(_asked_by(theirs), theirs, theirs.c.id))


def has_tag(parts: tuple[Part, ...], posts: FromClause) -> Exists:
    """Return whether a question has the tag, and is in the categories if those are said."""
    given = (TAGGED.c.tag_id == _said(Part.TAG), TAGGED.c.post_id == posts.c.id)
    return select(TAGGED.c.tag_id).where(*given, *_in_categories(parts, TAGGED)).exists()


async def are_soon_met(session: AsyncSession, narrow: Narrow, *, wanted: int) -> bool:
    """Tell whether a walk through an author's questions meets enough before gathering does."""
    if narrow.tag_id is None and narrow.categories is None:
        return True
    counted = _both(tuple(map(Part, narrow.values)))
    asked, both = map(int, (await run(session, counted, narrow.values)).one())
    # Who asked no more has none that a longer walk would meet.
    steps = min(asked, FARTHER * wanted * asked // max(both, 1))
    each = STEPS_TO_LOOK_UP if narrow.tag_id is None else STEPS_OF_AUTHOR
    return steps < each * both


async def found_with_tag(session: AsyncSession, narrow: Narrow) -> Found:
    """Return how many questions have a tag, and about how many pass what else was said."""
    parts = tuple(map(Part, narrow.values))
    found = (await run(session, _counted(parts), narrow.values)).one()
    newest, asked, tagged, sample, both = map(int, found)
    # None of a sample may be some of the others.
    joint = tagged * max(both, 1 / 2) / max(sample, 1)
    return Found(round(joint), round(max(LEAST_SHARE, asked / SAMPLE) * newest))


def steps_to(wanted: int, found: Found) -> int | None:
    """Return how far to walk an order until `wanted` of those are met; None if far."""
    if not found.passing:
        return None
    steps = FARTHER * wanted * found.questions // found.passing + SHORT_WALK
    return steps if steps < STEPS_FOR_EACH * found.passing else None


def _said(part: Part) -> BindParameter[int]:
    return bindparam(part.value)


def _forum() -> BindParameter[int]:
    return bindparam("in_forum")


def _asked_by(posts: FromClause) -> ColumnElement[bool]:
    here = select(MEMBERS.c.id).where(
        MEMBERS.c.id == _said(Part.AUTHOR), MEMBERS.c.forum_id == _forum()
    )
    return posts.c.author_id == here.scalar_subquery()


def _in_categories(parts: tuple[Part, ...], posts: FromClause) -> list[ColumnElement[bool]]:
    if Part.CATEGORIES not in parts:
        return []
    # With `+ 0` its index is not taken: the candidates are all there is to look at.
    return [(posts.c.category_id + 0).in_(among(Part.CATEGORIES.value))]


def _tagged_by(
    parts: tuple[Part, ...], tagged: FromClause, what: ColumnElement[int]
) -> Select[int]:
    """Return the statement for this of an author's visible questions with a tag."""
    theirs = (tagged.c.tag_id == _said(Part.TAG), tagged.c.author_id == _said(Part.AUTHOR))
    found = select(what).select_from(tagged).where(*theirs)
    if Part.CATEGORIES not in parts:
        return found
    return found.where(_is_in_categories(tagged))


def _in_categories_by(
    asked: ColumnElement[bool], posts: FromClause, what: ColumnElement[int]
) -> Select[int]:
    """Return the statement for this of somebody's visible questions in categories."""
    return select(what).select_from(posts).where(LISTED, asked, _is_in_categories(posts))


def _is_in_categories(posts: FromClause) -> ColumnElement[bool]:
    return posts.c.category_id.in_(among(Part.CATEGORIES.value))


def _given() -> ColumnElement[int]:
    """Return how many questions show the tag, which the tag itself says."""
    given = select(TAGS.c.given).where(TAGS.c.id == _said(Part.TAG)).scalar_subquery()
    return func.coalesce(given, 0)


@lru_cache
def _both(parts: tuple[Part, ...]) -> Select[tuple[int, int]]:
    """Return the statement for how many questions an author asked, and with all that is said."""
    asked = select(MEMBERS.c.qposts).where(MEMBERS.c.id == _said(Part.AUTHOR)).scalar_subquery()
    number: ColumnElement[int] = func.count()
    if Part.TAG in parts:
        left = _tagged_by(parts, TAGGED, number)
    else:
        left = _in_categories_by(POSTS.c.author_id == _said(Part.AUTHOR), POSTS, number)
    return select(func.coalesce(asked, 0), left.scalar_subquery())


@lru_cache
def _counted(parts: tuple[Part, ...]) -> Select[tuple[int, ...]]:
    """Return the statement for what tells the ways to a tag's questions apart.

    The newest post, how many of the newest were asked, how many have the tag, how many of these
    were looked at, and are in the categories.
    """
    newest = select(func.coalesce(func.max(POSTS.c.id), 0)).scalar_subquery()
    asked = select(func.count()).where(
        POSTS.c.id > newest - SAMPLE, POSTS.c.kind == PostKind.QUESTION
    )
    return select(newest, asked.scalar_subquery(), _given(), *_in_both(parts))


def _in_both(parts: tuple[Part, ...]) -> Sequence[ColumnElement[int]]:
    if Part.CATEGORIES not in parts:
        return ONE, ONE
    newest = select(TAGGED.c.category_id).where(TAGGED.c.tag_id == _said(Part.TAG))
    looked_at = newest.order_by(TAGGED.c.post_id.desc()).limit(SAMPLE).subquery()
    number = select(func.count()).select_from(looked_at)
    both = number.where(*_in_categories(parts, looked_at))
    return number.scalar_subquery(), both.scalar_subquery()
