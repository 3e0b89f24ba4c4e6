"""Lists of one tag's or author's questions, in any order, without reading the forum.

Those of categories alone have indexes of their own. Where few questions are left, they are gathered
and sorted: a tag's stand beside one another with all that sorts them (`data.tables.posts.Tagged`),
an author's are looked up. Where many are, the index of the order is walked instead: the first of
them are soon met. Which is the shorter way is told from how many there are; should a walk not meet
enough, the gathering does, so that at worst both are gone.
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
from data.tables import PostKind, Tag, Tagged
from data.tables.posts import POSTS

TAGGED, TAGS = table_of(Tagged), table_of(Tag)
NONE: ColumnElement[int] = literal_column("0")
ONE: ColumnElement[int] = literal_column("1")
# Counting on costs more than what it could still decide: the farther a page, the more that is.
LEAST_COUNTED, COUNTED_FOR_EACH, MOST_COUNTED = 50_000, 500, 300_000
# A walk goes twice as far as where enough would stand if they were evenly spread among questions.
# How many of all posts those are is told by the newest posts; a site that was brought in may have
# all of its answers there. How many with a tag are in categories, the newest with it tell.
FARTHER, SAMPLE, LEAST_SHARE = 2, 400, 0.15
# As long as this a walk costs nothing to speak of.
SHORT_WALK = 500
# So many of an author's newest are looked through for what passes a filter too: nothing tells
# beforehand how few that are.
MOST_FILTERED = 10_000


class Part(StrEnum):
    """What a list is narrowed to; each is the name of the parameter that says which."""

    TAG = "of_tag"
    AUTHOR = "by_author"
    CATEGORIES = "in_categories"


STEPS_FOR_EACH: Mapping[Part, float] = {Part.TAG: 1 / 3, Part.AUTHOR: 5}
"""So many steps cost as much as gathering one."""
LOOKED_UP = 6
"""To look up whose question one with a tag is costs as much as this many of an author's."""


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
    """By which part of what was said questions are gathered, and how many are left."""

    part: Part
    to_gather: int
    number: int
    """About so many of those that are gathered pass what else was said."""
    among: int
    """About so many questions there are, of which these are some."""


def with_tag(parts: tuple[Part, ...], within: TextClause | None) -> Select[tuple[int, ...]]:
    """Return the statement for what sorts a tag's questions, of all other parts that are said.

    `within` is the list's own filter.
    """
    columns = [each for each in TAGGED.c if each.name not in {"tag_id", "post_id"}]
    here = select(TAGS.c.id).where(TAGS.c.id == _said(Part.TAG), TAGS.c.forum_id == _forum())
    found = select(TAGGED.c.post_id.label("id"), *columns)
    found = found.where(TAGGED.c.tag_id == here.scalar_subquery(), *_in_categories(parts, TAGGED))
    if Part.AUTHOR in parts:
        theirs = POSTS.alias("theirs")
        is_by = (theirs.c.id == TAGGED.c.post_id, theirs.c.author_id == _said(Part.AUTHOR))
        found = found.where(select(theirs.c.id).where(*is_by).exists())
    return found if within is None else found.where(within)


def by_author(parts: tuple[Part, ...], within: TextClause | None) -> Select[tuple[int]]:
    """Return the statement for an author's posts, of all other parts that are said.

    What is left out here need not be looked up. `within` is the list's own filter.
    """
    mine = (POSTS.c.author_id == _said(Part.AUTHOR), POSTS.c.kind == PostKind.QUESTION)
    found = select(POSTS.c.id).where(*mine).order_by(POSTS.c.created_at.desc())
    if Part.TAG in parts:
        found = found.where(has_tag(parts, POSTS))
    else:
        found = found.where(*_in_categories(parts, POSTS))
    return found if within is None else found.limit(MOST_FILTERED)


def has_tag(parts: tuple[Part, ...], posts: FromClause) -> Exists:
    """Return whether a question has the tag, and is in the categories if those are said."""
    given = (TAGGED.c.tag_id == _said(Part.TAG), TAGGED.c.post_id == posts.c.id)
    return select(TAGGED.c.tag_id).where(*given, *_in_categories(parts, TAGGED)).exists()


