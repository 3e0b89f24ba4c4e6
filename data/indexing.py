"""Keeping what posts are found by, in the very transaction in which a post changes.

Triggers note which posts changed, whoever changed them; before the transaction commits, `settle`
compares those posts with what is indexed of them. It runs in the driver's thread and speaks to
`sqlite3` alone: a post has dozens of words, and each would be a journey there and back.
"""

import json
import math
import sqlite3
from array import array
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from data.words import words_in

BATCH = 200
"""Posts looked at before the next ones are read."""

PLACE_BITS = 4
PLACES = 1 << PLACE_BITS
NOWHERE = PLACES - 1
"""The place of the empty word, which counts posts and leads to none."""

POST_BITS = 40
MOST_POSTS = (1 << POST_BITS) - 1
"""The highest number that a post can have here: more than any forum's file could hold."""

MOST_ENTRIES = 20_000
"""Posts: a word in more has no new entries for texts, of which no search reads as many."""

LAST_TITLE_PLACE = 5
TAG_PLACE = 6
LAST_PLACE = 14
# From the first place for a text that is short and full of a word, to the last.
BODY_PLACES = {"question": (7, LAST_PLACE), "answer": (8, LAST_PLACE), "comment": (11, LAST_PLACE)}
USUAL_TITLE_WORDS, USUAL_WORDS = 9, 60
# BM25's saturation, and how much the length of a text counts.
SATURATION, LENGTH_SHARE = 1.2, 0.6

QUEUED = "SELECT post_id FROM search_queue LIMIT ?"
UNQUEUED = "DELETE FROM search_queue WHERE post_id IN (SELECT value FROM json_each(?))"
NEXT = "SELECT id FROM post WHERE id > ? ORDER BY id LIMIT ?"
INDEXED = """
    SELECT post_id, words FROM search_post
    WHERE post_id IN (SELECT value FROM json_each(?))
"""
# Nothing is found that hangs on what nobody sees.
SHOWN = """
    SELECT
        post.id, post.forum_id, post.kind, post.title, post.body,
        coalesce(post.question_id, post.id),
        (SELECT group_concat(tag.name, ' ') FROM post_tag
         JOIN tag ON tag.id = post_tag.tag_id WHERE post_tag.post_id = post.id)
    FROM post
    LEFT JOIN post AS question ON question.id = post.question_id
    LEFT JOIN post AS parent ON parent.id = post.parent_id
    WHERE post.id IN (SELECT value FROM json_each(?)) AND post.state = 'visible'
    AND (post.question_id IS NULL OR question.state = 'visible' AND parent.state = 'visible')
"""
KNOWN = """
    SELECT word, id, posts FROM search_word
    WHERE forum_id = ? AND word IN (SELECT value FROM json_each(?))
"""
PUT_WORD = "INSERT INTO search_word (forum_id, word, posts) VALUES (?, ?, 0) RETURNING id"
COUNTED = "UPDATE search_word SET posts = posts + ? WHERE id = ?"
FORGOTTEN = """
    DELETE FROM search_word WHERE posts <= 0 AND id IN (SELECT value FROM json_each(?))
"""
PUT_ENTRY = "INSERT INTO search_entry (word_id, place, post_id) VALUES (?, ?, ?)"
TAKE_ENTRY = "DELETE FROM search_entry WHERE word_id = ? AND place = ? AND post_id = ?"
PUT_POST = "INSERT OR REPLACE INTO search_post (post_id, question_id, words) VALUES (?, ?, ?)"
TAKE_POST = "DELETE FROM search_post WHERE post_id = ?"


@dataclass(frozen=True, slots=True)
class _Found:
    """A visible post with where each of its words stands."""

    forum_id: int
    question_id: int
    places: Mapping[str, int]


def settle(connection: sqlite3.Connection) -> int:
    """Index what changed anew, in the transaction that is open; return how many posts that were."""
    done = 0
    while ids := [post_id for (post_id,) in connection.execute(QUEUED, (BATCH,))]:
        index(connection, ids)
        connection.execute(UNQUEUED, (json.dumps(ids),))
        done += len(ids)
    return done


def index_after(connection: sqlite3.Connection, post_id: int, limit: int) -> int | None:
    """Index the next posts after a number; return the last one's, None when there was none."""
    ids = [id_ for (id_,) in connection.execute(NEXT, (post_id, limit))]
    index(connection, ids)
    return ids[-1] if ids else None


