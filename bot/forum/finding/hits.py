"""What was found, as lines: each question with the post of it that fits best, and what it says."""

import re
from collections.abc import Sequence
from dataclasses import replace

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.forum.finding.ranking import Scale
from bot.forum.listings import line_of
from bot.forum.pages import Hit
from bot.forum.places import url_at
from data.listed import Listed, Part, listed, parts_of
from data.search import posts_of
from data.tables import PostKind
from data.words import words_in

MOST_PARTS = 400
"""Posts beneath a page's questions that are compared to find the ones that fit best."""
BETTER_THAN_QUESTION = 1.15
"""How much better an answer must fit than its question to be what a line leads to."""
EXCERPT_CHARACTERS, BEFORE_CHARACTERS = 140, 40


async def hits_of(
    session: AsyncSession, question_ids: Sequence[int], scale: Scale
) -> tuple[Hit, ...]:
    """Return the lines of ranked questions, in their order."""
    questions = await listed(session, question_ids)
    fitting = await _best_parts(session, question_ids, scale)
    parts = await parts_of(session, {*questions, *fitting.values()})
    shown = [questions[each] for each in question_ids if each in questions]
    return tuple(_hit(each, parts.get(fitting[each.id], parts[each.id]), scale) for each in shown)


async def answered_hits(
    session: AsyncSession, question_ids: Sequence[int], scale: Scale
) -> tuple[Hit, ...]:
    """Return the lines of ranked questions, with the best answer's words for those that have one.

    Of the others, with what fits best as in a search.
    """
    questions = await listed(session, question_ids)
    fitting = await _best_parts(session, question_ids, scale)
    best = {each.id: each.best_answer_id or 0 for each in questions.values()}
    parts = await parts_of(session, {*questions, *fitting.values(), *best.values()})
    found = []
    for question_id in question_ids:
        question = questions.get(question_id)
        if question is None:
            continue
        answer = parts.get(best[question.id])
        part = answer or parts.get(fitting[question.id], parts[question.id])
        found.append(replace(_hit(question, part, scale), is_best=answer is not None))
    return tuple(found)


async def hits_beneath(
    session: AsyncSession, question_ids: Sequence[int], scale: Scale, *, limit: int
) -> tuple[Hit, ...]:
    """Return the posts beneath ranked questions, in their order: of each those that fit best.

    `limit` is for one question; what says none of the words is left out.
    """
    questions = await listed(session, question_ids)
    beneath: dict[int, list[tuple[float, int]]] = {each: [] for each in question_ids}
    for post_id, question_id, fits in await _fits(session, [*beneath], scale):
        if fits and post_id != question_id:
            beneath[question_id].append((-fits, post_id))
    fitting = {
        question_id: [part for _, part in sorted(found)[:limit]]
        for question_id, found in beneath.items()
    }
    parts = await parts_of(session, {part for found in fitting.values() for part in found})
    return tuple(
        _hit(questions[each], parts[part], scale)
        for each in question_ids
        if each in questions
        for part in fitting[each]
        if part in parts
    )


async def _best_parts(
    session: AsyncSession, question_ids: Sequence[int], scale: Scale
) -> dict[int, int]:
    """Return for each question which post of it fits best."""
    best = {each: (0.0, each) for each in question_ids}
    for post_id, question_id, fits in await _fits(session, [*best], scale):
        worth = fits * BETTER_THAN_QUESTION if post_id == question_id else fits
        best[question_id] = max(best[question_id], (worth, post_id))
    return {question_id: part for question_id, (_, part) in best.items()}


async def _fits(
    session: AsyncSession, question_ids: Sequence[int], scale: Scale
) -> list[tuple[int, int, float]]:
    """Return the posts of questions: number, question, how well it fits; 0 if it says no word."""
    found = await posts_of(session, question_ids, limit=MOST_PARTS)
    return [(post_id, root, _says(words, scale)) for post_id, root, words in found]


def _says(words: bytes, scale: Scale) -> float:
    """Return how much an indexed post says of what is sought; 0 if none of it.

    To say one more of the terms is worth more than to say one in other words too, or in fewer.
    """
    said: dict[int, float] = {}
    for at, value in scale.found_in(words):
        said[at] = said.get(at, 1.0) + value
    return sum(scale.terms[at] * worth for at, worth in said.items())


def _hit(question: Listed, part: Part, scale: Scale) -> Hit:
    line = line_of(question)
    is_hidden = part.is_spoiler or question.is_spoiler
    says_enough = part.kind is PostKind.QUESTION and not scale.words.isdisjoint(
        words_in(line.title)
    )
    excerpt = "" if is_hidden or says_enough else passage(part.body, scale.words)
    url = url_at(part.message)
    return Hit(line, part.id, part.kind, url or line.url, excerpt, is_linked=url is not None)


def passage(text: str, words: frozenset[str]) -> str:
    """Return a piece of a text around the first of these words, on one line; else its beginning."""
    line = " ".join(text.split())
    at = next(
        (
            found.start()
            for found in re.finditer(r"\S+", line)
            if not words.isdisjoint(words_in(found.group()))
        ),
        0,
    )
    begin = 0 if at <= BEFORE_CHARACTERS else line.rfind(" ", 0, at - BEFORE_CHARACTERS // 2) + 1
    piece = line[begin : begin + EXCERPT_CHARACTERS]
    if begin + EXCERPT_CHARACTERS < len(line):
        piece = piece.rsplit(" ", 1)[0] + "…"
    return ("…" if begin else "") + piece
