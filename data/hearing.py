"""Queries on which notifications by name their readers heard of: by a DM, or by a word."""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import or_, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from data.columns import among, as_json, run
from data.notices import IDENTITIES, NOTIFICATIONS, RECEIVED, told_to
from data.tables import NotificationKind

# Built once: to build and key a statement anew costs more than SQLite takes to answer it.
HEARD = update(NOTIFICATIONS).where(NOTIFICATIONS.c.id.in_(among("numbers"))).values(is_heard=True)
NEWS = (
    NOTIFICATIONS.c.id,
    NOTIFICATIONS.c.forum_id,
    NOTIFICATIONS.c.kind,
    NOTIFICATIONS.c.post_id,
    NOTIFICATIONS.c.held_at,
    NOTIFICATIONS.c.created_at,
)


class Unheard(NamedTuple):
    """A notification by name that its reader neither read nor heard of."""

    id: int
    forum_id: int
    kind: NotificationKind
    post_id: int | None
    held_at: datetime | None
    created_at: datetime


async def note_heard(session: AsyncSession, numbers: Collection[int]) -> None:
    """Note that their readers heard of notifications, by a DM or by a word after a command.

    Not when: that would say when somebody last used a command.
    """
    await run(session, HEARD, {"numbers": as_json(numbers)})


async def unheard_by(
    session: AsyncSession, discord_id: int, *, besides: Collection[int]
) -> list[Unheard]:
    """Return every notification by name that a Discord user neither read nor heard of.

    `besides`: the numbers of those that only seem to be heard of. A welcome is none to be told of.
    """
    wanted = (
        select(*NEWS)
        .select_from(NOTIFICATIONS.join(IDENTITIES, RECEIVED))
        .where(
            *told_to(discord_id, None),
            NOTIFICATIONS.c.read_at.is_(None),
            or_(NOTIFICATIONS.c.is_heard.is_(False), NOTIFICATIONS.c.id.in_(among("besides"))),
            NOTIFICATIONS.c.kind != NotificationKind.WELCOME,
        )
    )
    found = await run(session, wanted, {"besides": as_json(besides)})
    return [Unheard(*row) for row in found]


async def heard_of(session: AsyncSession, discord_id: int, post_ids: Collection[int]) -> set[int]:
    """Return those posts that a Discord user heard or read of by name, or soon will by a DM."""
    wanted = (
        select(NOTIFICATIONS.c.post_id)
        .select_from(NOTIFICATIONS.join(IDENTITIES, RECEIVED))
        .where(
            *told_to(discord_id, None),
            NOTIFICATIONS.c.post_id.in_(among("posts")),
            or_(
                NOTIFICATIONS.c.is_heard,
                NOTIFICATIONS.c.read_at.is_not(None),
                NOTIFICATIONS.c.held_at.is_not(None),
            ),
        )
    )
    found = await run(session, wanted, {"posts": as_json(post_ids)})
    return {row.post_id for row in found if row.post_id is not None}
