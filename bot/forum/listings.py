"""Lists of questions, in pages and in every order; of a category, a tag, a member if said."""

from collections.abc import Sequence
from itertools import product

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.forum import category_tree as tree
from bot.forum.characters import one_line, visible
from bot.forum.pages import QuestionLine, QuestionPage
from bot.forum.places import url_at
from bot.forum.sorting import Narrow, Sort, page_within
from data.categories import categories_of
from data.database import Database
from data.listed import Listed, listed
from data.members import member_id_of
from data.tags import TagLine, is_on_visible_question, tag_name_of, tag_named

PAGE = 6

__all__ = [
    "PAGE",
    "Sort",
    "TagLine",
    "browse",
    "find_tag",
    "question_lines",
    "tag_as_typed",
    "tag_name",
    "tags_meant",
]


async def browse(
    database: Database,
    *,
    forum_id: int,
    page: int,
    sort: Sort = Sort.RECENT,
    category_id: int | None = None,
    tag_id: int | None = None,
    user_id: int | None = None,
) -> QuestionPage:
    """Return a page of a forum's visible questions; the last one when `page` is beyond it.

    Of a category with those beneath it, with a tag, asked by a Discord user by name: each if said.
    A category or tag that is gone holds none, and who never posted by name asked none.
    """
    async with database.read() as session:
        narrow = await narrow_to(session, forum_id, category_id, tag_id, user_id)
        found = await page_within(
            session, forum_id=forum_id, sort=sort, page=page, page_size=PAGE, narrow=narrow
        )
        lines = await question_lines(session, found.questions)
    return QuestionPage(lines, found.page, has_more=found.has_more, ends_early=found.ends_early)


async def narrow_to(
    session: AsyncSession,
    forum_id: int,
    category_id: int | None,
    tag_id: int | None,
    user_id: int | None,
) -> Narrow:
    """Return what a forum's list is narrowed to: what is said of `browse`."""
    categories = author_id = None
    if category_id is not None:
        known = await categories_of(session, forum_id)
        categories = tuple(sorted(tree.subtree(known, category_id)))
    if user_id is not None:
        author_id = await member_id_of(session, forum_id, user_id) or 0
    return Narrow(tag_id, author_id, categories)


async def find_tag(
    database: Database, *, forum_ids: Sequence[int], names: Sequence[str]
) -> TagLine:
    """Return the first of these tags that a question shows, in the first of these forums.

    One that none shows has the number 0, which no question has: whether a tag is there must not
    differ from whether a question shows it, for one that waits to appear may have it.
    """
    async with database.read() as session:
        found = await tag_shown(session, forum_ids, names)
    return found or TagLine(0, names[-1])


async def tag_shown(
    session: AsyncSession, forum_ids: Sequence[int], names: Sequence[str]
) -> TagLine | None:
    """Return what `find_tag` does, or None."""
    for name, forum_id in product(names, forum_ids):
        found = await tag_named(session, forum_id, name)
        if found is not None and await is_on_visible_question(session, found.id):
            return found
    return None


async def tag_name(database: Database, tag_id: int) -> str | None:
    """Return the name of the tag of a number, whatever forum it is in; None where it is gone.

    It is for comparing: who asks may not share that forum.
    """
    async with database.read() as session:
        return await tag_name_of(session, tag_id)


def tags_meant(typed: str) -> tuple[str, ...]:
    """Return the tags that may be meant, the likeliest first.

    A website's may have signs about it, or what nobody sees within it, as Persian words do.
    """
    return tuple(dict.fromkeys((one_line(typed).lower(), tag_as_typed(typed))))


def tag_as_typed(typed: str) -> str:
    """Return a tag as it would be stored: lower case, without blanks and signs around it."""
    return visible(typed).strip().strip("#,/").strip().lower()


async def question_lines(
    session: AsyncSession, question_ids: Sequence[int]
) -> tuple[QuestionLine, ...]:
    """Return how visible questions stand in a list, in this order."""
    found = await listed(session, question_ids)
    return tuple(line_of(found[number]) for number in question_ids if number in found)


def line_of(question: Listed) -> QuestionLine:
    """Return how a question stands in a list."""
    return QuestionLine(
        id=question.id,
        title=question.title,
        score=question.score,
        answers=question.answers,
        category=tree.BETWEEN.join(question.path) or None,
        is_closed=question.is_closed,
        created_at=question.created_at,
        url=url_at(question.message),
        views=question.views,
    )
