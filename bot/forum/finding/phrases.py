"""Posts that say a phrase: some words one after another."""

from collections.abc import Sequence

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.forum.finding.ranking import Ranked, Scale, rank
from data.indexing import NOWHERE, PLACE_BITS
from data.search import IndexedPost, having, texts_of, words_among
from data.words import words_in

MOST_HAVING = 800
"""Posts with a phrase's rarest word that are looked at, those first that say most with it."""
MOST_READ = 200
"""Posts whose texts are looked at for a phrase, the best ones first."""
READ_AT_ONCE = 50
MOST_CHARACTERS = 400_000
PLACES = range(NOWHERE)

Phrase = tuple[str, ...]


async def holding(
    session: AsyncSession, forum_id: int, phrases: Sequence[Phrase], scale: Scale, most: int
) -> list[Ranked]:
    """Return the questions of which every phrase stands in a post, the best first.

    Looked at are `most` posts at most, which have the rarest words of the phrases.
    """
    words = {word for phrase in phrases for word in phrase}
    known = {each.word: each for each in await words_among(session, forum_id, words)}
    if len(known) < len(words):
        return []  # no post says it
    share = min(MOST_HAVING, most) // len(phrases)
    rarest = [
        min((known[word] for word in phrase), key=lambda each: (each.posts, each.id))
        for phrase in phrases
    ]
    posts = await having(session, {word.id: share for word in rarest})
    wordy = _wordy(posts, [{known[word].id for word in phrase} for phrase in phrases])
    # Of what has all the words of no phrase, no more need be known.
    questions = {post.question_id for post in wordy}
    ranked = rank((post for post in posts if post.question_id in questions), scale)
    order = {each.question_id: at for at, each in enumerate(ranked)}
    wordy.sort(key=lambda post: order.get(post.question_id, len(order)))
    said: dict[int, set[int]] = {}
    for each, at in await _saying(session, wordy[:MOST_READ], phrases):
        said.setdefault(each.question_id, set()).add(at)
    return [each for each in ranked if len(said.get(each.question_id, ())) == len(phrases)]


def _wordy(posts: Sequence[IndexedPost], phrases: Sequence[set[int]]) -> list[IndexedPost]:
    """Return the posts that have every word of a phrase, by the words' numbers."""
    keys = {id_ << PLACE_BITS | place: id_ for ids in phrases for id_ in ids for place in PLACES}
    any_of, least = frozenset(keys), min(map(len, phrases))
    found = []
    for post in posts:
        there = any_of.intersection(post.words)
        if len(there) >= least:
            has = {keys[key] for key in there}
            if any(ids <= has for ids in phrases):
                found.append(post)
    return found


async def _saying(
    session: AsyncSession, posts: Sequence[IndexedPost], phrases: Sequence[Phrase]
) -> list[tuple[IndexedPost, int]]:
    """Return which posts say which phrases, by their place; read no more than is bearable."""
    wanted = [f" {' '.join(phrase)} " for phrase in phrases]
    found, read = [], 0
    for at in range(0, len(posts), READ_AT_ONCE):
        near = posts[at : at + READ_AT_ONCE]
        texts = await texts_of(session, [post.id for post in near])
        for post in near:
            text = texts.get(post.id, "")
            read += len(text)
            said = f" {' '.join(words_in(text))} "
            found += [(post, place) for place, phrase in enumerate(wanted) if phrase in said]
        if read > MOST_CHARACTERS:
            break
    return found