def index(connection: sqlite3.Connection, post_ids: Sequence[int]) -> None:
    """Have the index hold of these posts what everybody can see of them; again is harmless."""
    wanted = (json.dumps(post_ids),)
    before = {id_: unpacked(words) for id_, words in connection.execute(INDEXED, wanted)}
    shown = {id_: _found(*rest) for id_, *rest in connection.execute(SHOWN, wanted)}
    numbers, frequent = _numbers(connection, shown.values())
    now = {
        id_: sorted(
            numbers[found.forum_id, word] << PLACE_BITS | place
            for word, place in found.places.items()
        )
        for id_, found in shown.items()
    }
    counts: Counter[int] = Counter()
    for words in now.values():
        counts.update(each >> PLACE_BITS for each in words)
    for words in before.values():
        counts.subtract(each >> PLACE_BITS for each in words)
    connection.executemany(TAKE_ENTRY, _entries(before, now))
    connection.executemany(PUT_ENTRY, _entries(now, before, but=frequent))
    connection.executemany(TAKE_POST, [(id_,) for id_ in before if id_ not in now])
    connection.executemany(
        PUT_POST,
        [
            (id_, shown[id_].question_id, packed(words))
            for id_, words in now.items()
            if words != before.get(id_)
        ],
    )
    connection.executemany(COUNTED, [(by, id_) for id_, by in counts.items() if by])
    fewer = [id_ for id_, by in counts.items() if by < 0]
    if fewer:
        connection.execute(FORGOTTEN, (json.dumps(fewer),))


def packed(words: Sequence[int]) -> bytes:
    """Return words' numbers, each with its place, as they are stored with their post."""
    return array("I", words).tobytes()


words_of = partial(array, "I")
"""Return stored words' numbers, each with its place, in a row: a search calls it for each post."""


def unpacked(stored: bytes) -> list[int]:
    """Return what `packed` took."""
    return words_of(stored).tolist()


def _entries(
    posts: Mapping[int, Sequence[int]],
    others: Mapping[int, Sequence[int]],
    *,
    but: Collection[int] = (),
) -> Iterator[tuple[int, int, int]]:
    """Yield number, place and post of the words that posts have and the others don't.

    Of the words named in `but` only what stands in titles and tags. In the order they are stored
    in, so that SQLite fills a page before it turns to the next.
    """
    found = [
        each << POST_BITS | id_
        for id_, words in posts.items()
        for each in set(words).difference(others.get(id_, ()))
        if each & NOWHERE <= TAG_PLACE
        or (each & NOWHERE != NOWHERE and each >> PLACE_BITS not in but)
    ]
    found.sort()
    for each in found:
        word = each >> POST_BITS
        yield word >> PLACE_BITS, word & NOWHERE, each & MOST_POSTS


def _numbers(
    connection: sqlite3.Connection, posts: Iterable[_Found]
) -> tuple[dict[tuple[int, str], int], set[int]]:
    """Return the number of every word by forum and word, and those that very many posts have.

    What is new gets a number.
    """
    wanted: dict[int, dict[str, None]] = {}
    for post in posts:
        wanted.setdefault(post.forum_id, {}).update(dict.fromkeys(post.places))
    numbers: dict[tuple[int, str], int] = {}
    frequent: set[int] = set()
    for forum_id, words in wanted.items():
        found = connection.execute(KNOWN, (forum_id, json.dumps([*words]))).fetchall()
        frequent.update(number for _, number, posts_with in found if posts_with >= MOST_ENTRIES)
        known = {word: number for word, number, _ in found}
        for word in words:
            if word not in known:
                (known[word],) = connection.execute(PUT_WORD, (forum_id, word)).fetchone()
            numbers[forum_id, word] = known[word]
    return numbers, frequent


def _found(
    forum_id: int, kind: str, title: str | None, body: str, question_id: int, tags: str | None
) -> _Found:
    places = _body_places(kind, words_in(body))
    for word in words_in(tags or ""):
        places[word] = TAG_PLACE
    places |= _title_places(words_in(title or ""), places)
    return _Found(forum_id, question_id, {"": NOWHERE, **places})


def _title_places(words: Sequence[str], elsewhere: Mapping[str, int]) -> dict[str, int]:
    """Return where a title's words stand: first in a short one, and when the text says them too."""
    share = USUAL_TITLE_WORDS / (USUAL_TITLE_WORDS + len(words))
    return {
        word: LAST_TITLE_PLACE - round((LAST_TITLE_PLACE - 1) * share) - (word in elsewhere)
        for word in words
    }


def _body_places(kind: str, words: Sequence[str]) -> dict[str, int]:
    first, last = BODY_PLACES[kind]
    stretch = SATURATION * (1 - LENGTH_SHARE + LENGTH_SHARE * len(words) / USUAL_WORDS)
    return {
        word: last - math.floor((last - first + 1) * times / (times + stretch))
        for word, times in Counter(words).items()
    }
