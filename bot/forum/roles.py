"""Roles in Discord by points: who has earned which, and when that is to be looked at.

A change of points that crosses a threshold writes a delivery for that member in its transaction;
so does each post by name, which finds who came back to the server. Only those who posted by name
earn roles: a role for somebody who only votes would show everybody that they do.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from data.deliveries import enqueue_once
from data.roles import Standing, standings_of
from data.tables import DeliveryKind, Forum

Roles = Sequence[tuple[int, int]]
"""From how many points on, and which role; the fewest points first."""

MOST_AT_ONCE = 100
"""Discord names so many members in one answer."""
# Between two parts, so that a large forum's members don't crowd out what people wait for.
PART_SECONDS = 5


def earned(points: int, roles: Roles) -> frozenset[int]:
    """Return the roles that somebody with so many points has earned, also the lower ones."""
    return frozenset(role for least, role in roles if points >= least)


async def note_points(
    session: AsyncSession,
    forum: Forum,
    before: Mapping[int, Standing],
    member_ids: Collection[int],
    now: datetime,
) -> None:
    """Have the roles of those looked at who crossed a threshold or have one more post by name."""
    if not has_roles(forum):
        return
    for member_id, after in (await standings_of(session, member_ids)).items():
        was = before.get(member_id, Standing(0, 0))
        crossed = earned(was.points, forum.roles_by_points) != earned(
            after.points, forum.roles_by_points
        )
        if crossed or after.posts > was.posts:
            await set_roles(session, forum.id or 0, member_id, now)


def has_roles(forum: Forum) -> bool:
    """Tell whether a forum gives roles by points, in a server that it has."""
    return bool(forum.roles_by_points) and forum.guild_id is not None


async def set_roles(session: AsyncSession, forum_id: int, member_id: int, now: datetime) -> None:
    """Have a member's roles made those that they have earned."""
    await enqueue_once(
        session,
        DeliveryKind.SET_ROLES,
        lane=f"roles:{member_id}",
        key=f"roles:{member_id}",
        now=now,
        forum_id=forum_id,
        payload={"member": member_id},
    )


async def check_roles(
    session: AsyncSession,
    forum_id: int,
    now: datetime,
    *,
    after: int = 0,
    wait: timedelta = timedelta(),
    is_blocked: bool = False,
) -> None:
    """Have the roles of all members looked at, part by part: those after a number come next.

    `is_blocked`: not before the bot may give all that are listed, and `/forum health` says so.
    """
    place = f"roles of {forum_id}"
    # In a lane of its own: what is blocked must not hold up what can be done.
    lane = f"{place}, blocked" if is_blocked else place
    await enqueue_once(
        session,
        DeliveryKind.CHECK_ROLES,
        lane=lane,
        key=f"{lane}:{after}",
        now=now,
        due_at=now + wait,
        forum_id=forum_id,
        payload={"forum": forum_id, "after": after} | ({"blocked": 1} if is_blocked else {}),
    )
