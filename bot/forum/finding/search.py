"""Searching a forum: questions by what they, their answers and comments say, the best first.

What was searched for is nobody's business: it is neither stored nor logged.
"""

import math
from collections.abc import Sequence
from dataclasses import replace

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.forum.characters import one_line, visible
from bot.forum.finding.asked import Asked, read_query
from bot.forum.finding.errors import NothingAsked, QueryTooLong
from bot.forum.finding.hits import hits_beneath, hits_of
from bot.forum.finding.phrases import holding
from bot.forum.finding.ranking import (
    BOUNDS,
    Bounds,
    Ranking,
    Scale,
    candidates,
    in_order,
    rank,
    weightiest,
)
from bot.forum.finding.variants import look_up
from bot.forum.pages import Hit, HitPage
from data.database import Database
from data.search import regard_of
from data.words import may_have, words_in

PAGE = 6
QUERY_CHARACTERS = 200
MOST_LOOKED_UP = 32
"""Words; of a longer query the others are not looked at."""
MOST_REGARDED = 60
"""Questions whose votes and titles are looked at, to order them among themselves."""
TITLE_SAYS_IT, MOST_REGARD = 1.25, 0.12


async def search(
    database: Database, *, forum_id: int, query: str, page: int = 0, bounds: Bounds = BOUNDS
) -> HitPage:
    """Return a page of the questions that a query finds; the last one when `page` is beyond it.

    Raises `NothingAsked`, `QueryTooLong`.
    """
    asked = understood(query)
    async with database.read() as session:
        ranking, scale = await found_in(session, forum_id, asked, bounds)
        found = ranking.order
        page = min(page, max(0, len(found) - 1) // PAGE)
        shown = found[page * PAGE : (page + 1) * PAGE]
        hits = await hits_of(session, shown, scale)
    return HitPage(hits, page, has_more=len(found) > (page + 1) * PAGE)


async def posts_beneath(
    database: Database, *, forum_id: int, query: str, limit: int
) -> tuple[Hit, ...]:
    """Return answers and comments that fit a query, of the questions on its first page.

    The best question's come first; `limit` is for one question. Raises `NothingAsked`,
    `QueryTooLong`.
    """
    asked = understood(query)
    async with database.read() as session:
        ranking, scale = await found_in(session, forum_id, asked, BOUNDS)
        return await hits_beneath(session, ranking.order[:PAGE], scale, limit=limit)


def understood(query: str) -> Asked:
    """Return what a query asks for. Raises `NothingAsked`, `QueryTooLong`."""
    asked = read_query(checked(query))
    if not asked.terms:
        raise NothingAsked
    return asked


def checked(query: str) -> str:
    """Return a query on one line. Raises `QueryTooLong`."""
    line = one_line(visible(query))
    if len(line) > QUERY_CHARACTERS:
        raise QueryTooLong(maximum=QUERY_CHARACTERS)
    return line


async def found_in(
    session: AsyncSession, forum_id: int, asked: Asked, bounds: Bounds
) -> tuple[Ranking, Scale]:
    """Return the questions that fit, the best first, and what words are worth there."""
    lexicon = weightiest(await look_up(session, forum_id, asked.terms[:MOST_LOOKED_UP]))
    scale = Scale(lexicon)
    if asked.phrases:
        most = bounds.most_candidates
        ranking = await holding(session, forum_id, asked.phrases, scale, most)
    else:
        ranking = rank(await candidates(session, lexicon, scale, bounds), scale)
    return await regarded(session, ranking, asked), scale


async def regarded(session: AsyncSession, ranking: Ranking, asked: Asked) -> Ranking:
    """Return ranked questions, the first of them ordered also by their titles, votes and answers.

    Those among them that nobody sees any more are left out.
    """
    first, rest = ranking.order[:MOST_REGARDED], ranking.order[MOST_REGARDED:]
    words = [term.word for term in asked.terms]
    said = _spaced(words)
    scores = {}
    for question_id, regard in (await regard_of(session, first)).items():
        liked = min(1.0, math.log1p(max(regard.score, 0)) / 5)
        of_use = (2 * liked + bool(regard.answers) + regard.is_solved) / 4
        score = ranking.scores[question_id] * (1 + MOST_REGARD * of_use)
        if may_have(regard.title, words) and said in _spaced(words_in(regard.title)):
            score *= TITLE_SAYS_IT
        scores[question_id] = score
    return replace(ranking, order=[*in_order(scores), *rest], scores={**ranking.scores, **scores})


def _spaced(words: Sequence[str]) -> str:
    return f" {' '.join(words)} "
