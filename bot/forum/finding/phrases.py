"""Posts that say a phrase: some words one after another."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import replace

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.forum.finding.ranking import NOTHING, Ranking, Scale, rank
from data.indexing import NOWHERE, PLACE_BITS, words_of
from data.search import IndexedPost, having, indexed_of, texts_of, words_among
from data.words import words_in

MOST_HAVING = 800
"""Posts with a phrase's rarest word that are looked at, those first that say most with it."""
MOST_READ = 200
"""Posts whose texts are looked at for a phrase, the best ones first."""
READ_AT_ONCE = 50
MOST_CHARACTERS = 400_000

Phrase = tuple[str, ...]


async def holding(
    session: AsyncSession, forum_id: int, phrases: Sequence[Phrase], scale: Scale, most: int
) -> Ranking:
    """Return the questions of which every phrase stands in a post, the best first.

    Looked at are `most` posts at most, which have the rarest words of the phrases.
    """
    words = {word for phrase in phrases for word in phrase}
    known = {each.word: each for each in await words_among(session, forum_id, words)}
    if len(known) < len(words):
        return NOTHING  # no post says it
    share = min(MOST_HAVING, most) // len(phrases)
    rarest = [
        min((known[word] for word in phrase), key=lambda each: (each.posts, each.id))
        for phrase in phrases
    ]
    posts = await having(session, {word.id: share for word in rarest})
    wordy = _wordy(posts, [{known[word].id for word in phrase} for phrase in phrases])
    if not wordy:
        return NOTHING
    # Of what has all the words of no phrase, no more need be known.
    questions = {question_id for _, question_id in wordy}
    found = [post for post in posts if post[1] in questions]
    rest = await indexed_of(session, questions.difference(post[0] for post in found))
    ranking = rank([*found, *rest], scale)
    place = {question_id: at for at, question_id in enumerate(ranking.order)}
    wordy.sort(key=lambda post: place.get(post[1], len(place)))
    said: dict[int, set[int]] = {}
    for question_id, at in await _saying(session, wordy[:MOST_READ], phrases):
        said.setdefault(question_id, set()).add(at)
    saying = [each for each in ranking.order if len(said.get(each, ())) == len(phrases)]
    return replace(ranking, order=saying)


def _wordy(posts: Sequence[IndexedPost], phrases: Sequence[set[int]]) -> list[tuple[int, int]]:
    """Return the posts, with their questions, that have every word of a phrase, by its number."""
    wanted = [[(id_ << PLACE_BITS, id_ << PLACE_BITS | NOWHERE) for id_ in ids] for ids in phrases]
    found = []
    for post_id, question_id, packed in posts:
        words = words_of(packed)
        if any(_has(words, phrase) for phrase in wanted):
            found.append((post_id, question_id))
    return found


def _has(words: Sequence[int], wanted: Iterable[tuple[int, int]]) -> bool:
    """Tell whether a post has all words; each is what its places lie between, in their order."""
    for first, beyond in wanted:
        at = bisect_left(words, first)
        if at == len(words) or words[at] >= beyond:
            return False
    return True


async def _saying(
    session: AsyncSession, posts: Sequence[tuple[int, int]], phrases: Sequence[Phrase]
) -> list[tuple[int, int]]:
    """Return the questions of posts that say phrases, and by its place which one each says.

    No more is read than is bearable.
    """
    wanted = [f" {' '.join(phrase)} " for phrase in phrases]
    found, read = [], 0
    for at in range(0, len(posts), READ_AT_ONCE):
        near = posts[at : at + READ_AT_ONCE]
        texts = await texts_of(session, [post_id for post_id, _ in near])
        for post_id, question_id in near:
            text = texts.get(post_id, "")
            read += len(text)
            said = f" {' '.join(words_in(text))} "
            found += [(question_id, place) for place, phrase in enumerate(wanted) if phrase in said]
        if read > MOST_CHARACTERS:
            break
    return found
