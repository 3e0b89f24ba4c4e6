"""Posts that say a phrase: some words one after another."""

from collections.abc import Sequence

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.forum.finding.ranking import Ranked
from data.indexing import NOWHERE, PLACE_BITS
from data.search import IndexedPost, entries_of, texts_of, with_questions, words_among
from data.words import words_in

MOST_HAVING = 800
"""Posts with a phrase's rarest word that are looked at, those first that say most with it."""
MOST_READ = 200
"""Posts whose texts are looked at for a phrase, the best ones first."""
READ_AT_ONCE = 50
MOST_CHARACTERS = 400_000
PLACES = range(NOWHERE)

Phrase = tuple[str, ...]


async def having_words(
    session: AsyncSession, forum_id: int, phrases: Sequence[Phrase], most: int
) -> tuple[list[IndexedPost], list[frozenset[int]]]:
    """Return posts with the rarest words of phrases, their questions, and each phrase's words.

    Nothing when a phrase has a word that no post has: then no post says it.
    """
    words = {word for phrase in phrases for word in phrase}
    known = {each.word: each for each in await words_among(session, forum_id, words)}
    if len(known) < len(words):
        return [], []
    share = min(MOST_HAVING, most) // len(phrases)
    rarest = [
        min((known[word] for word in phrase), key=lambda each: (each.posts, each.id))
        for phrase in phrases
    ]
    entries = await entries_of(session, {word.id: share for word in rarest})
    posts = await with_questions(session, {post_id for _, _, post_id in entries})
    return posts, [frozenset(known[word].id for word in phrase) for phrase in phrases]


async def holding(
    session: AsyncSession,
    ranked: Sequence[Ranked],
    posts: Sequence[IndexedPost],
    phrases: Sequence[Phrase],
    words: Sequence[frozenset[int]],
) -> list[Ranked]:
    """Return those of the questions of which every phrase stands in a post; `words` are theirs."""
    if len(words) < len(phrases):
        return []
    order = {each.question_id: at for at, each in enumerate(ranked)}
    keys = {id_ << PLACE_BITS | place: id_ for ids in words for id_ in ids for place in PLACES}
    any_of = frozenset(keys)
    having = [
        post
        for post in posts
        if any(ids <= {keys[each] for each in any_of.intersection(post.words)} for ids in words)
    ]
    having.sort(key=lambda post: order.get(post.question_id, len(order)))
    said: dict[int, set[int]] = {}
    for each, at in await _saying(session, having[:MOST_READ], phrases):
        said.setdefault(each.question_id, set()).add(at)
    return [each for each in ranked if len(said.get(each.question_id, ())) == len(phrases)]


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
