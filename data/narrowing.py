"""Lists of one tag's or author's questions, in any order, without reading the forum.

Those of categories alone have indexes of their own. Where few questions are left, they are gathered
and sorted. Where many are, the index of the order is walked instead: the first of it that have the
tag are soon found. Which is the shorter way is told from how many there are; should a walk not find
enough, the gathering does.
"""

from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    FromClause,
    Select,
    TextClause,
    bindparam,
    func,
    select,
)
from sqlmodel.ext.asyncio.session import AsyncSession

from data.columns import among, as_json, run, table_of
from data.tables import PostKind, PostTag, Tag
from data.tables.posts import LISTED, POSTS

GIVEN, TAGS = table_of(PostTag), table_of(Tag)
# Counting on costs more than what it could still decide: the farther a page, the more that is.
LEAST_COUNTED, COUNTED_FOR_EACH, MOST_COUNTED = 50_000, 500, 300_000
# A walk goes twice as far as where enough would stand if they were evenly spread among questions.
# How many of all posts those are is told by the newest posts; a site that was brought in may have
# all of its answers there. To gather one costs as much as five steps.
FARTHER, SAMPLE, LEAST_SHARE, STEPS_FOR_EACH = 2, 400, 0.15, 5
# As long as this a walk costs nothing to speak of.
SHORT_WALK = 500
# So many of the newest with a tag or by an author are looked through for what passes a filter too:
# nothing tells beforehand how few that are.
MOST_FILTERED = 10_000


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


class Candidates(NamedTuple):
    """By which part of what was said the fewest questions are left, and how many those are."""

    part: Part
    number: int
    among: int
    """About so many questions there are, of which these are some."""
    to_gather: int
    """So many of them are looked through where they are gathered."""


COLUMNS: Mapping[Part, str] = {Part.AUTHOR: "author_id", Part.CATEGORIES: "category_id"}
"""What of a question itself tells whether it is one of them."""


def condition(part: Part, posts: FromClause = POSTS) -> ColumnElement[bool]:
    """Return what a question of a list must fulfil that is narrowed so."""
    said: BindParameter[int] = bindparam(part.value)
    if part is Part.TAG:
        tagged = select(GIVEN.c.post_id).where(
            GIVEN.c.post_id == posts.c.id, GIVEN.c.tag_id == said
        )
        return tagged.exists()
    if part is Part.AUTHOR:
        return posts.c.author_id == said
    # With `+ 0` its index is not taken: the candidates are all there is to look at.
    return (posts.c.category_id + 0).in_(among(part.value))


def candidates(part: Part, within: TextClause | None) -> Select[tuple[int]]:
    """Return the statement for all posts with the tag, by the author or in the categories.

    `within` is the list's own filter, of which each category has an index.
    """
    said: BindParameter[int] = bindparam(part.value)
    if part is Part.CATEGORIES:
        listed = (LISTED,) if within is None else (LISTED, within)
        return select(POSTS.c.id).where(*listed, POSTS.c.category_id.in_(among(part.value)))
    if part is Part.TAG:
        found = select(GIVEN.c.post_id).where(GIVEN.c.tag_id == said)
        found = found.order_by(GIVEN.c.post_id.desc())
    else:
        found = select(POSTS.c.id).where(
            POSTS.c.author_id == said, POSTS.c.kind == PostKind.QUESTION
        )
        found = found.order_by(POSTS.c.created_at.desc())
    return found if within is None else found.limit(MOST_FILTERED)


async def fewest(
    session: AsyncSession, narrow: Narrow, within: TextClause | None, *, wanted: int
) -> Candidates:
    """Return the candidates to look through, by the part of which there are fewest.

    `wanted` is how many of a list's questions are needed, those before the page included.
    """
    found = []
    most = min(MOST_COUNTED, LEAST_COUNTED + COUNTED_FOR_EACH * wanted)
    for name, said in narrow.values.items():
        part = Part(name)
        row = (await run(session, _counted(part, within), {name: said, "most": most})).one()
        number, newest, asked = map(int, row)
        share = max(LEAST_SHARE, asked / SAMPLE)
        to_gather = number if within is None else min(number, MOST_FILTERED)
        found.append(Candidates(part, number, round(share * newest), to_gather))
    return min(found, key=lambda each: each.number)


def steps_to(wanted: int, among_them: Candidates) -> int | None:
    """Return how far to walk an order until `wanted` of the candidates are met; None if far."""
    steps = FARTHER * wanted * among_them.among // max(among_them.number, 1) + SHORT_WALK
    return steps if steps < STEPS_FOR_EACH * among_them.to_gather else None


@lru_cache
def _counted(part: Part, within: TextClause | None) -> Select[tuple[int, int, int]]:
    """Return the statement for how many, the newest post, and how many of the newest were asked."""
    if part is Part.TAG:
        said: BindParameter[int] = bindparam(part.value)
        given = select(TAGS.c.given).where(TAGS.c.id == said).scalar_subquery()
        number: ColumnElement[int] = func.coalesce(given, 0)
    else:
        there = select(candidates(part, within).subquery().c[0]).limit(bindparam("most"))
        number = select(func.count()).select_from(there.subquery()).scalar_subquery()
    newest = select(func.coalesce(func.max(POSTS.c.id), 0)).scalar_subquery()
    sample = select(func.count()).where(
        POSTS.c.id > newest - SAMPLE, POSTS.c.kind == PostKind.QUESTION
    )
    return select(number, newest, sample.scalar_subquery())
