"""What a recount finds in a stretch of time: everybody's counters from what is dated in it.

Each query walks an index of dates (`ix_post_listing`, `ix_vote_cast_at`, `ix_post_best_chosen`),
so a week costs what was done in it, however large the forum is.
"""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Select, bindparam, case, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from data.columns import any_of, run, table_of
from data.tables import PostKind, PostState, Vote
from data.tables.people import MEMBERS, RANKED
from data.tables.posts import POSTS

VOTES = table_of(Vote)
SINCE = bindparam("since", type_=POSTS.c.created_at.type)
IN_FORUM = POSTS.c.forum_id == bindparam("in_forum")
ANSWERS = POSTS.alias("answer")


class Written(NamedTuple):
    """A visible post that a member wrote by name."""

    author_id: int
    kind: PostKind


class CastVote(NamedTuple):
    """A vote that holds, and whose post it is on; None for nobody who earns by it."""

    post_id: int
    member_id: int
    value: int
    kind: PostKind
    author_id: int | None


class Chosen(NamedTuple):
    """How often an asker's question got a best answer of a member's; None is nobody who counts.

    `is_shown`: whether the questions are visible, without which they count for the answer alone.
    """

    asker_id: int | None
    author_id: int | None
    is_shown: bool
    times: int


# Not grouped here: Python counts what a month has in a fifth of the time that SQLite sorts it in.
WRITTEN = select(POSTS.c.author_id, POSTS.c.kind).where(
    IN_FORUM,
    POSTS.c.kind.in_(list(PostKind)),
    POSTS.c.state == PostState.VISIBLE,
    POSTS.c.created_at >= SINCE,
    POSTS.c.author_id.is_not(None),
)
CAST = (
    select(VOTES.c.post_id, VOTES.c.member_id, VOTES.c.value, POSTS.c.kind, POSTS.c.author_id)
    .join(POSTS, POSTS.c.id == VOTES.c.post_id)
    .where(IN_FORUM, VOTES.c.cast_at >= SINCE)
)


def _chosen() -> Select[Chosen]:
    is_shown = (POSTS.c.state == PostState.VISIBLE).label("is_shown")
    author = case((ANSWERS.c.state == PostState.VISIBLE, ANSWERS.c.author_id)).label("author")
    return (
        select(POSTS.c.author_id, author, is_shown, func.count())
        .join(ANSWERS, ANSWERS.c.id == POSTS.c.best_answer_id)
        .where(IN_FORUM, POSTS.c.best_chosen_at >= SINCE)
        .group_by(POSTS.c.author_id, author, is_shown)
    )


BEST = _chosen()
ONE_MORE = (
    select(POSTS.c.id)
    .where(
        IN_FORUM,
        POSTS.c.kind.in_(list(PostKind)),
        POSTS.c.state == PostState.VISIBLE,
        POSTS.c.created_at >= SINCE,
    )
    .limit(1)
    .offset(bindparam("passed"))
)


async def is_busy(session: AsyncSession, forum_id: int, since: datetime, *, posts: int) -> bool:
    """Tell whether more than so many visible posts were written since then, by reading no more."""
    values = {**_of(forum_id, since), "passed": posts}
    return (await run(session, ONE_MORE, values)).first() is not None


async def written_since(session: AsyncSession, forum_id: int, since: datetime) -> list[Written]:
    """Return the visible posts that members wrote by name since then."""
    return [Written._make(row) for row in await run(session, WRITTEN, _of(forum_id, since))]


async def cast_since(session: AsyncSession, forum_id: int, since: datetime) -> list[CastVote]:
    """Return the votes cast since then that still hold."""
    return [CastVote._make(row) for row in await run(session, CAST, _of(forum_id, since))]


async def chosen_since(session: AsyncSession, forum_id: int, since: datetime) -> list[Chosen]:
    """Count the best answers chosen since then, by who asked and who answered."""
    return [Chosen(*row) for row in await run(session, BEST, _of(forum_id, since))]


async def ranked_among(session: AsyncSession, member_ids: Collection[int]) -> set[int]:
    """Return those of these members who posted by name."""
    wanted = select(MEMBERS.c.id).where(MEMBERS.c.id.in_(any_of([*member_ids])), RANKED)
    return {int(row.id) for row in await run(session, wanted)}


def _of(forum_id: int, since: datetime) -> dict[str, object]:
    return {"in_forum": forum_id, "since": since}
