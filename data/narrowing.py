"""Lists of one category's, tag's or author's questions, in any order, without reading the forum.

Where few questions are left, they are gathered and sorted. Where many are, the index of the order
is walked instead: the first of it that are in the category are soon found. Which is the shorter way
is told from how many there are; should a walk not find enough, the gathering does.
"""

from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, TextClause, bindparam, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from data.columns import any_of, run, table_of
from data.tables import PostKind, PostTag
from data.tables.posts import LISTED, POSTS

GIVEN = table_of(PostTag)
# Counting on costs more than what it could still decide.
MOST_COUNTED = 300_000
# A walk goes this much farther than where enough would stand if they were evenly spread.
MARGIN = 2
# As long as this a walk costs nothing to speak of.
SHORT_WALK = 500
# So many of the newest with a tag or by an author are looked through for what passes a filter too:
# nothing tells beforehand how few that are.
MOST_FILTERED = 20_000

OF_TAG = (
    select(GIVEN.c.post_id)
    .where(GIVEN.c.tag_id == bindparam("of_tag"))
    .order_by(GIVEN.c.post_id.desc())
)
OF_AUTHOR = (
    select(POSTS.c.id)
    .where(POSTS.c.author_id == bindparam("by_author"), POSTS.c.kind == PostKind.QUESTION)
    .order_by(POSTS.c.created_at.desc())
)
NEWEST = select(func.max(POSTS.c.id))


class Narrow(NamedTuple):
    """Whose questions a list holds, with which tag, in which categories; of each any, if unsaid."""

    tag_id: int | None = None
    author_id: int | None = None
    categories: tuple[int, ...] | None = None


class Candidates(NamedTuple):
    """Where a narrow list's questions are among, and how many those are."""

    ids: Select[tuple[int]]
    number: int


def conditions(narrow: Narrow) -> list[ColumnElement[bool]]:
    """Return what a question of a narrow list must fulfil."""
    found: list[ColumnElement[bool]] = []
    if narrow.tag_id is not None:
        tagged = select(GIVEN.c.post_id).where(
            GIVEN.c.post_id == POSTS.c.id, GIVEN.c.tag_id == narrow.tag_id
        )
        found.append(tagged.exists())
    if narrow.author_id is not None:
        found.append(POSTS.c.author_id == narrow.author_id)
    if narrow.categories is not None:
        # With `+ 0` its index is not taken: the candidates are all there is to look at.
        found.append((POSTS.c.category_id + 0).in_(any_of(narrow.categories)))
    return found


async def gathered(
    session: AsyncSession, narrow: Narrow, within: Collection[TextClause] = ()
) -> Candidates:
    """Return all posts with the tag, by the author or in the categories: those that are fewest.

    `within` is the list's own filter, of which each category has an index.
    """
    found = []
    most = MOST_FILTERED if within else None
    if narrow.tag_id is not None:
        found.append(await _counted(session, OF_TAG.limit(most), {"of_tag": narrow.tag_id}))
    if narrow.author_id is not None:
        values = {"by_author": narrow.author_id}
        found.append(await _counted(session, OF_AUTHOR.limit(most), values))
    if narrow.categories is not None:
        there = select(POSTS.c.id).where(
            LISTED, *within, POSTS.c.category_id.in_(any_of(narrow.categories))
        )
        found.append(await _counted(session, there, {}))
    return min(found, key=lambda each: each.number)


async def walked(
    session: AsyncSession,
    listed: Select[tuple[int]],
    order: tuple[ColumnElement[object], ...],
    *,
    wanted: int,
    among: int,
) -> Select[tuple[int]] | None:
    """Return the first of a list in which `wanted` of `among` should be; None if that is long."""
    newest = int((await run(session, NEWEST)).scalar() or 0)
    steps = MARGIN * wanted * newest // max(among, 1) + SHORT_WALK
    if steps >= among:
        return None
    return listed.order_by(*order).limit(steps)


async def _counted(
    session: AsyncSession, ids: Select[tuple[int]], values: dict[str, int]
) -> Candidates:
    counted = select(func.count()).select_from(_at_most(ids).subquery())
    count = int((await run(session, counted, values)).scalar_one())
    return Candidates(ids.params(values), count)


def _at_most(ids: Select[tuple[int]]) -> Select[tuple[int]]:
    return select(ids.subquery().c[0]).limit(MOST_COUNTED)
