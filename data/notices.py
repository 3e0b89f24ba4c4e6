"""Queries on notifications."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, insert, not_, or_, update
from sqlalchemy import select as select_columns
from sqlmodel.ext.asyncio.session import AsyncSession

from data.columns import any_of, rows_of, run, table_of, whole
from data.tables import (
    Identity,
    IdentitySource,
    Notification,
    NotificationKind,
)

# Built once: to build and key a statement anew costs more than SQLite takes to answer it.
NOTIFICATIONS, IDENTITIES = table_of(Notification), table_of(Identity)
BY_ID = rows_of(Notification).where(NOTIFICATIONS.c.id == bindparam("wanted"))
RECEIVED = IDENTITIES.c.member_id == NOTIFICATIONS.c.recipient_id
TOLD = insert(NOTIFICATIONS).returning(NOTIFICATIONS.c.id)


class Unwanted(NamedTuple):
    """Kinds of notifications that somebody doesn't want to see.

    `by_forum` holds instead of `everywhere` in the forums that it names. `own` are the numbers of
    those that tell them what they did themselves.
    """

    everywhere: frozenset[NotificationKind] = frozenset()
    by_forum: Mapping[int, frozenset[NotificationKind]] = {}
    own: frozenset[int] = frozenset()


ALL_WANTED = Unwanted()


async def insert_notification(session: AsyncSession, **values: object) -> int:
    """Add a notification and return its number."""
    made = await run(session, TOLD, values)
    return int(made.one()[0])


async def get_notification(session: AsyncSession, notification_id: int) -> Notification | None:
    """Return one notification."""
    return next(iter(await whole(session, Notification, BY_ID, {"wanted": notification_id})), None)


async def named_notice(session: AsyncSession, discord_id: int, post_id: int) -> Notification | None:
    """Return what a Discord user is told of a post by name for another reason than following."""
    wanted = (
        rows_of(Notification)
        .join(IDENTITIES, RECEIVED)
        .where(*_told_of(discord_id, [post_id]))
        .limit(1)
    )
    return next(iter(await whole(session, Notification, wanted)), None)


async def notices_about(
    session: AsyncSession,
    discord_id: int,
    kinds: Collection[NotificationKind],
    post_ids: Collection[int],
) -> list[Notification]:
    """Return what a Discord user is told of some posts by name, of some kinds."""
    wanted = (
        rows_of(Notification)
        .join(IDENTITIES, RECEIVED)
        .where(
            *told_to(discord_id, None),
            NOTIFICATIONS.c.post_id.in_(any_of([*post_ids])),
            NOTIFICATIONS.c.kind.in_(list(kinds)),
        )
    )
    return await whole(session, Notification, wanted)


async def told_by_name(
    session: AsyncSession, discord_id: int, post_ids: Collection[int]
) -> set[int]:
    """Return those posts that a Discord user is told of by name, not for following alone."""
    wanted = (
        select_columns(NOTIFICATIONS.c.post_id)
        .join(IDENTITIES, RECEIVED)
        .where(*_told_of(discord_id, post_ids))
    )
    return {row.post_id for row in await run(session, wanted) if row.post_id is not None}


def _told_of(discord_id: int, post_ids: Collection[int]) -> tuple[ColumnElement[bool], ...]:
    return (
        *told_to(discord_id, None),
        NOTIFICATIONS.c.post_id.in_(post_ids),
        NOTIFICATIONS.c.kind.not_in(OTHER_REASONS),
    )


# A welcome names the post that it is for.
OTHER_REASONS = (NotificationKind.FOLLOWED, NotificationKind.WELCOME)


async def recipients_of(session: AsyncSession, post_id: int) -> set[int]:
    """Return the members who were told of a post by name for another reason than following."""
    wanted = select_columns(NOTIFICATIONS.c.recipient_id).where(
        NOTIFICATIONS.c.post_id == post_id,
        NOTIFICATIONS.c.recipient_id.is_not(None),
        NOTIFICATIONS.c.kind != NotificationKind.FOLLOWED,
    )
    return {int(row.recipient_id) for row in await run(session, wanted)}


async def inbox_of(
    session: AsyncSession,
    discord_id: int,
    *,
    forum_id: int | None,
    limit: int,
    known: Collection[int] = (),
    unwanted: Unwanted = ALL_WANTED,
) -> list[Notification]:
    """Return a member's notifications, unread first, then the newest; sealed ones left out.

    Of the posts in `known` they are not told as a follower.
    """
    wanted = (
        rows_of(Notification)
        .join(IDENTITIES, RECEIVED)
        .where(*told_to(discord_id, forum_id), _is_news(known), _is_wanted(unwanted))
        .order_by(NOTIFICATIONS.c.read_at.is_not(None), NOTIFICATIONS.c.id.desc())
        .limit(limit)
    )
    return await whole(session, Notification, wanted)


async def count_inbox(
    session: AsyncSession,
    discord_id: int,
    *,
    forum_id: int | None,
    known: Collection[int] = (),
    unwanted: Unwanted = ALL_WANTED,
) -> int:
    """Count a Discord user's notifications, of one forum or of every one."""
    is_shown = (_is_news(known), _is_wanted(unwanted))
    wanted = _counted().where(*told_to(discord_id, forum_id), *is_shown)
    return int((await run(session, wanted)).scalar_one())


