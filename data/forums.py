"""Queries on forums."""

from datetime import datetime

from sqlalchemy import bindparam, insert, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from data.columns import rows_of, table_of, whole
from data.tables import ChannelKind, Forum

# Built once: to build and key a statement anew costs more than SQLite takes to answer it.
FORUMS = table_of(Forum)
BY_ID = rows_of(Forum).where(FORUMS.c.id == bindparam("wanted"))
ALL = rows_of(Forum)
BY_GUILD = rows_of(Forum).where(FORUMS.c.guild_id == bindparam("wanted"))


async def forum_of_guild(session: AsyncSession, guild_id: int) -> Forum | None:
    """Return the forum of a Discord server."""
    return next(iter(await whole(session, Forum, BY_GUILD, {"wanted": guild_id})), None)


async def forum_of_channel(session: AsyncSession, channel_id: int) -> Forum | None:
    """Return the forum whose questions stand in a channel."""
    return (await session.exec(select(Forum).where(col(Forum.channel_id) == channel_id))).first()


async def get_forum(session: AsyncSession, forum_id: int) -> Forum:
    """Return a forum that is known to exist."""
    (forum,) = await whole(session, Forum, BY_ID, {"wanted": forum_id})
    return forum


async def all_forums(session: AsyncSession) -> list[Forum]:
    """Return every forum; as many as the servers the bot is in."""
    return await whole(session, Forum, ALL)


async def insert_forum(  # one row, named column by column
    session: AsyncSession,
    *,
    guild_id: int,
    channel_id: int,
    channel_kind: ChannelKind,
    name: str,
    locale: str,
    now: datetime,
) -> None:
    """Add a forum for a Discord server."""
    forum = Forum(
        guild_id=guild_id,
        channel_id=channel_id,
        channel_kind=channel_kind,
        name=name,
        locale=locale,
        created_at=now,
    )
    await session.exec(insert(table_of(Forum)).values(forum.model_dump(exclude={"id"})))


async def update_forum(session: AsyncSession, forum_id: int, **values: object) -> None:
    """Set columns of a forum."""
    forums = table_of(Forum)
    await session.exec(update(forums).where(forums.c.id == forum_id).values(values))
