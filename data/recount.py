"""What a recount from posts and votes finds: the truth that the counters must equal."""

from collections import defaultdict
from collections.abc import Collection

from sqlalchemy import func
from sqlalchemy.orm import aliased
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from data.tables import Post, PostKind, PostState, Vote

Counted = dict[int, dict[str, int]]
"""Member id to counter to count."""


async def count_posts(session: AsyncSession, member_ids: Collection[int]) -> Counted:
    """Count members' visible posts by kind (`qposts`, `aposts`, `cposts`)."""
    wanted = (
        select(Post.author_id, Post.kind, func.count())
        .where(col(Post.author_id).in_(list(member_ids)), col(Post.state) == PostState.VISIBLE)
        .group_by(col(Post.author_id), col(Post.kind))
    )
    counted: Counted = defaultdict(dict)
    for member_id, kind, count in (await session.exec(wanted)).all():
        counted[member_id or 0][f"{PostKind(kind).value[0]}posts"] = count
    return counted


async def count_replies(session: AsyncSession) -> dict[int, int]:
    """Count each question's visible answers and comments by others, as far as everybody sees that.

    By others is what neither its author's number nor their mark says is theirs. What is on an
    answer that nobody sees isn't visible either.
    """
    question, parent = aliased(Post), aliased(Post)
    unseen = select(parent.id).where(
        col(parent.kind) == PostKind.ANSWER, col(parent.state) != PostState.VISIBLE
    )
    on_unseen = (col(Post.kind) == PostKind.COMMENT) & col(Post.parent_id).in_(unseen)
    author, mark = col(Post.author_id), col(Post.author_mark)
    theirs = author.is_(None) | author.is_distinct_from(question.author_id)
    masked = mark.is_(None) | mark.is_distinct_from(question.author_mark)
    wanted = (
        select(question.id, func.count(col(Post.id)))
        .join(
            Post,
            (col(Post.question_id) == col(question.id))
            & (col(Post.state) == PostState.VISIBLE)
            & theirs
            & masked
            & ~on_unseen,
            isouter=True,
        )
        .where(col(question.kind) == PostKind.QUESTION)
        .group_by(col(question.id))
    )
    return {id_ or 0: count for id_, count in (await session.exec(wanted)).all()}


async def count_upvoted_answers(session: AsyncSession) -> dict[int, int]:
    """Count each question's visible answers with more votes up than down; none where there is 0."""
    wanted = (
        select(Post.question_id, func.count())
        .where(
            col(Post.kind) == PostKind.ANSWER,
            col(Post.state) == PostState.VISIBLE,
            col(Post.up) > col(Post.down),
        )
        .group_by(col(Post.question_id))
    )
    return {id_ or 0: count for id_, count in (await session.exec(wanted)).all()}


async def count_votes_given(session: AsyncSession, member_ids: Collection[int]) -> Counted:
    """Count members' votes by kind of post and value; hidden posts count, deleted ones do not."""
    wanted = (
        select(Vote.member_id, Post.kind, Vote.value, func.count())
        .join(Post, col(Post.id) == col(Vote.post_id))
        .where(col(Vote.member_id).in_(list(member_ids)))
        .group_by(col(Vote.member_id), col(Post.kind), col(Vote.value))
    )
    counted: Counted = defaultdict(dict)
    for member_id, kind, value, count in (await session.exec(wanted)).all():
        direction = "up" if value > 0 else "down"
        counted[member_id][f"{PostKind(kind).value[0]}{direction}votes"] = count
    return counted


async def votes_received(
    session: AsyncSession, member_ids: Collection[int]
) -> list[tuple[int, PostKind, int, int]]:
    """Return (author, kind, up, down) of each of the members' posts that has votes.

    Counted from the votes themselves, not from the posts' own counts.
    """
    ups = func.count().filter(col(Vote.value) > 0)
    downs = func.count().filter(col(Vote.value) < 0)
    wanted = (
        select(Post.author_id, Post.kind, ups, downs)
        .join(Vote, col(Vote.post_id) == col(Post.id))
        .where(col(Post.author_id).in_(list(member_ids)))
        .group_by(col(Post.id))
    )
    rows = (await session.exec(wanted)).all()
    return [(author or 0, PostKind(kind), int(up), int(down)) for author, kind, up, down in rows]


async def count_selections(session: AsyncSession, member_ids: Collection[int]) -> Counted:
    """Count best answers chosen (`aselects`) and received (`aselecteds`), Question2Answer's way.

    A visible question with a best answer counts for its asker, also their own answer; an answer
    counts for its author unless asker and author are the same.
    """
    counted: Counted = defaultdict(dict)
    chose = (
        select(Post.author_id, func.count())
        .where(
            col(Post.author_id).in_(list(member_ids)),
            col(Post.kind) == PostKind.QUESTION,
            col(Post.state) == PostState.VISIBLE,
            col(Post.best_answer_id).is_not(None),
        )
        .group_by(col(Post.author_id))
    )
    for member_id, count in (await session.exec(chose)).all():
        counted[member_id or 0]["aselects"] = count
    question = aliased(Post)
    chosen = (
        select(Post.author_id, func.count())
        .join(question, col(question.best_answer_id) == col(Post.id))
        .where(
            col(Post.author_id).in_(list(member_ids)),
            col(Post.kind) == PostKind.ANSWER,
            col(Post.state) == PostState.VISIBLE,
            col(question.author_id).is_distinct_from(col(Post.author_id)),
        )
        .group_by(col(Post.author_id))
    )
    for member_id, count in (await session.exec(chosen)).all():
        counted[member_id or 0]["aselecteds"] = count
    return counted
