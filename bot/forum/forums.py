"""Forums: set up for a server, and found again."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.forum.deliveries import mirror_categories
from bot.forum.errors import NoForum
from bot.forum.summaries import ForumSummary
from data.categories import forget_discord_tags
from data.database import Database
from data.forums import (
    all_forums,
    forum_of_guild,
    insert_forum,
    update_forum,
)
from data.members import forums_of_discord
from data.moderation import log_act
from data.tables import ChannelKind, Forum


async def set_up(
    database: Database,
    *,
    guild_id: int,
    channel_id: int,
    channel_kind: ChannelKind,
    name: str,
    locale: str,
    now: datetime,
) -> ForumSummary:
    """Make a server's forum, or give the one it has another channel; the same again is harmless.

    What stood in the former channel stays there.
    """
    async with database.write() as session:
        before = await forum_of_guild(session, guild_id)
        place = {"channel_id": channel_id, "channel_kind": channel_kind}
        if before is None:
            await insert_forum(
                session,
                guild_id=guild_id,
                channel_id=channel_id,
                channel_kind=channel_kind,
                name=name,
                locale=locale,
                now=now,
            )
        else:
            await update_forum(session, before.id or 0, **place, name=name, locale=locale)
            if before.channel_id != channel_id:
                await _forget_tags(session, before.id or 0)
        forum = summary(await forum_of_guild(session, guild_id))
        await log_act(
            session, forum_id=forum.id, action="set up", detail=str(channel_id), created_at=now
        )
        if channel_kind is ChannelKind.FORUM:
            await mirror_categories(session, forum.id, now)
    return forum


async def _forget_tags(session: AsyncSession, forum_id: int) -> None:
    # Tags belong to a channel; in another one they have other ids.
    await update_forum(session, forum_id, answered_tag_id=None, closed_tag_id=None)
    await forget_discord_tags(session, forum_id)


async def forum_for(database: Database, guild_id: int) -> ForumSummary:
    """Return the forum of a server. Raises `NoForum`."""
    async with database.read() as session:
        return summary(await forum_of_guild(session, guild_id))


async def find(database: Database, guild_id: int) -> ForumSummary | None:
    """Return the forum of a server, if it has one."""
    async with database.read() as session:
        forum = await forum_of_guild(session, guild_id)
    return summary(forum) if is_in_discord(forum) else None


async def all_of(database: Database) -> tuple[ForumSummary, ...]:
    """Return every forum that lives in Discord."""
    async with database.read() as session:
        forums = await all_forums(session)
    return tuple(summary(forum) for forum in forums if is_in_discord(forum))


async def where_known(database: Database, *, discord_id: int) -> frozenset[int]:
    """Return the numbers of the forums in which a Discord user did anything by name."""
    async with database.read() as session:
        return await forums_of_discord(session, discord_id)


def is_in_discord(forum: Forum | None) -> bool:
    """Tell whether there is a forum and it has a channel."""
    return forum is not None and forum.guild_id is not None and forum.channel_id is not None


def summary(forum: Forum | None) -> ForumSummary:
    """Return a forum as callers need it. Raises `NoForum` for one that is not in Discord."""
    if (
        forum is None
        or forum.id is None
        or forum.guild_id is None
        or forum.channel_id is None
        or forum.channel_kind is None
    ):
        raise NoForum
    return ForumSummary(
        id=forum.id,
        guild_id=forum.guild_id,
        channel_id=forum.channel_id,
        channel_kind=forum.channel_kind,
        name=forum.name,
        locale=forum.locale,
        answered_tag_id=forum.answered_tag_id,
        closed_tag_id=forum.closed_tag_id,
        anonymity=forum.anonymity,
        seal_days=forum.seal_days,
        most_answers=forum.most_answers,
        anonymous_delay_seconds=forum.anonymous_delay_seconds,
        titles=tuple((points, title) for points, title in forum.titles_by_points),
        roles=tuple((points, role) for points, role in forum.roles_by_points),
    )
