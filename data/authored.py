"""Queries on what somebody wrote by name, as everybody can read it."""

from sqlalchemy import Select, bindparam, or_, select, union_all
from sqlmodel.ext.asyncio.session import AsyncSession

from data.columns import run
from data.tables import PostKind, PostState
from data.tables.posts import POSTS

QUESTIONS, PARENTS = POSTS.alias("question"), POSTS.alias("parent")


def _newest(kind: PostKind) -> Select[tuple[int]]:
    """Return the statement for an author's newest posts of a kind, along `ix_post_author`."""
    return (
        select(POSTS.c.id)
        .join(QUESTIONS, QUESTIONS.c.id == POSTS.c.question_id, isouter=True)
        .join(PARENTS, PARENTS.c.id == POSTS.c.parent_id, isouter=True)
        .where(
            POSTS.c.author_id == bindparam("by_author"),
            POSTS.c.kind == kind,
            POSTS.c.state == PostState.VISIBLE,
            # What stands beneath a hidden question or answer is nobody's to read either.
            or_(POSTS.c.question_id.is_(None), QUESTIONS.c.state == PostState.VISIBLE),
            or_(POSTS.c.kind != PostKind.COMMENT, PARENTS.c.state == PostState.VISIBLE),
        )
        .order_by(POSTS.c.created_at.desc())
        .limit(bindparam("at_most"))
    )


# Built once: to build and key a statement anew costs more than SQLite takes to answer it.
NEWEST = union_all(*(select(_newest(kind).subquery()) for kind in PostKind))


async def newest_by(session: AsyncSession, member_id: int, *, limit: int) -> list[int]:
    """Return a member's newest posts that everybody can read, of each kind at most `limit`."""
    found = await run(session, NEWEST, {"by_author": member_id, "at_most": limit})
    return [int(row.id) for row in found]
