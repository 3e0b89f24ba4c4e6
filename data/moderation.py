"""Queries on what moderators did and asked."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, delete, false, func, insert, or_
from sqlalchemy import select as select_columns
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from data.columns import any_of, rows_of, run, table_of, whole
from data.tables import AuditEntry, Post, PostState, UnmaskRequest

REQUESTS, ENTRIES = table_of(UnmaskRequest), table_of(AuditEntry)


async def acts_on(
    session: AsyncSession,
    forum_id: int,
    *,
    member_id: int | None,
    user_id: int,
    post_actions: Collection[str],
    account_actions: Collection[str],
    limit: int,
) -> list[AuditEntry]:
    """Return what was done to somebody's named posts and to their account, the newest first.

    `user_id` is looked for in the entries' details, as whoever was blocked may be no member.
    """
    wanted = select(AuditEntry).where(
        col(AuditEntry.forum_id) == forum_id,
        or_(_on_posts(member_id, post_actions), _on_account(user_id, account_actions)),
    )
    newest_first = wanted.order_by(col(AuditEntry.id).desc()).limit(limit)
    return list((await session.exec(newest_first)).all())


def _on_posts(member_id: int | None, actions: Collection[str]) -> ColumnElement[bool]:
    if member_id is None:
        # Compared with NULL, every anonymous post would be theirs.
        return false()
    posts = table_of(Post)
    theirs = select_columns(posts.c.id).where(posts.c.author_id == member_id)
    return and_(col(AuditEntry.post_id).in_(theirs), col(AuditEntry.action).in_(actions))


def _on_account(user_id: int, actions: Collection[str]) -> ColumnElement[bool]:
    # A CASE reads details only where they are JSON: SQLite fails on what is not.
    named = func.json_extract(col(AuditEntry.detail), "$.user")
    return case((col(AuditEntry.action).in_(actions), named), else_=None) == user_id


async def acts_on_post(
    session: AsyncSession, post_id: int, action: str, *, since: datetime
) -> list[AuditEntry]:
    """Return the entries of one action on a post since then, the newest first."""
    wanted = select(AuditEntry).where(
        col(AuditEntry.post_id) == post_id,
        col(AuditEntry.action) == action,
        col(AuditEntry.created_at) > since,
    )
    return list((await session.exec(wanted.order_by(col(AuditEntry.id).desc()))).all())


async def acts_on_posts(session: AsyncSession, post_ids: Collection[int]) -> list[AuditEntry]:
    """Return the entries on some posts, the oldest first."""
    wanted = rows_of(AuditEntry).where(ENTRIES.c.post_id.in_(any_of([*post_ids])))
    return await whole(session, AuditEntry, wanted.order_by(ENTRIES.c.id))


async def hidden_posts(session: AsyncSession, forum_id: int, *, limit: int) -> list[Post]:
    """Return a forum's hidden posts, the one hidden last first."""
    wanted = select(Post).where(col(Post.forum_id) == forum_id, col(Post.state) == PostState.HIDDEN)
    newest_first = wanted.order_by(col(Post.state_at).desc(), col(Post.id).desc()).limit(limit)
    return list((await session.exec(newest_first)).all())


async def request_on(session: AsyncSession, post_id: int) -> UnmaskRequest | None:
    """Return the request to learn who wrote a post."""
    wanted = select(UnmaskRequest).where(col(UnmaskRequest.post_id) == post_id)
    return (await session.exec(wanted)).first()


async def insert_request(session: AsyncSession, **values: object) -> None:
    """Add a request to learn who wrote a post."""
    await run(session, insert(REQUESTS).values(values))


async def delete_request(session: AsyncSession, post_id: int) -> None:
    """Remove the request on a post: it was granted, or has lapsed."""
    await run(session, delete(REQUESTS).where(REQUESTS.c.post_id == post_id))


async def log_act(session: AsyncSession, **values: object) -> None:
    """Add an entry to a forum's log."""
    row = {"actor_id": None, "post_id": None, "detail": ""} | values
    await session.exec(insert(table_of(AuditEntry)).values(row))
