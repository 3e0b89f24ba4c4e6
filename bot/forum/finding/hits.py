"""What was found, as lines: each question with the post of it that fits best, and what it says."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.forum.finding.ranking import Ranked, Scale
from bot.forum.listings import question_lines
from bot.forum.pages import Hit, QuestionLine
from bot.forum.places import url_of
from data.links import links_of
from data.posts import get_posts
from data.search import posts_of
from data.tables import DiscordLink, Forum, Post, PostKind, PostState
from data.words import words_in

MOST_PARTS = 400
"""Posts beneath a page's questions that are compared to find the ones that fit best."""
BETTER_THAN_QUESTION = 1.15
"""How much better an answer must fit than its question to be what a line leads to."""
EXCERPT_CHARACTERS, BEFORE_CHARACTERS = 140, 40


async def hits_of(
    session: AsyncSession, forum: Forum, ranked: Sequence[Ranked], scale: Scale
) -> tuple[Hit, ...]:
    """Return the lines of ranked questions, in their order."""
    parts = await _best_parts(session, ranked, scale)
    ids = {number for each in ranked for number in (each.question_id, parts[each.question_id])}
    posts = await get_posts(session, ids)
    shown = [posts[each.question_id] for each in ranked if each.question_id in posts]
    questions = [post for post in shown if post.state is PostState.VISIBLE]
    links = await links_of(session, ids)
    lines = await question_lines(session, forum, questions)
    return tuple(_hit(line, forum, posts, links, parts[line.id], scale) for line in lines)


async def answered_hits(
    session: AsyncSession, forum: Forum, ranked: Sequence[Ranked], scale: Scale
) -> tuple[Hit, ...]:
    """Return the lines of ranked questions, with the best answer's words for those that have one.

    Of the others, with what fits best as in a search.
    """
    hits = await hits_of(session, forum, ranked, scale)
    questions = await get_posts(session, [hit.line.id for hit in hits])
    best = {
        number: question.best_answer_id
        for number, question in questions.items()
        if question.best_answer_id is not None
    }
    answers = await get_posts(session, [*best.values()])
    links = await links_of(session, [*best.values()])
    found = []
    for hit in hits:
        answer = answers.get(best.get(hit.line.id, 0))
        if answer is not None and answer.state is PostState.VISIBLE:
            is_hidden = answer.is_spoiler or questions[hit.line.id].is_spoiler
            excerpt = "" if is_hidden else passage(answer.body, scale.words)
            url = url_of(forum, links.get(answer.number)) or hit.url
            hit = replace(  # noqa: PLW2901  # the same line, with another part
                hit, part_id=answer.number, part=answer.kind, url=url, excerpt=excerpt, is_best=True
            )
        found.append(hit)
    return tuple(found)


async def _best_parts(
    session: AsyncSession, ranked: Sequence[Ranked], scale: Scale
) -> dict[int, int]:
    """Return for each question which post of it fits best."""
    best = {each.question_id: (0.0, each.question_id) for each in ranked}
    for post in await posts_of(session, [*best], limit=MOST_PARTS):
        fits = sum(scale.terms[at] * value for at, value in scale.found_in(post))
        if post.id == post.question_id:
            fits *= BETTER_THAN_QUESTION
        best[post.question_id] = max(best[post.question_id], (fits, post.id))
    return {question_id: part for question_id, (_, part) in best.items()}


def _hit(
    line: QuestionLine,
    forum: Forum,
    posts: Mapping[int, Post],
    links: Mapping[int, DiscordLink],
    part_id: int,
    scale: Scale,
) -> Hit:
    part = posts.get(part_id)
    if part is None or part.state is not PostState.VISIBLE:
        part = posts[line.id]
    url = url_of(forum, links.get(part.number)) or line.url
    is_hidden = part.is_spoiler or posts[line.id].is_spoiler
    says_enough = part.kind is PostKind.QUESTION and not scale.words.isdisjoint(
        words_in(line.title)
    )
    excerpt = "" if is_hidden or says_enough else passage(part.body, scale.words)
    return Hit(line, part.number, part.kind, url, excerpt)


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
