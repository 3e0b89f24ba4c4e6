"""Questions by their titles, as one types them: every word, the last one perhaps not yet whole.

An autocomplete asks this at each keystroke, so it looks at a bounded number of titles: the newest,
where what was typed is frequent, else those that the rarest of the words leads to.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.forum.finding.asked import run_words
from data.database import Database
from data.numbers import as_number
from data.search import Word, words_among, words_beginning
from data.titles import Titled, having_in_title, newest_titles, titles_among
from data.words import folded, may_have, words_in

TYPED_CHARACTERS = 200
MOST_WORDS = 12
"""Of a longer title the other words are not looked at."""
NEWEST = 250
"""Titles looked at before the index of words is; as many at a time are read that it leads to."""
MOST_CANDIDATES = 2000
MOST_BEGINNING, MOST_COMPARED = 8, 300
"""Words that may stand for the beginning of one, out of so many that follow it in the alphabet."""

Fits = Callable[[str], bool]


async def titled(
    database: Database, *, forum_id: int, typed: str, limit: int
) -> tuple[tuple[int, str], ...]:
    """Return number and title of the newest questions whose title has the words typed so far.

    The last may be the beginning of a word. Case and accents make no difference. A question of
    which the number was typed comes first.
    """
    words, number = typed_words(typed), as_number(typed.strip().lstrip("#"))
    async with database.read() as session:
        if not words:
            return tuple(await newest_titles(session, forum_id, limit=limit))
        found = await _first(session, forum_id, words, begins(words), limit)
        named = [] if number is None else await titles_among(session, forum_id, [number])
    return tuple(dict.fromkeys([*named, *found]))[:limit]


async def question_titled(session: AsyncSession, forum_id: int, title: str) -> int | None:
    """Return the newest visible question that has this very title, whatever its case and accents.

    Among very many titles of frequent words alone, an old one is not found.
    """
    wanted = folded(title.strip())
    if not (words := typed_words(title)):
        return None
    found = await _first(
        session, forum_id, words, lambda each: folded(each.strip()) == wanted, limit=1
    )
    return found[0].id if found else None


def typed_words(typed: str) -> list[str]:
    """Return what was typed as words, each once; of very many the first."""
    return [*dict.fromkeys(run_words(typed[:TYPED_CHARACTERS])[:MOST_WORDS])]


def begins(words: Sequence[str]) -> Fits:
    """Return what tells whether a text has these words, the last perhaps as a beginning."""
    *whole, begun = (f" {word}" for word in words)
    said = [f"{word} " for word in whole]

    def fits(text: str) -> bool:
        if not may_have(text, words):
            return False
        there = f" {' '.join(words_in(text))} "
        return begun in there and all(word in there for word in said)

    return fits


async def _first(
    session: AsyncSession, forum_id: int, words: Sequence[str], fits: Fits, limit: int
) -> list[Titled]:
    newest = await newest_titles(session, forum_id, limit=NEWEST)
    found = list(islice((each for each in newest if fits(each.title)), limit))
    if len(found) == limit or len(newest) < NEWEST:
        return found
    rarest = await _rarest(session, forum_id, words)
    ids = await having_in_title(session, rarest, limit=MOST_CANDIDATES) if rarest else []
    seen = {each.id for each in newest}
    for part in _parts([each for each in ids if each not in seen]):
        read = await titles_among(session, forum_id, part)
        found += [each for each in read if fits(each.title)]
        if len(found) >= limit:
            break
    return found[:limit]


def _parts(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    yield from (ids[start : start + NEWEST] for start in range(0, len(ids), NEWEST))


async def _rarest(session: AsyncSession, forum_id: int, words: Sequence[str]) -> list[int]:
    """Return the stored words of the term that the fewest posts have; none where one has none."""
    known = {each.word: each for each in await words_among(session, forum_id, words)}
    *whole, begun = words
    terms = [[known[word]] if word in known else [] for word in whole]
    longer = await words_beginning(
        session, forum_id, begun, most_compared=MOST_COMPARED, limit=MOST_BEGINNING
    )
    terms.append([*([known[begun]] if begun in known else []), *longer])
    if not all(terms):
        return []
    return [word.id for word in min(terms, key=_posts)]


def _posts(term: Sequence[Word]) -> int:
    return sum(word.posts for word in term)
