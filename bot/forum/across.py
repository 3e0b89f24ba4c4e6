"""Lists of several forums' questions, in one order."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.forum.listings import PAGE, narrow_to, question_lines
from bot.forum.pages import QuestionPage
from bot.forum.sorting import Sort
from bot.forum.summaries import ForumSummary
from data.database import Database
from data.sorting import sorted_among, sorted_questions
from data.tags import tag_named

MOST_PAGES = 50
"""Of each forum all before a page are looked at, and nobody reads as far."""


async def browse_across(
    database: Database,
    *,
    forums: Sequence[ForumSummary],
    page: int,
    sort: Sort,
    category_ids: Mapping[int, int],
    tag: str | None = None,
    user_id: int | None = None,
) -> QuestionPage:
    """Return a page of these forums' visible questions, each line with its forum's name.

    Of each forum those of one category, by the forums' numbers, if there is any; with a tag of this
    name, asked by a Discord user by name: each if said. The list ends after `MOST_PAGES`; beyond
    its end the last page is returned.
    """
    page = min(page, MOST_PAGES - 1)
    there: dict[int, ForumSummary] = {}
    async with database.read() as session:
        for forum in forums:
            category_id = category_ids.get(forum.id)
            tag_id = None if tag is None else await _tag_id(session, forum, tag)
            narrow = await narrow_to(session, forum.id, category_id, tag_id, user_id)
            first = await sorted_questions(
                session, forum.id, sort, narrow=narrow, limit=(page + 1) * PAGE + 1
            )
            there |= dict.fromkeys(first, forum)
        # Beyond the end that is all there is.
        page = min(page, max(0, len(there) - 1) // PAGE)
        found = await sorted_among(session, [*there], sort, offset=page * PAGE, limit=PAGE + 1)
        lines = await question_lines(session, found[:PAGE])
        first_tag = await _tag_id(session, there[lines[0].id], tag) if lines and tag else 0
    named = tuple(replace(each, forum_name=there[each.id].name) for each in lines)
    is_all, is_last = len(found) <= PAGE, page == MOST_PAGES - 1
    return QuestionPage(
        named,
        page,
        has_more=not is_all and not is_last,
        ends_early=not is_all and is_last,
        tag_id=first_tag,
    )


async def _tag_id(session: AsyncSession, forum: ForumSummary, name: str) -> int:
    """Return the number that a tag has in a forum; 0, which no question has, where it is not."""
    found = await tag_named(session, forum.id, name)
    return 0 if found is None else found.id
