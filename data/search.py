"""Queries on what posts are found by; `data.indexing` keeps it."""

from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple, cast

from sqlmodel.ext.asyncio.session import AsyncSession

from data.columns import LAST_CHARACTER, as_json
from data.plain import Values, plain


class Word(NamedTuple):
    """A word of a forum's posts, and how many posts have it."""

    id: int
    word: str
    posts: int


IndexedPost = tuple[int, int, bytes]
"""A post's number, its question's, and its words, as `data.indexing.words_of` takes them.

Hundreds are compared and a few shown, so they stay the rows that they are.
"""


class Walk(NamedTuple):
    """Along a word's entries, `share` of them; `weight` is what the word says at its best."""

    word_id: int
    share: int
    weight: float


# To build a statement for each number of words costs more than walks that take no step.
WALKS_AT_ONCE = 8
NOWHERE = Walk(0, 0, 0.0)
WORDS = """
    SELECT id, word, posts FROM search_word
    WHERE forum_id = :in_forum AND word IN (SELECT value FROM json_each(:wanted))
"""
# Of more words that begin alike, the order no longer matters.
BEGINNING = """
    SELECT id, word, posts FROM (
        SELECT id, word, posts FROM search_word
        WHERE forum_id = :in_forum AND word > :from_word AND word < :to_word
        ORDER BY word LIMIT :most_compared
    ) ORDER BY posts DESC, word LIMIT :at_most
"""
OF_POSTS = """
    SELECT post_id, question_id, words FROM search_post
    WHERE post_id IN (SELECT value FROM json_each(:wanted))
"""
OF_QUESTIONS = """
    SELECT post_id, question_id, words FROM search_post WHERE post_id IN (
        SELECT value FROM json_each(:questions)
        UNION ALL SELECT id FROM (
            SELECT id FROM post WHERE question_id IN (SELECT value FROM json_each(:questions))
            AND state = 'visible' LIMIT :at_most
        )
    )
"""


class Regard(NamedTuple):
    """What others thought of a visible question, and its title."""

    id: int
    title: str
    score: int
    answers: int
    is_solved: bool


REGARD = """
    SELECT id, title, up - down, answers, best_answer_id IS NOT NULL FROM post
    WHERE id IN (SELECT value FROM json_each(:wanted))
    AND kind = 'question' AND state = 'visible'
"""
SAID = """
    SELECT id, coalesce(title, '') || char(10) || body FROM post
    WHERE id IN (SELECT value FROM json_each(:wanted)) AND state = 'visible'
"""


async def words_among(session: AsyncSession, forum_id: int, words: Collection[str]) -> list[Word]:
    """Return those of these words that a forum's posts have; the empty one counts the posts."""
    values = {"in_forum": forum_id, "wanted": as_json(words)}
    return [*map(Word._make, await plain(session, WORDS, values))]


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
    return [*map(Word._make, await plain(session, BEGINNING, values))]


async def that_say_most(
    session: AsyncSession, walks: Sequence[Walk], worth: Sequence[float], *, limit: int
) -> Sequence[IndexedPost]:
    """Return what is indexed of the posts that say most with some words, and of their questions.

    A word says in a post its weight times what its place is `worth` there.
    """
    if not walks:
        return []
    every = [*walks, *[NOWHERE] * (-len(walks) % WALKS_AT_ONCE)]
    said = [value for walk in every for value in (walk.weight, walk.word_id, walk.share)]
    statement = _saying_most(len(every), len(worth))
    return await _indexed(session, statement, (*said, *worth, limit))


async def having(session: AsyncSession, shares: Mapping[int, int]) -> Sequence[IndexedPost]:
    """Return what is indexed of so many posts that say most with each word."""
    if not shares:
        return []
    said = [value for share in shares.items() for value in share]
    return await _indexed(session, _having(len(shares)), tuple(said))


WITH_QUESTIONS = """
    SELECT post_id, question_id, words FROM search_post WHERE post_id IN (
        SELECT post_id FROM found
        UNION SELECT question_id FROM search_post WHERE post_id IN (SELECT post_id FROM found)
    )
"""
# A word's first entries, of the posts that say most with it.
WALK = "SELECT post_id, place FROM search_entry WHERE word_id = ? ORDER BY place LIMIT ?"


@lru_cache
def _saying_most(words: int, places: int) -> str:
    worth = " ".join(f"WHEN {place} THEN ?" for place in range(places))
    walk = f"SELECT post_id, place, ? AS weight FROM ({WALK})"  # noqa: S608  # ours
    return f"""
        WITH found AS MATERIALIZED (
            SELECT post_id FROM ({" UNION ALL ".join([walk] * words)})
            GROUP BY post_id ORDER BY sum(weight * CASE place {worth} END) DESC, post_id DESC
            LIMIT ?
        ) {WITH_QUESTIONS}
    """  # noqa: S608  # numbers of ours


@lru_cache
def _having(words: int) -> str:
    walk = f"SELECT post_id FROM ({WALK})"  # noqa: S608  # ours
    return f"""
        SELECT post_id, question_id, words FROM search_post
        WHERE post_id IN ({" UNION ALL ".join([walk] * words)})
    """  # noqa: S608  # as above


async def indexed_of(session: AsyncSession, post_ids: Collection[int]) -> Sequence[IndexedPost]:
    """Return what is indexed of some posts."""
    return await _indexed(session, OF_POSTS, {"wanted": as_json(post_ids)})


async def posts_of(
    session: AsyncSession, question_ids: Collection[int], *, limit: int
) -> Sequence[IndexedPost]:
    """Return what is indexed of some questions, and of no more than `limit` posts beneath them."""
    values = {"questions": as_json(question_ids), "at_most": limit}
    return await _indexed(session, OF_QUESTIONS, values)


async def _indexed(session: AsyncSession, statement: str, values: Values) -> Sequence[IndexedPost]:
    return cast("Sequence[IndexedPost]", await plain(session, statement, values))


async def regard_of(session: AsyncSession, question_ids: Collection[int]) -> dict[int, Regard]:
    """Return how questions are regarded, by number; those that nobody sees are left out."""
    found = await plain(session, REGARD, {"wanted": as_json(question_ids)})
    return {row[0]: Regard._make(row) for row in found}


async def texts_of(session: AsyncSession, post_ids: Collection[int]) -> dict[int, str]:
    """Return the title and the text of visible posts, by number."""
    found = await plain(session, SAID, {"wanted": as_json(post_ids)})
    return {int(id_): str(said) for id_, said in found}
