"""Visible questions by the words of their titles, along the index of words."""

from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import NamedTuple

from sqlalchemy import TextClause, bindparam, select, text
from sqlmodel.ext.asyncio.session import AsyncSession

from data.columns import among, as_json, run
from data.indexing import LAST_TITLE_PLACE
from data.tables.posts import LISTED, POSTS


class Titled(NamedTuple):
    """A visible question and its title."""

    id: int
    title: str


TITLES = (
    select(POSTS.c.id, POSTS.c.title)
    .where(POSTS.c.forum_id == bindparam("in_forum"), LISTED)
    .order_by(POSTS.c.created_at.desc(), POSTS.c.website_number.desc(), POSTS.c.id.desc())
)
NEWEST = TITLES.limit(bindparam("at_most"))
# With `+ 0` no index of the forum is taken: these are all there is to look at.
AMONG = (
    select(POSTS.c.id, POSTS.c.title)
    .where(POSTS.c.forum_id + 0 == bindparam("in_forum"), LISTED, POSTS.c.id.in_(among("wanted")))
    .order_by(POSTS.c.created_at.desc(), POSTS.c.website_number.desc(), POSTS.c.id.desc())
)


async def newest_titles(session: AsyncSession, forum_id: int, *, limit: int) -> list[Titled]:
    """Return a forum's newest questions."""
    values = {"in_forum": forum_id, "at_most": limit}
    return [Titled._make(row) for row in (await run(session, NEWEST, values)).all()]


async def titles_among(
    session: AsyncSession, forum_id: int, question_ids: Collection[int]
) -> list[Titled]:
    """Return these of a forum's questions, the newest first."""
    values = {"in_forum": forum_id, "wanted": as_json(question_ids)}
    return [Titled._make(row) for row in (await run(session, AMONG, values)).all()]


async def having_in_title(
    session: AsyncSession, word_ids: Sequence[int], *, limit: int
) -> list[int]:
    """Return the numbers of questions whose title has one of these words, the highest first.

    Of each word and each place in a title the same share of `limit` is looked at, the newest.
    """
    share = max(1, limit // (len(word_ids) * (LAST_TITLE_PLACE + 1)))
    values: dict[str, int] = {f"word_{at}": id_ for at, id_ in enumerate(word_ids)}
    found = await run(session, _entries(len(word_ids)), {"share": share, **values})
    return sorted({int(post_id) for (post_id,) in found.all()}, reverse=True)


@lru_cache
def _entries(words: int) -> TextClause:
    """Return the statement for the newest entries of so many words, a walk for each place."""
    walks = (
        f"""SELECT post_id FROM (
            SELECT post_id FROM search_entry WHERE word_id = :word_{at} AND place = {place}
            ORDER BY post_id DESC LIMIT :share
        )"""  # noqa: S608  # numbers of ours
        for at in range(words)
        for place in range(LAST_TITLE_PLACE + 1)
    )
    return text(" UNION ALL ".join(walks))
