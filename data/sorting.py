"""Questions in Question2Answer's orders, and what their hotness is reckoned from.

Ties of its lists fall to the newer question, the one with the higher number on the website; those
asked here have none there, and come after. Each order walks an index of visible questions
(`data.tables.posts.LISTED`), so a page costs what it shows.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple, cast

from sqlalchemy import (
    ColumnElement,
    Exists,
    FromClause,
    Select,
    TextClause,
    bindparam,
    func,
    select,
    update,
)
from sqlalchemy.orm import aliased
from sqlmodel.ext.asyncio.session import AsyncSession

from data.columns import many, run
from data.narrowing import COLUMNS, Narrow, Part, candidates, condition, fewest, steps_to
from data.tables import PostKind, PostState
from data.tables.posts import LISTED, NEEDING_A_REPLY, POSTS, UNANSWERED, UNSELECTED


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
}


# Of so many that are met on a walk about one passes what is asked of it last.
MET_FOR_EACH: Mapping[Sort, int] = {Sort.UNUPVOTED: 12}


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
    parts = tuple(map(Part, narrow.values))
    wanted = offset + limit
    there = await fewest(session, narrow, FILTERS.get(sort), wanted=wanted)
    steps = steps_to(wanted * MET_FOR_EACH.get(sort, 1), there)
    if steps is not None:
        found = await _numbers(session, _walked(sort, parts), {**values, "steps": steps})
        if len(found) == limit:
            return found
    return await _numbers(session, _gathered(sort, parts, there.part), values)


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
def _walked(sort: Sort, parts: tuple[Part, ...]) -> Select[tuple[int]]:
    """Return the statement for a page of what is met on a walk of some steps."""
    seen = ["id", *_ordering(sort), *(COLUMNS[each] for each in parts if each in COLUMNS)]
    walk = select(*(POSTS.c[name] for name in dict.fromkeys(seen)))
    walk = walk.where(POSTS.c.forum_id == bindparam("in_forum"), *_indexed(sort))
    met = walk.order_by(*_order(sort)).limit(bindparam("steps")).subquery("met")
    # What has to be looked up of each is asked of those alone that have the tag.
    passing = [*(condition(each, met) for each in parts), *_looked_up(sort, met)]
    return _paged(select(met.c.id).where(*passing), sort, met)


@lru_cache
def _gathered(sort: Sort, parts: tuple[Part, ...], fewest_of: Part) -> Select[tuple[int]]:
    """Return the statement for a page of the candidates by one part of what was said."""
    there = candidates(fewest_of, FILTERS.get(sort))
    return _paged(_narrowed(sort, parts).where(POSTS.c.id.in_(there)), sort)


@lru_cache
def _of_categories(sort: Sort) -> Select[tuple[int]]:
    """Return the statement for a page of categories' questions: of each the first are compared.

    Each category has every order as an index, so that a page costs what it shows and skips.
    """
    each = func.json_each(bindparam(Part.CATEGORIES.value)).table_valued("value")
    near = POSTS.alias("in_category")
    first = (
        select(near.c.id)
        .where(near.c.category_id == each.c.value, *_within(sort, near))
        .order_by(*_order(sort, near))
        .limit(bindparam("first"))
        .correlate(each)
    )
    found = select(POSTS.c.id).select_from(each.join(POSTS, POSTS.c.id.in_(first)))
    return _paged(found.where(POSTS.c.forum_id + 0 == bindparam("in_forum")), sort)


def _in_forum(sort: Sort) -> Select[tuple[int]]:
    return select(POSTS.c.id).where(POSTS.c.forum_id == bindparam("in_forum"), *_within(sort))


def _narrowed(sort: Sort, parts: tuple[Part, ...]) -> Select[tuple[int]]:
    # With `+ 0` no index of the forum is taken: the candidates are all there is to look at.
    within = POSTS.c.forum_id + 0 == bindparam("in_forum")
    return select(POSTS.c.id).where(within, *_within(sort), *map(condition, parts))


def _paged(listed: Select[tuple[int]], sort: Sort, posts: FromClause = POSTS) -> Select[tuple[int]]:
    ordered = listed.order_by(*_order(sort, posts))
    return ordered.offset(bindparam("after")).limit(bindparam("at_most"))


def _order(sort: Sort, posts: FromClause = POSTS) -> list[ColumnElement[object]]:
    return [posts.c[name].desc() for name in _ordering(sort)]


def _ordering(sort: Sort) -> tuple[str, ...]:
    return ORDERS.get(sort, NEWEST)


def _within(sort: Sort, posts: FromClause = POSTS) -> list[ColumnElement[bool]]:
    return [*_indexed(sort), *_looked_up(sort, posts)]


def _indexed(sort: Sort) -> list[ColumnElement[bool]]:
    """Return what a list's index holds."""
    within = [LISTED] if sort not in FILTERS else [LISTED, FILTERS[sort]]
    return cast("list[ColumnElement[bool]]", within)  # words of SQL are a condition as well


def _looked_up(sort: Sort, posts: FromClause) -> list[ColumnElement[bool]]:
    """Return what a list asks of its questions besides."""
    if sort is not Sort.UNUPVOTED:
        return []
    itself = POSTS.alias("itself")
    is_open = select(itself.c.id).where(itself.c.id == posts.c.id, itself.c.closed_at.is_(None))
    return [is_open.exists(), ~_has_upvoted_answer(posts)]


def _has_upvoted_answer(posts: FromClause) -> Exists:
    answer = POSTS.alias("answer")
    upvoted = select(answer.c.id).where(
        answer.c.question_id == posts.c.id,
        answer.c.kind == PostKind.ANSWER,
        answer.c.state == PostState.VISIBLE,
        answer.c.up > answer.c.down,
    )
    return upvoted.exists()


class Warmth(NamedTuple):
    """What a question's hotness is reckoned from, and which one is stored."""

    id: int
    created_at: datetime
    newest_answer_at: datetime | None
    """When the newest visible answer was written."""
    answers: int
    score: int
    views: int
    hotness: int


def _warmth() -> Select[Warmth]:
    answer = aliased(POSTS)
    newest = (
        select(func.max(answer.c.created_at, type_=POSTS.c.created_at.type))
        .where(
            answer.c.question_id == POSTS.c.id,
            answer.c.kind == PostKind.ANSWER,
            answer.c.state == PostState.VISIBLE,
        )
        .scalar_subquery()
    )
    return select(
        POSTS.c.id,
        POSTS.c.created_at,
        newest,
        POSTS.c.answers,
        POSTS.c.score,
        POSTS.c.views,
        POSTS.c.hotness,
    ).where(
        POSTS.c.id.in_(bindparam("questions", expanding=True)),
        POSTS.c.kind == PostKind.QUESTION,
    )


# Built once: to build and key a statement anew costs more than SQLite takes to answer it.
WARMTH = _warmth()
HEATED = (
    update(POSTS).where(POSTS.c.id == bindparam("of_question")).values(hotness=bindparam("as_hot"))
)


async def warmth_of(session: AsyncSession, question_ids: Collection[int]) -> list[Warmth]:
    """Return what the hotness of questions is reckoned from; other posts are left out."""
    found = await run(session, WARMTH, {"questions": [*question_ids]})
    return [Warmth(*row) for row in found]


async def set_hotness(session: AsyncSession, hotness: Mapping[int, int]) -> None:
    """Store questions' hotness: number to hotness."""
    rows = [{"of_question": id_, "as_hot": hot} for id_, hot in hotness.items()]
    await many(session, HEATED, rows)
