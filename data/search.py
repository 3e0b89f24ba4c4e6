"""Queries on what posts are found by; `data.indexing` keeps it."""

import json
from array import array
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple, cast

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


Entry = tuple[int, int, int]
"""A word's number, its place, and the post that has it there."""

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
INDEXED = text("""
    SELECT post_id, question_id, words FROM search_post WHERE post_id IN (
        SELECT value FROM json_each(:posts)
        UNION SELECT question_id FROM search_post
        WHERE post_id IN (SELECT value FROM json_each(:posts))
    )
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
    return [Word(*row) for row in (await run(session, WORDS, values)).all()]


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


async def entries_of(session: AsyncSession, shares: Mapping[int, int]) -> list[Entry]:
    """Return of each word so many entries, of the posts that say most with it."""
    if not shares:
        return []
    values: dict[str, int] = {}
    for at, (word_id, share) in enumerate(shares.items()):
        values |= {f"word_{at}": word_id, f"share_{at}": share}
    return cast("list[Entry]", (await run(session, _entries(len(shares)), values)).all())


@lru_cache
def _entries(words: int) -> TextClause:
    """Return the statement for the first entries of so many words: one journey for all of them."""
    walks = (
        f"""SELECT * FROM (
            SELECT word_id, place, post_id FROM search_entry
            WHERE word_id = :word_{at} ORDER BY place LIMIT :share_{at}
        )"""  # noqa: S608  # numbers of ours
        for at in range(words)
    )
    return text(" UNION ALL ".join(walks))


async def with_questions(session: AsyncSession, post_ids: Collection[int]) -> list[IndexedPost]:
    """Return what is indexed of some posts and of the questions they belong to."""
    found = await run(session, INDEXED, {"posts": json.dumps([*post_ids])})
    return [IndexedPost(id_, root, array("I", words)) for id_, root, words in found.all()]


async def posts_of(
    session: AsyncSession, question_ids: Collection[int], *, limit: int
) -> list[IndexedPost]:
    """Return what is indexed of some questions, and of no more than `limit` posts beneath them."""
    values = {"questions": json.dumps([*question_ids]), "at_most": limit}
    found = await run(session, OF_QUESTIONS, values)
    return [IndexedPost(id_, root, array("I", words)) for id_, root, words in found.all()]


async def regard_of(session: AsyncSession, question_ids: Collection[int]) -> dict[int, Regard]:
    """Return how questions are regarded, by number; those that nobody sees are left out."""
    found = await run(session, REGARD, {"wanted": json.dumps([*question_ids])})
    return {row[0]: Regard(*row) for row in found}


async def texts_of(session: AsyncSession, post_ids: Collection[int]) -> dict[int, str]:
    """Return the title and the text of visible posts, by number."""
    found = await run(session, SAID, {"wanted": json.dumps([*post_ids])})
    return {int(id_): str(said) for id_, said in found}
