"""Questions in Question2Answer's orders.

Ties of its lists fall to the newer question, the one with the higher number on the website; those
asked here have none there, and come after. Each order walks an index of visible questions
(`data.tables.posts.LISTED`), so a page costs what it shows.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from functools import lru_cache
from typing import cast

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Select,
    TextClause,
    bindparam,
    func,
    select,
)
from sqlmodel.ext.asyncio.session import AsyncSession

from data.columns import among, as_json, run
from data.narrowing import (
    Narrow,
    Part,
    are_soon_met,
    by_author,
    by_author_in,
    found_with_tag,
    has_tag,
    steps_to,
    with_tag,
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
    return await _narrowed(session, sort, narrow, values, wanted=offset + limit)


async def sorted_among(
    session: AsyncSession, question_ids: Sequence[int], sort: Sort, *, offset: int, limit: int
) -> list[int]:
    """Return some of these questions, of whichever forums, in an order."""
    values = {"wanted": as_json(question_ids), "after": offset, "at_most": limit}
    return await _numbers(session, _among(sort), values)


async def _narrowed(
    session: AsyncSession,
    sort: Sort,
    narrow: Narrow,
    values: Mapping[str, object],
    *,
    wanted: int,
) -> list[int]:
    """Return a page of a tag's or an author's questions: the shorter ways first."""
    parts = tuple(map(Part, narrow.values))
    if narrow.author_id is not None:
        if await are_soon_met(session, narrow, wanted=wanted):
            return await _numbers(session, _of_author(sort, parts), values)
        gathered = _of_author_in(sort) if narrow.tag_id is None else _of_tag(sort, parts)
        return await _numbers(session, gathered, values)
    steps = steps_to(wanted, await found_with_tag(session, narrow))
    if steps is not None:
        found = await _numbers(session, _walked(sort, parts), {**values, "steps": steps})
        if len(found) == values["at_most"]:
            return found
    return await _numbers(session, _of_tag(sort, parts), values)


async def _numbers(
    session: AsyncSession, statement: Select[tuple[int]], values: Mapping[str, object]
) -> list[int]:
    return [int(number) for (number,) in await run(session, statement, values)]


# Each is built once: to build and key a statement anew costs more than SQLite takes to answer it.
@lru_cache
def _everything(sort: Sort) -> Select[tuple[int]]:
    """Return the statement for a page of a whole forum's list."""
    return _paged(_in_forum(sort), sort)


@lru_cache
def _among(sort: Sort) -> Select[tuple[int]]:
    """Return the statement for a page of questions that are named."""
    return _paged(select(POSTS.c.id).where(POSTS.c.id.in_(among("wanted"))), sort)


@lru_cache
def _walked(sort: Sort, parts: tuple[Part, ...]) -> Select[tuple[int]]:
    """Return the statement for a page of what has a tag and is met on a walk of some steps."""
    walk = select(*(POSTS.c[name] for name in dict.fromkeys(["id", *_ordering(sort)])))
    walk = walk.where(POSTS.c.forum_id == bindparam("in_forum"), *_within(sort))
    met = walk.order_by(*_order(sort)).limit(bindparam("steps")).subquery("met")
    return _paged(select(met.c.id).where(has_tag(parts, met)), sort, met)


@lru_cache
def _of_tag(sort: Sort, parts: tuple[Part, ...]) -> Select[tuple[int]]:
    """Return the statement for a page of a tag's questions."""
    there = with_tag(parts, FILTERS.get(sort)).subquery("met")
    return _paged(select(there.c.id), sort, there)


@lru_cache
def _of_author(sort: Sort, parts: tuple[Part, ...]) -> Select[tuple[int]]:
    """Return the statement for a page of an author's questions, along an index of their order."""
    return _paged(select(POSTS.c.id).where(*by_author(parts), *_within(sort)), sort)


@lru_cache
def _of_author_in(sort: Sort) -> Select[tuple[int]]:
    """Return the statement for a page of an author's questions in categories, few of all theirs."""
    theirs = select(POSTS.c.id).where(by_author_in())
    within = FILTERS.get(sort)
    return _paged(theirs if within is None else theirs.where(within), sort)


@lru_cache
def _of_categories(sort: Sort) -> Select[tuple[int]]:
    """Return the statement for a page of categories' questions: of each the first are compared.

    Each category has every order as an index, so that a page costs what it shows and skips.
    """
    each = func.json_each(bindparam(Part.CATEGORIES.value)).table_valued("value")
    near = POSTS.alias("in_category")
    first = (
        select(near.c.id)
        .where(near.c.category_id == each.c.value, *_within(sort))
        .order_by(*_order(sort, near))
        .limit(bindparam("first"))
        .correlate(each)
    )
    found = select(POSTS.c.id).select_from(each.join(POSTS, POSTS.c.id.in_(first)))
    return _paged(found.where(POSTS.c.forum_id + 0 == bindparam("in_forum")), sort)


def _in_forum(sort: Sort) -> Select[tuple[int]]:
    return select(POSTS.c.id).where(POSTS.c.forum_id == bindparam("in_forum"), *_within(sort))


def _paged(listed: Select[tuple[int]], sort: Sort, posts: FromClause = POSTS) -> Select[tuple[int]]:
    ordered = listed.order_by(*_order(sort, posts))
    return ordered.offset(bindparam("after")).limit(bindparam("at_most"))


def _order(sort: Sort, posts: FromClause = POSTS) -> list[ColumnElement[object]]:
    number = "id" if "id" in posts.c else "post_id"
    return [posts.c[number if name == "id" else name].desc() for name in _ordering(sort)]


def _ordering(sort: Sort) -> tuple[str, ...]:
    return ORDERS.get(sort, NEWEST)


def _within(sort: Sort) -> list[ColumnElement[bool]]:
    """Return what a list holds, and so its index."""
    within = [LISTED] if sort not in FILTERS else [LISTED, FILTERS[sort]]
    return cast("list[ColumnElement[bool]]", within)  # words of SQL are a condition as well
