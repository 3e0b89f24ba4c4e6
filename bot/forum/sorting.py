"""Lists of questions in every order that Question2Answer has, in pages."""

from collections.abc import Collection, Coroutine
from dataclasses import dataclass

from data.database import Database
from data.narrowing import Narrow
from data.sorting import EVERYTHING, Sort, count_sorted, sorted_questions

__all__ = ["EVERYTHING", "PAGE", "Narrow", "Sort", "SortedPage", "sorted_page"]

PAGE = 20  # Question2Answer's
# Nobody reads as far; SQLite can't skip a number of rows beyond 63 bits.
MOST_PAGES = 1_000_000


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
    narrow: Narrow = EVERYTHING,
) -> SortedPage:
    """Return a page of a forum's visible questions; the last one when `page` is beyond it."""

    def at(number: int) -> Coroutine[None, None, list[int]]:
        return sorted_questions(
            session,
            forum_id,
            sort,
            categories=categories,
            narrow=narrow,
            offset=number * page_size,
            limit=page_size + 1,
        )

    page = min(page, MOST_PAGES)
    async with database.read() as session:
        found = await at(page)
        # Only beyond the end is it needed how many there are.
        if not found and page:
            count = await count_sorted(
                session, forum_id, sort, categories=categories, narrow=narrow
            )
            page = min(page, max(0, count - 1) // page_size)
            found = await at(page)
    return SortedPage(tuple(found[:page_size]), page, has_more=len(found) > page_size)
