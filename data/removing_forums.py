"""Queries on forums whose servers the bot has left, and on deleting all there is of one."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Column, Table, delete, func, or_, select, update
from sqlalchemy.dialects.sqlite import insert as upsert
from sqlmodel import SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

from data.columns import run, table_of
from data.forgetting import delete_lonely_accounts
from data.tables import (
    Category,
    DiscordLink,
    Forum,
    Identity,
    IdentitySource,
    Member,
    Post,
    Reaction,
    Removal,
)

REMOVALS, FORUMS, POSTS = table_of(Removal), table_of(Forum), table_of(Post)
MEMBERS, CATEGORIES = table_of(Member), table_of(Category)
IDENTITIES = table_of(Identity)
LINKS, REACTIONS = table_of(DiscordLink), table_of(Reaction)


async def note_removals(
    session: AsyncSession, *, gone: Sequence[int], present: Sequence[int], now: datetime
) -> None:
    """Note of which forums the server is gone, for the first time; forget it of the others."""
    await run(session, delete(REMOVALS).where(REMOVALS.c.forum_id.in_(present)))
    for forum_id in gone:
        noted = upsert(REMOVALS).values(forum_id=forum_id, noticed_at=now)
        await run(session, noted.on_conflict_do_nothing())


async def removed_before(session: AsyncSession, before: datetime) -> list[int]:
    """Return the forums whose servers are gone since before then."""
    wanted = select(REMOVALS.c.forum_id).where(REMOVALS.c.noticed_at <= before)
    return [int(row.forum_id) for row in await run(session, wanted)]


async def delete_questions(session: AsyncSession, forum_id: int, *, limit: int) -> bool:
    """Delete some of a forum's questions with all that hangs on them; tell whether there were any.

    The forum is no server's from then on, which lets its log go as well.
    """
    left = update(FORUMS).where(FORUMS.c.id == forum_id)
    await run(session, left.values(guild_id=None, channel_id=None))
    root = func.coalesce(POSTS.c.question_id, POSTS.c.id)
    questions = select(POSTS.c.id).where(
        POSTS.c.forum_id == forum_id, POSTS.c.question_id.is_(None)
    )
    found = [int(row.id) for row in await run(session, questions.limit(limit))]
    posts = select(POSTS.c.id).where(or_(POSTS.c.id.in_(found), POSTS.c.question_id.in_(found)))
    messages = select(LINKS.c.message_id).where(LINKS.c.post_id.in_(posts))
    await run(session, delete(REACTIONS).where(REACTIONS.c.message_id.in_(messages)))
    for column in _columns_naming(POSTS):
        if column.table is not POSTS:
            await run(session, delete(column.table).where(column.in_(posts)))
    for column in (POSTS.c.best_answer_id, POSTS.c.duplicate_of):
        await run(session, update(POSTS).where(column.in_(posts)).values({column: None}))
    # A question may follow on another one's answer.
    follows_on = update(POSTS).where(POSTS.c.question_id.is_(None), POSTS.c.parent_id.in_(posts))
    await run(session, follows_on.values(parent_id=None))
    await run(session, delete(POSTS).where(root.in_(found)))
    return bool(found)


async def delete_members(session: AsyncSession, forum_id: int, *, limit: int) -> bool:
    """Delete some of a forum's members, once its posts are gone; tell whether there were any.

    Their settings go with the last forum that they are a member of.
    """
    wanted = select(MEMBERS.c.id).where(MEMBERS.c.forum_id == forum_id).limit(limit)
    found = [int(row.id) for row in await run(session, wanted)]
    known = select(IDENTITIES.c.external_id).where(
        IDENTITIES.c.member_id.in_(found), IDENTITIES.c.source == IdentitySource.DISCORD
    )
    people = [int(row.external_id) for row in await run(session, known)]
    for column in _columns_naming(MEMBERS):
        if column.table is MEMBERS:
            merged = update(MEMBERS).where(column.in_(found)).values({column: None})
            await run(session, merged)
        elif column.table is not POSTS:
            await run(session, delete(column.table).where(column.in_(found)))
    await run(session, delete(MEMBERS).where(MEMBERS.c.id.in_(found)))
    await delete_lonely_accounts(session, people)
    return bool(found)


async def delete_forum(session: AsyncSession, forum_id: int) -> None:
    """Delete a forum with what is left of it, once its posts and members are gone."""
    parents = update(CATEGORIES).where(CATEGORIES.c.forum_id == forum_id)
    await run(session, parents.values(parent_id=None))
    for table in reversed(SQLModel.metadata.sorted_tables):
        if "forum_id" in table.c:
            await run(session, delete(table).where(table.c.forum_id == forum_id))
    await run(session, delete(FORUMS).where(FORUMS.c.id == forum_id))


def _columns_naming(named: Table) -> list[Column[int]]:
    """Return every column of every table that refers to rows of this one."""
    return [
        column
        for table in SQLModel.metadata.sorted_tables
        for column in table.columns
        if any(key.column.table is named for key in column.foreign_keys)
    ]
