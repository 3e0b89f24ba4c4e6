"""Queries on what posts are found by; `data.indexing` keeps it."""

import json
from collections.abc import Collection, Sequence
from typing import NamedTuple

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from data.columns import run
from data.indexing import unpacked

LAST_CHARACTER = "\U0010ffff"


class Word(NamedTuple):
    """A word of a forum's posts, and how many posts have it."""

    id: int
    word: str
    posts: int


class IndexedPost(NamedTuple):
    """A post, its question, and its words' numbers, each with its place."""

    id: int
    question_id: int
    words: list[int]


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
WITH_ONE = """
    SELECT post_id FROM (
        SELECT post_id FROM search_entry WHERE word_id = :word_{at} AND place <= :last_place
        ORDER BY place LIMIT :most_{at}
    )
"""
# Each post that has one of the words, and its question.
WITH_ANY = """
    WITH near (post_id) AS ({having}),
    around (post_id) AS (
        SELECT post_id FROM near
        UNION SELECT question_id FROM search_post WHERE post_id IN (SELECT post_id FROM near)
    )
    SELECT post_id, question_id, words FROM search_post
    WHERE post_id IN (SELECT post_id FROM around)
"""
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
    return [Word(*row) for row in await run(session, WORDS, values)]


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
    return [Word(*row) for row in await run(session, BEGINNING, values)]


async def posts_with(
    session: AsyncSession, shares: Sequence[tuple[int, int]], *, last_place: int
) -> list[IndexedPost]:
    """Return posts that have any of some words, and their questions.

    `shares` says of each word's number how many posts at most, those first that say most with
    it, at a place no later than `last_place`.
    """
    if not shares:
        return []
    having = " UNION ALL ".join(WITH_ONE.replace("{at}", str(at)) for at in range(len(shares)))
    values = {f"word_{at}": word_id for at, (word_id, _) in enumerate(shares)}
    values |= {f"most_{at}": most for at, (_, most) in enumerate(shares)}
    wanted = text(WITH_ANY.replace("{having}", having))
    found = await run(session, wanted, values | {"last_place": last_place})
    return [IndexedPost(id_, root, unpacked(words)) for id_, root, words in found]


async def posts_of(
    session: AsyncSession, question_ids: Collection[int], *, limit: int
) -> list[IndexedPost]:
    """Return what is indexed of some questions, and of no more than `limit` posts beneath them."""
    values = {"questions": json.dumps([*question_ids]), "at_most": limit}
    found = await run(session, OF_QUESTIONS, values)
    return [IndexedPost(id_, root, unpacked(words)) for id_, root, words in found]


async def regard_of(session: AsyncSession, question_ids: Collection[int]) -> dict[int, Regard]:
    """Return how questions are regarded, by number; those that nobody sees are left out."""
    found = await run(session, REGARD, {"wanted": json.dumps([*question_ids])})
    return {row[0]: Regard(*row) for row in found}


async def texts_of(session: AsyncSession, post_ids: Collection[int]) -> dict[int, str]:
    """Return the title and the text of visible posts, by number."""
    found = await run(session, SAID, {"wanted": json.dumps([*post_ids])})
    return {int(id_): str(said) for id_, said in found}
