"""What a recount finds in a stretch of time: everybody's counters from what is dated in it.

Each query walks an index of dates (`ix_post_listing`, `ix_vote_cast_at`, `ix_post_best_chosen`),
so a week costs what was done in it, however large the forum is.
"""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Select, bindparam, case, func, literal, select
from sqlmodel.ext.asyncio.session import AsyncSession

from data.columns import any_of, run, table_of
from data.tables import PostKind, PostState, Vote
from data.tables.people import MEMBERS, RANKED
from data.tables.posts import POSTS

VOTES = table_of(Vote)
SINCE = bindparam("since", type_=POSTS.c.created_at.type)
IN_FORUM = POSTS.c.forum_id == bindparam("in_forum")
ANSWERS = POSTS.alias("answer")


class Counted(NamedTuple):
    """How often a member did something to posts of a kind: `what` is a vote's value, or 0."""

    member_id: int
    kind: PostKind
    what: int
    times: int


class Received(NamedTuple):
    """On how many of a member's posts of a kind so many votes were cast."""

    member_id: int
    kind: PostKind
    up: int
    down: int
    posts: int


class Chosen(NamedTuple):
    """How often an asker's question got a best answer of a member's; None is nobody who counts.

    `is_shown`: whether the questions are visible, without which they count for the answer alone.
    """

    asker_id: int | None
    author_id: int | None
    is_shown: bool
    times: int


def _posted() -> Select[Counted]:
    return (
        select(POSTS.c.author_id, POSTS.c.kind, literal(0), func.count())
        .where(
            IN_FORUM,
            POSTS.c.kind.in_(list(PostKind)),
            POSTS.c.state == PostState.VISIBLE,
            POSTS.c.created_at >= SINCE,
            POSTS.c.author_id.is_not(None),
        )
        .group_by(POSTS.c.author_id, POSTS.c.kind)
    )


def _given() -> Select[Counted]:
    return (
        select(VOTES.c.member_id, POSTS.c.kind, VOTES.c.value, func.count())
        .join(POSTS, POSTS.c.id == VOTES.c.post_id)
        .where(IN_FORUM, VOTES.c.cast_at >= SINCE)
        .group_by(VOTES.c.member_id, POSTS.c.kind, VOTES.c.value)
    )


def _received() -> Select[Received]:
    """Return the statement for votes by post, then by how many: the caps are on each post."""
    ups = func.count().filter(VOTES.c.value > 0).label("up")
    downs = func.count().filter(VOTES.c.value < 0).label("down")
    posts = (
        select(POSTS.c.author_id, POSTS.c.kind, ups, downs)
        .join(VOTES, POSTS.c.id == VOTES.c.post_id)
        .where(IN_FORUM, VOTES.c.cast_at >= SINCE, POSTS.c.author_id.is_not(None))
        .group_by(VOTES.c.post_id)
        .subquery()
    )
    columns = (posts.c.author_id, posts.c.kind, posts.c.up, posts.c.down)
    return select(*columns, func.count()).group_by(*columns)


def _chosen() -> Select[Chosen]:
    is_shown = (POSTS.c.state == PostState.VISIBLE).label("is_shown")
    author = case((ANSWERS.c.state == PostState.VISIBLE, ANSWERS.c.author_id)).label("author")
    return (
        select(POSTS.c.author_id, author, is_shown, func.count())
        .join(ANSWERS, ANSWERS.c.id == POSTS.c.best_answer_id)
        .where(IN_FORUM, POSTS.c.best_chosen_at >= SINCE)
        .group_by(POSTS.c.author_id, author, is_shown)
    )


POSTED, GIVEN, RECEIVED, BEST = _posted(), _given(), _received(), _chosen()


async def posted_since(session: AsyncSession, forum_id: int, since: datetime) -> list[Counted]:
    """Count the visible posts that members wrote since then, by kind."""
    return [Counted(*row) for row in await run(session, POSTED, _of(forum_id, since))]


async def given_since(session: AsyncSession, forum_id: int, since: datetime) -> list[Counted]:
    """Count the votes that members cast since then and that still hold, by kind and value."""
    return [Counted(*row) for row in await run(session, GIVEN, _of(forum_id, since))]


async def received_since(session: AsyncSession, forum_id: int, since: datetime) -> list[Received]:
    """Count members' posts by the votes cast on each since then."""
    return [Received(*row) for row in await run(session, RECEIVED, _of(forum_id, since))]


async def chosen_since(session: AsyncSession, forum_id: int, since: datetime) -> list[Chosen]:
    """Count the best answers chosen since then, by who asked and who answered."""
    return [Chosen(*row) for row in await run(session, BEST, _of(forum_id, since))]


async def ranked_among(session: AsyncSession, member_ids: Collection[int]) -> set[int]:
    """Return those of these members who posted by name."""
    wanted = select(MEMBERS.c.id).where(MEMBERS.c.id.in_(any_of([*member_ids])), RANKED)
    return {int(row.id) for row in await run(session, wanted)}


def _of(forum_id: int, since: datetime) -> dict[str, object]:
    return {"in_forum": forum_id, "since": since}
