"""Lists of questions, in pages."""

from enum import StrEnum

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.forum.categories import lines as category_lines
from bot.forum.places import place_of
from bot.forum.summaries import QuestionLine, QuestionPage
from data.database import Database
from data.forums import get_forum
from data.links import links_of
from data.listings import count_questions, list_questions
from data.tables import DiscordLink, Forum, Post

PAGE = 6


class Sort(StrEnum):
    """What a list holds, and in which order."""

    RECENT = "recent"
    UNANSWERED = "unanswered"


async def browse(
    database: Database, *, forum_id: int, page: int, sort: Sort = Sort.RECENT
) -> QuestionPage:
    """Return a page of a forum's visible questions; the last one when `page` is beyond it."""
    only_unanswered = sort is Sort.UNANSWERED
    async with database.read() as session:
        if page:
            count = await count_questions(session, forum_id, only_unanswered=only_unanswered)
            page = min(page, max(0, count - 1) // PAGE)
        found = await list_questions(
            session,
            forum_id,
            only_unanswered=only_unanswered,
            offset=page * PAGE,
            limit=PAGE + 1,
        )
        lines = await _lines(session, await get_forum(session, forum_id), found[:PAGE])
    return QuestionPage(lines, page, has_more=len(found) > PAGE)


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
            url=_url(forum, links.get(question.number)),
        )
        for question in questions
    )


def _url(forum: Forum, link: DiscordLink | None) -> str | None:
    place = place_of(forum, link)
    return None if place is None or place.is_gone else place.url
