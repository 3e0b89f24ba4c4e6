"""Searching several forums at once: what fits best in any of them comes first."""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.forum.finding.hits import hits_of
from bot.forum.finding.ranking import BOUNDS, Scale
from bot.forum.finding.search import PAGE, found_in, search, understood
from bot.forum.pages import Hit, HitPage
from bot.forum.summaries import ForumSummary
from data.database import Database


class Fitting(NamedTuple):
    """A question that fits, its forum, and what words are worth there; the best comes first."""

    score: float
    """Negative."""
    number: int
    """The question's, negative: of equals the newer comes first."""
    at: int
    """The place of its forum among those searched."""
    scale: Scale


async def search_across(
    database: Database, *, forums: Sequence[ForumSummary], query: str, page: int = 0
) -> HitPage:
    """Return a page of what a query finds in these forums, each line with its forum's name.

    The last page when `page` is beyond it. Of one forum it is what a search there finds.
    Raises `NothingAsked`, `QueryTooLong`.
    """
    if len(forums) == 1:
        alone = await search(database, forum_id=forums[0].id, query=query, page=page)
        return alone.of(forums[0].name)
    asked = understood(query)
    found: list[Fitting] = []
    async with database.read() as session:
        for at, forum in enumerate(forums):
            ranking, scale = await found_in(session, forum.id, asked, BOUNDS)
            # Where nobody ever said one of the words, the others don't make up for it.
            found += [
                Fitting(-ranking.scores[each] * scale.heard, -each, at, scale)
                for each in ranking.order
            ]
        found.sort(key=lambda each: each[:2])
        page = min(page, max(0, len(found) - 1) // PAGE)
        hits = await _hits(session, found[page * PAGE : (page + 1) * PAGE], forums)
    return HitPage(hits, page, has_more=len(found) > (page + 1) * PAGE)


async def _hits(
    session: AsyncSession, shown: Sequence[Fitting], forums: Sequence[ForumSummary]
) -> tuple[Hit, ...]:
    """Return the lines of questions of several forums, in their order."""
    hits: dict[int, Hit] = {}
    for at in {each.at for each in shown}:
        here = [each for each in shown if each.at == at]
        for hit in await hits_of(session, [-each.number for each in here], here[0].scale):
            line = replace(hit.line, forum_name=forums[at].name)
            hits[line.id] = replace(hit, line=line)
    return tuple(hits[-each.number] for each in shown if -each.number in hits)
