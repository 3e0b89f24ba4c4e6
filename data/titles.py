"""Visible questions by the words of their titles, along the index of words."""

from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import NamedTuple

from sqlmodel.ext.asyncio.session import AsyncSession

from data.columns import as_json
from data.indexing import LAST_TITLE_PLACE
from data.plain import plain
from data.tables.posts import LISTED


class Titled(NamedTuple):
    """A visible question and its title."""

    id: int
    title: str


BY_AGE = "ORDER BY created_at DESC, website_number DESC, id DESC"
NEWEST = f"""
    SELECT id, title FROM post WHERE forum_id = :in_forum AND {LISTED.text} {BY_AGE} LIMIT :at_most
"""  # noqa: S608  # words of ours
# With `+ 0` no index of the forum is taken: these are all there is to look at.
AMONG = f"""
    SELECT id, title FROM post
    WHERE forum_id + 0 = :in_forum AND {LISTED.text}
    AND id IN (SELECT value FROM json_each(:wanted)) {BY_AGE}
"""  # noqa: S608  # as above


async def newest_titles(session: AsyncSession, forum_id: int, *, limit: int) -> list[Titled]:
    """Return a forum's newest questions."""
    values = {"in_forum": forum_id, "at_most": limit}
    return [*map(Titled._make, await plain(session, NEWEST, values))]


async def titles_among(
    session: AsyncSession, forum_id: int, question_ids: Collection[int]
) -> list[Titled]:
    """Return these of a forum's questions, the newest first."""
    values = {"in_forum": forum_id, "wanted": as_json(question_ids)}
    return [*map(Titled._make, await plain(session, AMONG, values))]


async def having_in_title(
    session: AsyncSession, word_ids: Sequence[int], *, limit: int
) -> list[int]:
    """Return the numbers of questions whose title has one of these words, the highest first.

    Of each word and each place in a title the same share of `limit` is looked at, the newest.
    """
    share = max(1, limit // (len(word_ids) * (LAST_TITLE_PLACE + 1)))
    places = range(LAST_TITLE_PLACE + 1)
    said = [value for id_ in word_ids for place in places for value in (id_, place, share)]
    found = await plain(session, _entries(len(word_ids) * len(places)), tuple(said))
    return sorted({int(post_id) for (post_id,) in found}, reverse=True)


@lru_cache
def _entries(walks: int) -> str:
    """Return the statement for the newest entries of a word and a place, so many times."""
    walk = """SELECT post_id FROM (
        SELECT post_id FROM search_entry WHERE word_id = ? AND place = ?
        ORDER BY post_id DESC LIMIT ?
    )"""
    return " UNION ALL ".join([walk] * walks)
