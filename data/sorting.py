"""Questions in Question2Answer's orders.

Ties of its lists fall to the newer question, the one with the higher number on the website; those
asked here have none there, and come after. Each order walks an index of visible questions
(`data.tables.posts.LISTED`, or `data.tables.tagging.Tagged`), so a page costs what it shows and
skips.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from functools import lru_cache

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Select,
    TextClause,
    bindparam,
    func,
    select,
    text,
)
from sqlmodel.ext.asyncio.session import AsyncSession

from data.columns import among, as_json, run
from data.narrowing import (
    Narrow,
    Part,
    are_soon_met,
    conditions,
    gathered,
    number_of,
    on_the_way,
    unindexed,
)
from data.tables.posts import LISTED, NEEDING_A_REPLY, POSTS, UNANSWERED, UNSELECTED, UNUPVOTED


class Sort(StrEnum):
    """What a list of questions holds, and in which order."""

    RECENT = "recent"
    HOT = "hot"
    VOTES = "votes"
    ANSWERS = "answers"
    VIEWS = "views"
    UNANSWERED = "unanswered"
    UNSELECTED = "no-best-answer"
    NEEDS_A_REPLY = "needs-a-reply"
    UNUPVOTED = "unupvoted"


EVERYTHING = Narrow()
# Columns, the highest first. Of two of one second the one with the higher number is newer.
LATER = ("website_number", "id")
NEWEST = ("created_at", *LATER)
ORDERS: Mapping[Sort, tuple[str, ...]] = {
    Sort.HOT: ("hotness", *LATER),
    Sort.VOTES: ("score", *NEWEST),
    Sort.ANSWERS: ("answers", *NEWEST),
    Sort.VIEWS: ("views", *NEWEST),
}
# Of Question2Answer's three ways of being unanswered, closed questions are not.
FILTERS: Mapping[Sort, TextClause] = {
    Sort.UNANSWERED: UNANSWERED,
    Sort.UNSELECTED: UNSELECTED,
    Sort.NEEDS_A_REPLY: NEEDING_A_REPLY,
    Sort.UNUPVOTED: UNUPVOTED,
}


async def sorted_questions(
    session: AsyncSession,
    forum_id: int,
    sort: Sort,
    *,
    narrow: Narrow = EVERYTHING,
    offset: int = 0,
    limit: int,
) -> list[int]:
    """Return the numbers of a forum's visible questions in an order; fewer of them if said."""
    values = {"in_forum": forum_id, "after": offset, "at_most": limit, **narrow.values}
    if narrow == EVERYTHING:
        return await _numbers(session, _everything(sort), values)
    if narrow.is_of_categories:
        return await _numbers(session, _of_categories(sort), {**values, "first": offset + limit})
    return await _narrowed(session, forum_id, sort, narrow, values, wanted=offset + limit)


async def sorted_among(
    session: AsyncSession, question_ids: Sequence[int], sort: Sort, *, offset: int, limit: int
) -> list[int]:
    """Return some of these questions, of whichever forums, in an order."""
    values = {"wanted": as_json(question_ids), "after": offset, "at_most": limit}
    return await _numbers(session, _among(sort), values)


async def _narrowed(
    session: AsyncSession,
    forum_id: int,
    sort: Sort,
    narrow: Narrow,
    values: Mapping[str, object],
    *,
    wanted: int,
) -> list[int]:
    """Return a page of a tag's or an author's questions: the shorter way."""
    parts = tuple(map(Part, narrow.values))
    is_soon_met = await are_soon_met(session, forum_id, narrow, wanted=wanted)
    statement = _on_the_way(sort, parts) if is_soon_met else _gathered(sort, parts)
    return await _numbers(session, statement, values)


async def _numbers(
    session: AsyncSession, statement: Select[int], values: Mapping[str, object]
) -> list[int]:
    return [int(number) for (number,) in await run(session, statement, values)]


# Each is built once: to build and key a statement anew costs more than SQLite takes to answer it.
@lru_cache
def _everything(sort: Sort) -> Select[int]:
    """Return the statement for a page of a whole forum's list."""
    here = POSTS.c.forum_id == bindparam("in_forum")
    return _paged(select(POSTS.c.id).where(here, *_within(sort)), _order(sort))


@lru_cache
def _among(sort: Sort) -> Select[int]:
    """Return the statement for a page of questions that are named."""
    return _paged(select(POSTS.c.id).where(POSTS.c.id.in_(among("wanted"))), _order(sort))


@lru_cache
def _on_the_way(sort: Sort, parts: tuple[Part, ...]) -> Select[int]:
    """Return the statement for a page of a tag's or an author's, along an index of their order."""
    posts, wanted = on_the_way(parts)
    return _paged(select(number_of(posts)).where(*wanted, *_filter(sort)), _order(sort, posts))


@lru_cache
def _gathered(sort: Sort, parts: tuple[Part, ...]) -> Select[int]:
    """Return the statement for a page of what is all that is said, few of what is some of it."""
    posts, wanted = gathered(parts)
    # SQLite likes walking an order, or all that waits, better than looking up few.
    order = [unindexed(each) for each in _order(sort, posts)]
    passing = [text(f"+({FILTERS[sort]})")] if sort in FILTERS else []
    return _paged(select(number_of(posts)).where(*wanted, *conditions(passing)), order)


@lru_cache
def _of_categories(sort: Sort) -> Select[int]:
    """Return the statement for a page of categories' questions: of each the first are compared.

    Each category has every order as an index, so that a page costs what it shows and skips.
    """
    each = func.json_each(bindparam(Part.CATEGORIES.value)).table_valued("value")
    near = POSTS.alias("in_category")
    first = (
        select(near.c.id)
        .where(near.c.category_id == each.c.value, *_within(sort))
        .order_by(*(each.desc() for each in _order(sort, near)))
        .limit(bindparam("first"))
        .correlate(each)
    )
    found = select(POSTS.c.id).select_from(each.join(POSTS, POSTS.c.id.in_(first)))
    return _paged(found.where(unindexed(POSTS.c.forum_id) == bindparam("in_forum")), _order(sort))


def _paged(listed: Select[int], order: Sequence[ColumnElement[object]]) -> Select[int]:
    highest_first = (each.desc() for each in order)
    return listed.order_by(*highest_first).offset(bindparam("after")).limit(bindparam("at_most"))


def _order(sort: Sort, posts: FromClause = POSTS) -> list[ColumnElement[object]]:
    columns = {**posts.c, "id": number_of(posts)}
    return [columns[name] for name in ORDERS.get(sort, NEWEST)]


def _within(sort: Sort) -> list[ColumnElement[bool]]:
    """Return what a list holds, and so its index."""
    return [*conditions([LISTED]), *_filter(sort)]


def _filter(sort: Sort) -> list[ColumnElement[bool]]:
    return conditions([FILTERS[sort]] if sort in FILTERS else [])