async def fewest(session: AsyncSession, narrow: Narrow, *, wanted: int) -> Found:
    """Return by which part to gather what a list holds.

    `wanted` is how many of a list's questions are needed, those before the page included.
    """
    most = min(MOST_COUNTED, LEAST_COUNTED + COUNTED_FOR_EACH * wanted)
    values = {**narrow.values, "most": most}
    parts = tuple(map(Part, narrow.values))
    found = (await run(session, _counted(parts), values)).one()
    newest, asked, tagged, sample, both, theirs = map(int, found)
    questions = round(max(LEAST_SHARE, asked / SAMPLE) * newest)
    # None of a sample may be some of the others.
    joint = tagged * max(both, 1 / 2) / max(sample, 1)
    if narrow.author_id is None:
        return Found(Part.TAG, tagged, round(joint), questions)
    if narrow.tag_id is not None and tagged * LOOKED_UP < theirs:
        return Found(Part.TAG, tagged, 0, questions)
    is_alone = narrow.tag_id is None and narrow.categories is None
    return Found(Part.AUTHOR, theirs, theirs if is_alone else 0, questions)


def steps_to(wanted: int, found: Found) -> int | None:
    """Return how far to walk an order until `wanted` of those are met; None if far."""
    if not found.number:
        return None
    steps = FARTHER * wanted * found.among // found.number + SHORT_WALK
    return steps if steps < STEPS_FOR_EACH[found.part] * found.to_gather else None


def _said(part: Part) -> BindParameter[int]:
    return bindparam(part.value)


def _forum() -> BindParameter[int]:
    return bindparam("in_forum")


def _in_categories(parts: tuple[Part, ...], posts: FromClause) -> list[ColumnElement[bool]]:
    if Part.CATEGORIES not in parts:
        return []
    # With `+ 0` its index is not taken: the candidates are all there is to look at.
    return [(posts.c.category_id + 0).in_(among(Part.CATEGORIES.value))]


@lru_cache
def _counted(parts: tuple[Part, ...]) -> Select[tuple[int, ...]]:
    """Return the statement for what tells the ways apart.

    The newest post, how many of the newest were asked, how many have the tag, how many of these
    were looked at, and are in the categories, and how many the author asked; 0 of what is unsaid.
    """
    newest = select(func.coalesce(func.max(POSTS.c.id), 0)).scalar_subquery()
    asked = select(func.count()).where(
        POSTS.c.id > newest - SAMPLE, POSTS.c.kind == PostKind.QUESTION
    )
    of_tag, of_author = _counted_of_tag(parts), _counted_of_author(parts)
    return select(newest, asked.scalar_subquery(), *of_tag, of_author)


def _counted_of_tag(parts: tuple[Part, ...]) -> Sequence[ColumnElement[int]]:
    if Part.TAG not in parts:
        return NONE, NONE, NONE
    given = select(TAGS.c.given).where(TAGS.c.id == _said(Part.TAG)).scalar_subquery()
    if Part.CATEGORIES not in parts or Part.AUTHOR in parts:
        return func.coalesce(given, 0), ONE, ONE
    newest = select(TAGGED.c.category_id).where(TAGGED.c.tag_id == _said(Part.TAG))
    looked_at = newest.order_by(TAGGED.c.post_id.desc()).limit(SAMPLE).subquery()
    number = select(func.count()).select_from(looked_at)
    both = number.where(*_in_categories(parts, looked_at))
    return func.coalesce(given, 0), number.scalar_subquery(), both.scalar_subquery()


def _counted_of_author(parts: tuple[Part, ...]) -> ColumnElement[int]:
    if Part.AUTHOR not in parts:
        return NONE
    theirs = by_author((Part.AUTHOR,), None).order_by(None).limit(bindparam("most"))
    return select(func.count()).select_from(theirs.subquery()).scalar_subquery()
