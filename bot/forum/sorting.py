"""Lists of questions in every order that Question2Answer has, in pages."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlmodel.ext.asyncio.session import AsyncSession

from data.database import Database
from data.numbers import LARGEST_NUMBER
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

    async def beginning(session: AsyncSession, at: int) -> list[int]:
        return await sorted_questions(
            session,
            forum_id,
            sort,
            categories=categories,
            offset=min(at * page_size, LARGEST_NUMBER),
            limit=page_size + 1,
        )

    async with database.read() as session:
        found = await beginning(session, page)
        if page and not found:
            # Counted only now: at a million questions that takes longer than the page.
            count = await count_sorted(session, forum_id, sort, categories=categories)
            page = max(0, count - 1) // page_size
            found = await beginning(session, page)
    return SortedPage(tuple(found[:page_size]), page, has_more=len(found) > page_size)
