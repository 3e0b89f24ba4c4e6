"""Forums: set up for a server, found again, and how their deliveries stand."""

from collections.abc import Collection
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.forum import given_up
from bot.forum.deliveries import mirror_categories
from bot.forum.errors import NoForum
from bot.forum.summaries import Actor, ForumSummary, Health, Trouble
from data.categories import forget_discord_tags
from data.database import Database
from data.deliveries import count_waiting
from data.forums import (
    all_forums,
    forum_of_guild,
    insert_forum,
    update_forum,
)
from data.members import forums_of_discord, member_of_discord
from data.moderation import log_act
from data.tables import ChannelKind, Delivery, DeliveryKind, DeliveryState, Forum
from data.troubles import TroubledMail, delete_failed, retry_failed, troubled, troubled_mail

MOST_TROUBLES = 20


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


async def health(database: Database, forum_id: int) -> Health:
    """Return how a forum's deliveries stand, with the 20 oldest troubles.

    Direct messages with the same trouble are one: of a post there may be hundreds.
    """
    async with database.read() as session:
        waiting = await count_waiting(session, forum_id)
        found = await troubled(session, forum_id, limit=MOST_TROUBLES)
        mail = await troubled_mail(session, forum_id)
    troubles = [*map(_trouble, found), *map(_trouble_of_mail, mail)]
    troubles.sort(key=lambda each: each.since)
    return Health(waiting, tuple(troubles[:MOST_TROUBLES]))


async def forget_failed(database: Database, *, forum_id: int, actor: Actor, now: datetime) -> int:
    """Forget what was given up, so that health shows new trouble only; return how many."""
    count = await given_up.forget(database, forum_id)
    async with database.write() as session:
        member = await member_of_discord(session, forum_id, actor.discord_id)
        count += await delete_failed(session, forum_id)
        await log_act(
            session,
            forum_id=forum_id,
            action="forget failed deliveries",
            actor_id=member.id if member else None,
            detail=str(count),
            created_at=now,
        )
    return count


async def retry(
    database: Database, forum_id: int, now: datetime, *, turns: Collection[int] = ()
) -> int:
    """Have a forum's failed and delayed deliveries tried again now; return how many.

    `turns`: with those of accounts, by their numbers.
    """
    async with database.write() as session:
        count = await retry_failed(session, forum_id, now=now, turns=turns)
    return count + await given_up.try_again(database, forum_id, now)


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


def _trouble(delivery: Delivery) -> Trouble:
    return Trouble(
        kind=delivery.kind.value,
        reason=delivery.reason or "",
        attempts=delivery.attempts,
        is_final=delivery.state is DeliveryState.FAILED,
        since=delivery.created_at,
        due_at=delivery.due_at,
        subject=delivery.payload.get("post"),
    )


def _trouble_of_mail(found: TroubledMail) -> Trouble:
    return Trouble(
        kind=DeliveryKind.DIRECT_MESSAGE.value,
        reason=found.reason,
        attempts=found.attempts,
        is_final=found.is_final,
        since=found.since,
        due_at=found.due_at,
        subject=None,
        count=found.messages,
    )
