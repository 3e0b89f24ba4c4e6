"""Queries on what belongs to one person: their members, posts, votes, reactions, everything.

A column with a foreign key to `member` names one; new tables are found by that.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Column, func, or_, select
from sqlmodel import SQLModel, col
from sqlmodel import select as select_rows
from sqlmodel.ext.asyncio.session import AsyncSession

from data.columns import run, table_of
from data.tables import (
    Account,
    Draft,
    Identity,
    IdentitySource,
    Member,
    Post,
    PostKind,
    PostState,
    Vote,
)
from data.votes import Cast

MEMBERS, POSTS, VOTES = table_of(Member), table_of(Post), table_of(Vote)
IDENTITIES = table_of(Identity)


class Membership(NamedTuple):
    """One person in one forum."""

    forum_id: int
    member_id: int


async def memberships(session: AsyncSession, discord_id: int) -> list[Membership]:
    """Return the members that a Discord user is, also those merged into them."""
    known = select(IDENTITIES.c.member_id).where(
        IDENTITIES.c.source == IdentitySource.DISCORD,
        IDENTITIES.c.external_id == str(discord_id),
    )
    wanted = (
        select(MEMBERS.c.forum_id, MEMBERS.c.id)
        .where(or_(MEMBERS.c.id.in_(known), MEMBERS.c.merged_into.in_(known)))
        .order_by(MEMBERS.c.id)
    )
    return [Membership(row.forum_id, row.id) for row in await run(session, wanted)]


async def asked_for_dms_since(session: AsyncSession, discord_id: int, since: datetime) -> bool:
    """Tell whether a Discord user posted by name since then with a wish for DMs."""
    mine = [each.member_id for each in await memberships(session, discord_id)]
    wanted = select(POSTS.c.id).where(
        POSTS.c.author_id.in_(mine), POSTS.c.notify, POSTS.c.created_at > since
    )
    return (await run(session, wanted.limit(1))).first() is not None


def columns_naming_members() -> Iterator[Column[int]]:
    """Yield every column of every table that names a member."""
    for table in SQLModel.metadata.sorted_tables:
        for column in table.columns:
            if any(key.column is MEMBERS.c.id for key in column.foreign_keys):
                yield column


async def count_texts(session: AsyncSession, member_ids: Sequence[int]) -> dict[PostKind, int]:
    """Count members' posts that still have a text, by kind."""
    wanted = (
        select(POSTS.c.kind, func.count())
        .where(POSTS.c.author_id.in_(member_ids), POSTS.c.state != PostState.DELETED)
        .group_by(POSTS.c.kind)
    )
    return {PostKind(kind): count for kind, count in await run(session, wanted)}


async def count_of(session: AsyncSession, column: Column[int], values: Sequence[int]) -> int:
    """Count the rows of a table that name one of these in a column."""
    wanted = select(func.count()).select_from(column.table).where(column.in_(values))
    return int((await run(session, wanted)).scalar_one())


async def texts_of(
    session: AsyncSession, member_id: int, kinds: Sequence[PostKind], *, limit: int
) -> list[Post]:
    """Return a member's posts of some kinds that still have a text, in any state, oldest first."""
    wanted = (
        select_rows(Post)
        .where(
            col(Post.author_id) == member_id,
            col(Post.kind).in_(kinds),
            col(Post.state) != PostState.DELETED,
        )
        .order_by(col(Post.id))
        .limit(limit)
    )
    return list((await session.exec(wanted)).all())


async def posts_naming(session: AsyncSession, member_id: int, *, limit: int) -> list[Post]:
    """Return posts that name a member as their author or last editor, in any state."""
    is_named = or_(col(Post.author_id) == member_id, col(Post.edited_by) == member_id)
    wanted = select_rows(Post).where(is_named).order_by(col(Post.id)).limit(limit)
    return list((await session.exec(wanted)).all())


async def votes_by(session: AsyncSession, member_id: int, *, limit: int) -> list[Cast]:
    """Return votes that a member cast."""
    wanted = select(VOTES).where(VOTES.c.member_id == member_id).limit(limit)
    return [Cast(**row) for row in (await run(session, wanted)).mappings().all()]


async def count_drafts(session: AsyncSession, marks: Sequence[bytes]) -> int:
    """Count kept texts with these marks."""
    drafts = table_of(Draft)
    wanted = select(func.count()).where(drafts.c.owner_mark.in_(marks))
    return int((await run(session, wanted)).scalar_one())


async def has_account(session: AsyncSession, discord_id: int) -> bool:
    """Tell whether anything is kept that holds for a Discord user in every forum."""
    accounts = table_of(Account)
    wanted = select(accounts.c.discord_id).where(accounts.c.discord_id == discord_id)
    return (await run(session, wanted)).first() is not None
