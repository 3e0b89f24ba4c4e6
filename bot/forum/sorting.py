"""Lists of questions in every order that Question2Answer has, in pages."""

from dataclasses import dataclass

from sqlmodel.ext.asyncio.session import AsyncSession

from data.database import Database
from data.narrowing import Narrow
from data.sorting import EVERYTHING, Sort, sorted_questions

__all__ = ["EVERYTHING", "PAGE", "Narrow", "Sort", "SortedPage", "sorted_page"]

PAGE = 20  # Question2Answer's
# Nobody reads as far, and to skip more costs more. A list that is narrowed twice has to look at
# each that it skips, and at others between them.
MOST_LISTED, MOST_NARROWED = 6_000, 300


@dataclass(frozen=True, slots=True)
class SortedPage:
    """The numbers of a page's questions, in order."""

    questions: tuple[int, ...]
    page: int
    """Counted from 0."""
    has_more: bool
    ends_early: bool
    """Whether there are more, to which no page leads."""


async def sorted_page(
    database: Database,
    *,
    forum_id: int,
    sort: Sort,
    page: int = 0,
    page_size: int = PAGE,
    narrow: Narrow = EVERYTHING,
) -> SortedPage:
    """Return a page of a forum's visible questions; the last one when `page` is beyond it.

    A list ends after `MOST_LISTED` questions, a narrowed one after `MOST_NARROWED`.
    """
    async with database.read() as session:
        return await page_within(
            session, forum_id=forum_id, sort=sort, page=page, page_size=page_size, narrow=narrow
        )


async def page_within(
    session: AsyncSession, *, forum_id: int, sort: Sort, page: int, page_size: int, narrow: Narrow
) -> SortedPage:
    """Return the page that `sorted_page` returns, in an open transaction."""
    is_skipped_unread = narrow == EVERYTHING or narrow.is_of_categories
    most = MOST_LISTED if narrow == EVERYTHING else MOST_NARROWED
    last = max(0, most // page_size - 1)
    page = min(page, last)
    # Of a tag's or an author's what is skipped is asked for, too, and with it where the list ends:
    # it is few numbers, and mostly has to be found anyway.
    skipped = page * page_size if is_skipped_unread else 0
    wanted = (page + 1) * page_size + 1 - skipped
    found = await sorted_questions(
        session, forum_id, sort, narrow=narrow, offset=skipped, limit=wanted
    )
    if skipped and not found:
        # Only beyond the end is it needed where that is.
        found = await sorted_questions(session, forum_id, sort, narrow=narrow, limit=skipped)
        skipped = 0
    if not skipped:
        page = min(page, max(0, len(found) - 1) // page_size)
        found = found[page * page_size :]
    is_all = len(found) <= page_size
    return SortedPage(
        tuple(found[:page_size]),
        page,
        has_more=not is_all and page < last,
        ends_early=not is_all and page == last,
    )
