"""Queries on what posts are found by; `data.indexing` keeps it."""

import json
from array import array
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import TextClause, text
from sqlmodel.ext.asyncio.session import AsyncSession

from data.columns import LAST_CHARACTER, run


class Word(NamedTuple):
    """A word of a forum's posts, and how many posts have it."""

    id: int
    word: str
    posts: int


class IndexedPost(NamedTuple):
    """A post, its question, and its words' numbers, each with its place."""

    id: int
    question_id: int
    words: Sequence[int]


class Walk(NamedTuple):
    """Along a word's entries, `share` of them; `weight` is what the word says at its best."""

    word_id: int
    share: int
    weight: float


# To build a statement for each number of words costs more than walks that take no step.
WALKS_AT_ONCE = 8
NOWHERE = Walk(0, 0, 0.0)
WORDS = text("""
    SELECT id, word, posts FROM search_word
    WHERE forum_id = :in_forum AND word IN (SELECT value FROM json_each(:wanted))
""")
# Of more words that begin alike, the order no longer matters.
BEGINNING = text("""
    SELECT id, word, posts FROM (
        SELECT id, word, posts FROM search_word
        WHERE forum_id = :in_forum AND word > :from_word AND word < :to_word
        ORDER BY word LIMIT :most_compared
    ) ORDER BY posts DESC, word LIMIT :at_most
""")
OF_QUESTIONS = text("""
    SELECT post_id, question_id, words FROM search_post WHERE post_id IN (
        SELECT value FROM json_each(:questions)
        UNION ALL SELECT id FROM (
            SELECT id FROM post WHERE question_id IN (SELECT value FROM json_each(:questions))
            AND state = 'visible' LIMIT :at_most
        )
    )
""")


class Regard(NamedTuple):
    """What others thought of a visible question, and its title."""

    id: int
    title: str
    score: int
    answers: int
    is_solved: bool


REGARD = text("""
    SELECT id, title, up - down, answers, best_answer_id IS NOT NULL FROM post
    WHERE id IN (SELECT value FROM json_each(:wanted))
    AND kind = 'question' AND state = 'visible'
""")
SAID = text("""
    SELECT id, coalesce(title, '') || char(10) || body FROM post
    WHERE id IN (SELECT value FROM json_each(:wanted)) AND state = 'visible'
""")


async def words_among(session: AsyncSession, forum_id: int, words: Collection[str]) -> list[Word]:
    """Return those of these words that a forum's posts have; the empty one counts the posts."""
    values = {"in_forum": forum_id, "wanted": json.dumps([*words])}
    return [Word._make(row) for row in (await run(session, WORDS, values)).all()]


async def words_beginning(
    session: AsyncSession, forum_id: int, typed: str, *, most_compared: int, limit: int
) -> list[Word]:
    """Return longer words that begin with what was typed, those of the most posts first."""
    values = {
        "in_forum": forum_id,
        "from_word": typed,
        "to_word": typed + LAST_CHARACTER,
        "most_compared": most_compared,
        "at_most": limit,
    }
    return [Word._make(row) for row in (await run(session, BEGINNING, values)).all()]


async def that_say_most(
    session: AsyncSession, walks: Sequence[Walk], worth: Sequence[float], *, limit: int
) -> list[IndexedPost]:
    """Return what is indexed of the posts that say most with some words, and of their questions.

    A word says in a post its weight times what its place is `worth` there.
    """
    if not walks:
        return []
    values: dict[str, float] = {f"worth_{place}": each for place, each in enumerate(worth)}
    spare = -len(walks) % WALKS_AT_ONCE
    for at, walk in enumerate([*walks, *[NOWHERE] * spare]):
        values |= {f"word_{at}": walk.word_id, f"share_{at}": walk.share}
        values[f"weight_{at}"] = walk.weight
    statement = _saying_most(len(walks) + spare, len(worth))
    return _indexed((await run(session, statement, values | {"at_most": limit})).all())


async def having(session: AsyncSession, shares: Mapping[int, int]) -> list[IndexedPost]:
    """Return what is indexed of so many posts that say most with each word, and their questions."""
    if not shares:
        return []
    values: dict[str, int] = {}
    for at, (word_id, share) in enumerate(shares.items()):
        values |= {f"word_{at}": word_id, f"share_{at}": share}
    return _indexed((await run(session, _having(len(shares)), values)).all())


WITH_QUESTIONS = """
    SELECT post_id, question_id, words FROM search_post WHERE post_id IN (
        SELECT post_id FROM found
        UNION SELECT question_id FROM search_post WHERE post_id IN (SELECT post_id FROM found)
    )
"""


@lru_cache
def _saying_most(words: int, places: int) -> TextClause:
    worth = " ".join(f"WHEN {place} THEN :worth_{place}" for place in range(places))
    walks = (
        f"SELECT post_id, place, :weight_{at} AS weight FROM ({_walk(at)})"  # noqa: S608  # ours
        for at in range(words)
    )
    return text(f"""
        WITH found AS MATERIALIZED (
            SELECT post_id FROM ({" UNION ALL ".join(walks)})
            GROUP BY post_id ORDER BY sum(weight * CASE place {worth} END) DESC, post_id DESC
            LIMIT :at_most
        ) {WITH_QUESTIONS}
    """)  # noqa: S608  # numbers of ours


@lru_cache
def _having(words: int) -> TextClause:
    walks = (f"SELECT post_id FROM ({_walk(at)})" for at in range(words))  # noqa: S608  # ours
    return text(f"WITH found AS MATERIALIZED ({' UNION ALL '.join(walks)}) {WITH_QUESTIONS}")


def _walk(at: int) -> str:
    """Return the statement for a word's first entries, of the posts that say most with it."""
    return (
        f"SELECT post_id, place FROM search_entry WHERE word_id = :word_{at}"  # noqa: S608  # ours
        f" ORDER BY place LIMIT :share_{at}"
    )


def _indexed(found: Iterable[Sequence[Any]]) -> list[IndexedPost]:
    return [IndexedPost(id_, root, array("I", words)) for id_, root, words in found]


async def posts_of(
    session: AsyncSession, question_ids: Collection[int], *, limit: int
) -> list[IndexedPost]:
    """Return what is indexed of some questions, and of no more than `limit` posts beneath them."""
    values = {"questions": json.dumps([*question_ids]), "at_most": limit}
    return _indexed((await run(session, OF_QUESTIONS, values)).all())


async def regard_of(session: AsyncSession, question_ids: Collection[int]) -> dict[int, Regard]:
    """Return how questions are regarded, by number; those that nobody sees are left out."""
    found = await run(session, REGARD, {"wanted": json.dumps([*question_ids])})
    return {row[0]: Regard._make(row) for row in found.all()}


async def texts_of(session: AsyncSession, post_ids: Collection[int]) -> dict[int, str]:
    """Return the title and the text of visible posts, by number."""
    found = await run(session, SAID, {"wanted": json.dumps([*post_ids])})
    return {int(id_): str(said) for id_, said in found.all()}
