"""Lists of questions, in pages and in every order; of a category, a tag, a member if said."""

from collections.abc import Sequence

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.forum import category_tree as tree
from bot.forum.categories import lines as category_lines
from bot.forum.pages import QuestionLine, QuestionPage
from bot.forum.places import url_of
from bot.forum.policy import visible
from bot.forum.sorting import Narrow, Sort, sorted_page
from data.categories import categories_of
from data.database import Database
from data.forums import get_forum
from data.links import links_of
from data.members import member_of_discord
from data.posts import get_posts
from data.tables import Forum, Post
from data.tags import TagLine, tag_named, tag_numbered

PAGE = 6

__all__ = ["PAGE", "Sort", "TagLine", "browse", "find_tag", "question_lines"]


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
        categories = None
        if category_id is not None:
            known = await categories_of(session, forum_id)
            categories = tuple(sorted(tree.subtree(known, category_id)))
        author_id = None
        if user_id is not None:
            author = await member_of_discord(session, forum_id, user_id)
            author_id = author.id or 0 if author else 0
    found = await sorted_page(
        database,
        forum_id=forum_id,
        sort=sort,
        page=page,
        page_size=PAGE,
        narrow=Narrow(tag_id, author_id, categories),
    )
    async with database.read() as session:
        posts = await get_posts(session, found.questions)
        shown = [posts[number] for number in found.questions if number in posts]
        lines = await question_lines(session, await get_forum(session, forum_id), shown)
    return QuestionPage(lines, found.page, has_more=found.has_more)


async def find_tag(
    database: Database, *, forum_id: int, typed: str | None = None, tag_id: int | None = None
) -> TagLine:
    """Return the tag of a name or number.

    One that is not there has the number 0, which no question has: whether a tag is there must not
    differ from whether a question shows it, for one that waits to appear may have it.
    """
    async with database.read() as session:
        if tag_id is not None:
            found = await tag_numbered(session, forum_id, tag_id)
        else:
            found = await tag_named(session, forum_id, tag_as_typed(typed or ""))
    return found or TagLine(0, tag_as_typed(typed or ""))


def tag_as_typed(typed: str) -> str:
    """Return a tag as it would be stored: lower case, without blanks and signs around it."""
    return visible(typed).strip().strip("#,/").strip().lower()


async def question_lines(
    session: AsyncSession, forum: Forum, questions: Sequence[Post]
) -> tuple[QuestionLine, ...]:
    """Return how questions stand in a list, in this order."""
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
            views=question.views,
        )
        for question in questions
    )