async def count_unread(
    session: AsyncSession,
    discord_id: int,
    *,
    known: Collection[int] = (),
    unwanted: Unwanted = ALL_WANTED,
) -> int:
    """Count a Discord user's unread notifications in every forum."""
    is_shown = (_is_news(known), _is_wanted(unwanted), NOTIFICATIONS.c.read_at.is_(None))
    wanted = _counted().where(*told_to(discord_id, None), *is_shown)
    return int((await run(session, wanted)).scalar_one())


def _counted() -> Select[int]:
    return select_columns(func.count()).select_from(NOTIFICATIONS.join(IDENTITIES, RECEIVED))


def told_to(discord_id: int, forum_id: int | None) -> list[ColumnElement[bool]]:
    """Return what picks a Discord user's notifications by name, joined with identities."""
    conditions = [
        IDENTITIES.c.source == IdentitySource.DISCORD,
        IDENTITIES.c.external_id == str(discord_id),
    ]
    if forum_id is not None:
        conditions.append(NOTIFICATIONS.c.forum_id == forum_id)
    return conditions


def _is_news(known: Collection[int]) -> ColumnElement[bool]:
    is_followed = NOTIFICATIONS.c.kind == NotificationKind.FOLLOWED
    return ~(is_followed & NOTIFICATIONS.c.post_id.in_(any_of([*known])))


def _is_wanted(unwanted: Unwanted) -> ColumnElement[bool]:
    forum, kind = NOTIFICATIONS.c.forum_id, NOTIFICATIONS.c.kind
    others = forum.not_in(list(unwanted.by_forum))
    is_off = [and_(others, kind.in_(unwanted.everywhere))]
    is_off += [and_(forum == each, kind.in_(off)) for each, off in unwanted.by_forum.items()]
    return and_(not_(or_(*is_off)), NOTIFICATIONS.c.id.not_in(any_of([*unwanted.own])))


async def mark_read(
    session: AsyncSession, discord_id: int, now: datetime, *, forum_id: int | None
) -> None:
    """Mark all of a Discord user's notifications as read, of one forum or of every one."""
    mine = (
        IDENTITIES.select()
        .with_only_columns(IDENTITIES.c.member_id)
        .where(
            IDENTITIES.c.source == IdentitySource.DISCORD,
            IDENTITIES.c.external_id == str(discord_id),
        )
    )
    unread = update(NOTIFICATIONS).where(
        NOTIFICATIONS.c.recipient_id.in_(mine), NOTIFICATIONS.c.read_at.is_(None)
    )
    if forum_id is not None:
        unread = unread.where(NOTIFICATIONS.c.forum_id == forum_id)
    await run(session, unread.values(read_at=now))


async def hold_notification(session: AsyncSession, number: int, held_at: datetime) -> None:
    """Note that a notification's DM waits for the end of quiet hours."""
    mine = update(NOTIFICATIONS).where(NOTIFICATIONS.c.id == number)
    await run(session, mine.values(held_at=held_at))


async def hold_no_more(session: AsyncSession, since: datetime) -> None:
    """Forget of everybody's notifications by name that their DMs wait since then or later."""
    waiting = update(NOTIFICATIONS).where(NOTIFICATIONS.c.held_at >= since)
    await run(session, waiting.values(held_at=None))


async def held_since(session: AsyncSession, discord_id: int, since: datetime) -> list[Notification]:
    """Return a Discord user's notifications by name whose DMs wait since then or later."""
    wanted = (
        rows_of(Notification)
        .join(IDENTITIES, RECEIVED)
        .where(*told_to(discord_id, None), NOTIFICATIONS.c.held_at >= since)
    )
    return await whole(session, Notification, wanted)


async def followed_since(
    session: AsyncSession,
    discord_id: int,
    since: datetime,
    until: datetime,
    *,
    read_since: datetime | None = None,
    known: Collection[int],
    unwanted: Unwanted,
    limit: int,
) -> list[int]:
    """Return the posts that a Discord user was told of in between as a follower by name.

    The newest first; what they read (not if `read_since` then) or heard of, what waits for the end
    of quiet hours, and those in `known`, left out.
    """
    is_unread: ColumnElement[bool] = NOTIFICATIONS.c.read_at.is_(None)
    if read_since is not None:
        is_unread = or_(is_unread, NOTIFICATIONS.c.read_at >= read_since)
    wanted = (
        select_columns(NOTIFICATIONS.c.post_id)
        .join(IDENTITIES, RECEIVED)
        .where(
            *told_to(discord_id, None),
            _is_news(known),
            _is_wanted(unwanted),
            NOTIFICATIONS.c.kind == NotificationKind.FOLLOWED,
            is_unread,
            NOTIFICATIONS.c.held_at.is_(None),
            NOTIFICATIONS.c.is_heard.is_(False),
            NOTIFICATIONS.c.created_at >= since,
            NOTIFICATIONS.c.created_at < until,
        )
        .order_by(NOTIFICATIONS.c.id.desc())
        .limit(limit)
    )
    return [row.post_id for row in await run(session, wanted) if row.post_id is not None]
