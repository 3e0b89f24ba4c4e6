"""Lists of questions, in pages and in every order; of one category with those beneath it."""

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.forum import category_tree as tree
from bot.forum.categories import lines as category_lines
from bot.forum.places import url_of
from bot.forum.sorting import Sort, sorted_page
from bot.forum.summaries import QuestionLine, QuestionPage
from data.categories import categories_of
from data.database import Database
from data.forums import get_forum
from data.links import links_of
from data.posts import get_posts
from data.tables import Forum, Post

PAGE = 6

__all__ = ["PAGE", "Sort", "browse"]


async def browse(
    database: Database,
    *,
    forum_id: int,
    page: int,
    sort: Sort = Sort.RECENT,
    category_id: int | None = None,
) -> QuestionPage:
    """Return a page of a forum's visible questions; the last one when `page` is beyond it.

    A category that is gone holds none.
    """
    categories = None
    if category_id is not None:
        async with database.read() as session:
            known = await categories_of(session, forum_id)
        categories = tree.subtree(known, category_id)
    found = await sorted_page(
        database, forum_id=forum_id, sort=sort, page=page, page_size=PAGE, categories=categories
    )
    async with database.read() as session:
        posts = await get_posts(session, found.questions)
        shown = [posts[number] for number in found.questions if number in posts]
        lines = await _lines(session, await get_forum(session, forum_id), shown)
    return QuestionPage(lines, found.page, has_more=found.has_more)


async def _lines(
    session: AsyncSession, forum: Forum, questions: list[Post]
) -> tuple[QuestionLine, ...]:
    links = await links_of(session, [question.number for question in questions])
    paths = {line.id: line.path for line in await category_lines(session, forum.id or 0)}
    return tuple(
        QuestionLine(
            id=question.number,
            title=question.title or "",
            score=question.score,
            answers=question.answers,
            category=paths.get(question.category_id or 0),
            is_closed=question.closed_at is not None,
            created_at=question.created_at,
            url=url_of(forum, links.get(question.number)),
        )
        for question in questions
    )
