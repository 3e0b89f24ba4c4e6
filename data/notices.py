"""Queries on notifications."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, bindparam, func, insert, not_, or_, update
from sqlalchemy import select as select_columns
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import SelectOfScalar

from data.columns import any_of, rows_of, run, table_of, whole
from data.tables import (
    Identity,
    IdentitySource,
    Notification,
    NotificationKind,
)

# Built once: to build and key a statement anew costs more than SQLite takes to answer it.
NOTIFICATIONS = table_of(Notification)
BY_ID = rows_of(Notification).where(NOTIFICATIONS.c.id == bindparam("wanted"))
TOLD = insert(NOTIFICATIONS).returning(NOTIFICATIONS.c.id)


class Unwanted(NamedTuple):
    """Kinds of notifications that somebody doesn't want to see.

    `by_forum` holds instead of `everywhere` in the forums that it names.
    """

    everywhere: frozenset[NotificationKind] = frozenset()
    by_forum: Mapping[int, frozenset[NotificationKind]] = {}


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
        select(Notification)
        .join(Identity, col(Identity.member_id) == col(Notification.recipient_id))
        .where(*_told_of(discord_id, [post_id]))
        .limit(1)
    )
    return (await session.exec(wanted)).first()


async def told_by_name(
    session: AsyncSession, discord_id: int, post_ids: Collection[int]
) -> set[int]:
    """Return those posts that a Discord user is told of by name, not for following alone."""
    wanted = (
        select(Notification.post_id)
        .join(Identity, col(Identity.member_id) == col(Notification.recipient_id))
        .where(*_told_of(discord_id, post_ids))
    )
    return {each for each in (await session.exec(wanted)).all() if each is not None}


def _told_of(discord_id: int, post_ids: Collection[int]) -> tuple[ColumnElement[bool], ...]:
    return (
        *_told_to(discord_id, None),
        col(Notification.post_id).in_(post_ids),
        col(Notification.kind).not_in(OTHER_REASONS),
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
        select(Notification)
        .join(Identity, col(Identity.member_id) == col(Notification.recipient_id))
        .where(*_told_to(discord_id, forum_id), _is_news(known), _is_wanted(unwanted))
        .order_by(col(Notification.read_at).is_not(None), col(Notification.id).desc())
        .limit(limit)
    )
    return list((await session.exec(wanted)).all())


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
    wanted = _counted().where(*_told_to(discord_id, forum_id), *is_shown)
    return int((await session.exec(wanted)).one())


async def count_unread(
    session: AsyncSession,
    discord_id: int,
    *,
    known: Collection[int] = (),
    unwanted: Unwanted = ALL_WANTED,
) -> int:
    """Count a Discord user's unread notifications in every forum."""
    is_shown = (_is_news(known), _is_wanted(unwanted), col(Notification.read_at).is_(None))
    wanted = _counted().where(*_told_to(discord_id, None), *is_shown)
    return int((await session.exec(wanted)).one())


def _counted() -> SelectOfScalar[int]:
    return (
        select(func.count())
        .select_from(Notification)
        .join(Identity, col(Identity.member_id) == col(Notification.recipient_id))
    )


def _told_to(discord_id: int, forum_id: int | None) -> list[ColumnElement[bool]]:
    conditions = [
        col(Identity.source) == IdentitySource.DISCORD,
        col(Identity.external_id) == str(discord_id),
    ]
    if forum_id is not None:
        conditions.append(col(Notification.forum_id) == forum_id)
    return conditions


def _is_news(known: Collection[int]) -> ColumnElement[bool]:
    is_followed = col(Notification.kind) == NotificationKind.FOLLOWED
    return ~(is_followed & col(Notification.post_id).in_(any_of([*known])))


def _is_wanted(unwanted: Unwanted) -> ColumnElement[bool]:
    forum, kind = col(Notification.forum_id), col(Notification.kind)
    others = forum.not_in(list(unwanted.by_forum))
    is_off = [and_(others, kind.in_(unwanted.everywhere))]
    is_off += [and_(forum == each, kind.in_(off)) for each, off in unwanted.by_forum.items()]
    return not_(or_(*is_off))


async def mark_read(
    session: AsyncSession, discord_id: int, now: datetime, *, forum_id: int | None
) -> None:
    """Mark all of a Discord user's notifications as read, of one forum or of every one."""
    notifications, identities = table_of(Notification), table_of(Identity)
    mine = (
        identities.select()
        .with_only_columns(identities.c.member_id)
        .where(
            identities.c.source == IdentitySource.DISCORD,
            identities.c.external_id == str(discord_id),
        )
    )
    unread = update(notifications).where(
        notifications.c.recipient_id.in_(mine), notifications.c.read_at.is_(None)
    )
    if forum_id is not None:
        unread = unread.where(notifications.c.forum_id == forum_id)
    await session.exec(unread.values(read_at=now))


async def note_heard(session: AsyncSession, numbers: Collection[int]) -> None:
    """Note that their readers heard of notifications, by a DM or by a word after a command.

    Not when: that would say when somebody last used a command.
    """
    mine = update(NOTIFICATIONS).where(NOTIFICATIONS.c.id.in_(list(numbers)))
    await run(session, mine.values(is_heard=True))


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
        select(Notification)
        .join(Identity, col(Identity.member_id) == col(Notification.recipient_id))
        .where(*_told_to(discord_id, None), col(Notification.held_at) >= since)
    )
    return list((await session.exec(wanted)).all())


async def followed_since(
    session: AsyncSession,
    discord_id: int,
    since: datetime,
    *,
    known: Collection[int],
    unwanted: Unwanted,
    limit: int,
) -> list[int]:
    """Return the posts that a Discord user was told of since then as a follower by name.

    The newest first; what they read or heard of, what waits for the end of quiet hours, and those
    in `known`, left out.
    """
    wanted = (
        select(Notification.post_id)
        .join(Identity, col(Identity.member_id) == col(Notification.recipient_id))
        .where(
            *_told_to(discord_id, None),
            _is_news(known),
            _is_wanted(unwanted),
            col(Notification.kind) == NotificationKind.FOLLOWED,
            col(Notification.read_at).is_(None),
            col(Notification.held_at).is_(None),
            col(Notification.is_heard).is_(False),
            col(Notification.created_at) >= since,
        )
        .order_by(col(Notification.id).desc())
        .limit(limit)
    )
    return [each for each in (await session.exec(wanted)).all() if each is not None]
