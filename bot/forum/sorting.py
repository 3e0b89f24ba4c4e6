"""Lists of questions in every order that Question2Answer has, in pages."""

from collections.abc import Collection
from dataclasses import dataclass

from data.database import Database
from data.sorting import Sort, count_sorted, sorted_questions

__all__ = ["PAGE", "Sort", "SortedPage", "sorted_page"]

PAGE = 20  # Question2Answer's


@dataclass(frozen=True, slots=True)
class SortedPage:
    """The numbers of a page's questions, in order."""

    questions: tuple[int, ...]
    page: int
    """Counted from 0."""
    has_more: bool


async def sorted_page(
    database: Database,
    *,
    forum_id: int,
    sort: Sort,
    page: int = 0,
    page_size: int = PAGE,
    categories: Collection[int] | None = None,
) -> SortedPage:
    """Return a page of a forum's visible questions; the last one when `page` is beyond it."""
    async with database.read() as session:
        if page:
            count = await count_sorted(session, forum_id, sort, categories=categories)
            page = min(page, max(0, count - 1) // page_size)
        found = await sorted_questions(
            session,
            forum_id,
            sort,
            categories=categories,
            offset=page * page_size,
            limit=page_size + 1,
        )
    return SortedPage(tuple(found[:page_size]), page, has_more=len(found) > page_size)
