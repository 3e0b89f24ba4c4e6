"""Lists of one tag's or one author's questions, in any order, without reading the whole forum.

Where few questions are left, they are gathered and sorted. Where many are, the index of the order
is walked instead: the first of it that have the tag are soon found. Which is the shorter way is
told from how many there are; should a walk not find enough, the gathering does.
"""

from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, bindparam, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from data.columns import run, table_of
from data.tables import PostKind, PostTag
from data.tables.posts import LISTED, POSTS

GIVEN = table_of(PostTag)
# Counting on costs more than what it could still decide.
MOST_COUNTED = 300_000
# A walk goes this much farther than where enough would stand if they were evenly spread.
MARGIN = 4
# As long as this a walk costs nothing to speak of.
SHORT_WALK = 500

OF_TAG = select(GIVEN.c.post_id).where(GIVEN.c.tag_id == bindparam("of_tag"))
OF_AUTHOR = select(POSTS.c.id).where(
    POSTS.c.author_id == bindparam("by_author"), POSTS.c.kind == PostKind.QUESTION
)
NEWEST = select(func.max(POSTS.c.id))


class Narrow(NamedTuple):
    """Whose questions a list holds, or with which tag; with neither, everybody's with any."""

    tag_id: int | None = None
    author_id: int | None = None


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
    return found


async def gathered(session: AsyncSession, narrow: Narrow) -> Candidates:
    """Return all posts with the tag, or all of the author's: those that are fewer."""
    found = []
    if narrow.tag_id is not None:
        found.append(await _counted(session, OF_TAG, {"of_tag": narrow.tag_id}))
    if narrow.author_id is not None:
        found.append(await _counted(session, OF_AUTHOR, {"by_author": narrow.author_id}))
    return min(found, key=lambda each: each.number)


async def walked(
    session: AsyncSession,
    forum_id: int,
    order: tuple[ColumnElement[object], ...],
    *,
    wanted: int,
    among: int,
) -> Select[tuple[int]] | None:
    """Return the first of an order in which `wanted` of `among` should be; None if that is long."""
    newest = int((await run(session, NEWEST)).scalar() or 0)
    steps = MARGIN * wanted * newest // max(among, 1) + SHORT_WALK
    if steps >= among:
        return None
    listed = select(POSTS.c.id).where(POSTS.c.forum_id == forum_id, LISTED)
    return listed.order_by(*order).limit(steps)


async def _counted(
    session: AsyncSession, ids: Select[tuple[int]], values: dict[str, int]
) -> Candidates:
    counted = select(func.count()).select_from(ids.limit(MOST_COUNTED).subquery())
    count = int((await run(session, counted, values)).scalar_one())
    return Candidates(ids.params(values), count)
