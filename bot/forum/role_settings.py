"""Which roles a forum gives by points: put on its list, given other points, taken off."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from bot.forum.forum_settings import log_settings
from bot.forum.roles import check_roles
from bot.forum.settings_errors import BadPoints, NotOnTheList, TooManyRoles
from bot.forum.summaries import Actor
from data.database import Database
from data.forums import get_forum, update_forum

MOST_ROLES = 20
# Six digits and a sign, as titles have: nobody has more points.
POINTS = re.compile(r"[-−+]?[0-9]{1,7}")


@dataclass(frozen=True, slots=True)
class RoleSet:
    """From how many points on a role is given now; None when it is off the list."""

    points: int | None


async def set_role(
    database: Database,
    *,
    forum_id: int,
    role_id: int,
    points: str,
    actor: Actor,
    now: datetime,
    gone: Collection[int] = (),
) -> RoleSet:
    """Give a role from so many points on, as they were typed; empty takes it off the list.

    Everybody is looked at after that, in the background. Whether the role can be given at all is
    the caller's to know; roles that are `gone` from the server leave the list. Raises `BadPoints`,
    `NotOnTheList`, `TooManyRoles`.
    """
    typed = points.strip()
    if typed and not POINTS.fullmatch(typed):
        raise BadPoints(points=typed[:20])
    least = int(typed.replace("−", "-")) if typed else None
    async with database.write() as session:
        forum = await get_forum(session, forum_id)
        before = [(points, role) for points, role in forum.roles_by_points]
        if least is None and role_id not in {role for _, role in before}:
            raise NotOnTheList
        others = [each for each in before if each[1] != role_id and each[1] not in gone]
        after = sorted([*others, *([] if least is None else [(least, role_id)])])
        if len(after) > MOST_ROLES:
            raise TooManyRoles(limit=MOST_ROLES)
        if after != before:
            await update_forum(session, forum_id, roles_by_points=after)
            detail = f"roles_by_points: {len(before)} -> {len(after)}"
            await log_settings(session, forum, detail, actor, now)
            await check_roles(session, forum_id, now)
    return RoleSet(least)
