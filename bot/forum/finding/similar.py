"""Questions like another one: before a new one is posted, and under More."""

from collections.abc import Sequence
from dataclasses import replace

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.forum.finding.asked import Asked, read_question
from bot.forum.finding.hits import answered_hits
from bot.forum.finding.ranking import (
    BOUNDS,
    Bounds,
    Scale,
    candidates,
    rank,
    weightiest,
)
from bot.forum.finding.search import MOST_LOOKED_UP, regarded
from bot.forum.finding.variants import look_up
from bot.forum.pages import Hit
from bot.forum.reaching import existing
from data.database import Database
from data.posts import get_post
from data.tagging import tags_of

MOST_SIMILAR = 5
LEAST_SIMILAR = 0.33
"""How much another question must say of what is asked, as a share of what the title says: rare
words count more, those of the text less. Judged in `tests/forum/test_finding_quality.py`."""
LEAST_OF_TEXT = 0.22
"""Likewise of a text by itself: what stands in a text is worth half as much as in a title."""
MOST_OF_TITLE = 0.8
"""Or how much of the title's terms it must have at all, though it be deep in an answer."""
LEAST_WORDS = 5
"""Of a text with fewer that say something, such as thanks in advance, nothing is told."""
LEAST_RELATED = 0.15
DETAIL_CHARACTERS = 600
"""Of a text no more is compared: what it is about stands at its beginning."""


async def similar(
    database: Database,
    *,
    forum_id: int,
    title: str,
    details: str = "",
    tags: Sequence[str] = (),
    follows_id: int | None = None,
    bounds: Bounds = BOUNDS,
) -> tuple[Hit, ...]:
    """Return the questions closest to one that is not posted yet, at most five, closest first.

    Compared are titles, texts, tags and answers; what has less than that in common is left out, and
    so is the question of the post that it follows on from: whoever asks has read that. Where the
    title finds none, as a vague one does, the text is looked for as if it were the title.
    """
    text = details[:DETAIL_CHARACTERS]
    async with database.read() as session:
        origin = None if follows_id is None else await get_post(session, follows_id)
        but = None if origin is None else origin.root_id
        asked = read_question(title, text, tuple(tags))
        found: tuple[Hit, ...] = ()
        if any(each.is_of_title for each in asked.terms):
            found = await _like(session, forum_id, asked, LEAST_SIMILAR, bounds, but=but)
        by_text = read_question(text, "", tuple(tags))
        if not found and _says(by_text) >= LEAST_WORDS:
            found = await _like(session, forum_id, by_text, LEAST_OF_TEXT, bounds, but=but)
        return found


async def related(database: Database, *, forum_id: int, post_id: int) -> tuple[Hit, ...]:
    """Return the questions closest to a post's, at most five. Raises `NotFound`, `PostGone`."""
    async with database.read() as session:
        post = await existing(session, forum_id, post_id)
        question = await existing(session, forum_id, post.root_id)
        tags = await tags_of(session, question.number)
        asked = read_question(question.title or "", question.body[:DETAIL_CHARACTERS], tags)
        return await _like(session, forum_id, asked, LEAST_RELATED, BOUNDS, but=question.number)


def _says(asked: Asked) -> int:
    """Count the words of a title that say something in any forum."""
    return sum(each.is_of_title and each.weight >= 1 for each in asked.terms)


async def _like(
    session: AsyncSession,
    forum_id: int,
    asked: Asked,
    least: float,
    bounds: Bounds,
    but: int | None = None,
) -> tuple[Hit, ...]:
    lexicon = weightiest(await look_up(session, forum_id, asked.terms[:MOST_LOOKED_UP]))
    scale = Scale(lexicon)
    ranking = rank(await candidates(session, lexicon, scale, bounds), scale)
    least_said, least_titled = least * scale.title, MOST_OF_TITLE * scale.title
    like = [
        each
        for each in ranking.order
        if each != but
        and (ranking.said[each] >= least_said or ranking.titled[each] >= least_titled)
    ]
    shown = (await regarded(session, replace(ranking, order=like), asked)).order
    return await answered_hits(session, shown[:MOST_SIMILAR], scale)
