"""Roles by points in Discord: giving and withdrawing them, and what keeps the bot from it."""

from collections.abc import Collection, Sequence
from datetime import timedelta
from enum import StrEnum

import discord
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.catalogue import N_, words_for
from bot.forum.roles import (
    MOST_AT_ONCE,
    PART_SECONDS,
    Roles,
    check_roles,
    earned,
    has_roles,
    set_roles,
)
from bot.publishing.context import Context, NotAllowed, Record
from bot.publishing.membership import GONE, ServerAway
from data.forums import get_forum
from data.roles import Earner, earner, earners_after
from data.tables import Delivery, Forum

UNKNOWN_ROLE = 10011  # Discord's code
# Who reads the server's audit log learns no more than from the settings.
REASON = N_("Roles by points, as chosen in /forum settings")


class Obstacle(StrEnum):
    """Why the bot does not give a role."""

    DELETED = "deleted"
    NEVER = "never"  # everybody has it, or Discord or another app gives it
    POWERFUL = "powerful"
    NO_PERMISSION = "no permission"
    TOO_HIGH = "too high"


MENDABLE = frozenset({Obstacle.NO_PERMISSION, Obstacle.TOO_HIGH})
"""What somebody mends in the server's settings, after which the bot goes on by itself."""


def obstacle(guild: discord.Guild, role_id: int) -> Obstacle | None:
    """Return what keeps the bot from giving and withdrawing a role; None when it can.

    A role with moderators' permissions is never given: anybody can gather points.
    """
    role = guild.get_role(role_id)
    if role is None:
        return Obstacle.DELETED
    if role.is_default() or role.managed:
        return Obstacle.NEVER
    if role.permissions.value & discord.Permissions.elevated().value:
        return Obstacle.POWERFUL
    if not guild.me.guild_permissions.manage_roles:
        return Obstacle.NO_PERMISSION
    return None if role < guild.me.top_role else Obstacle.TOO_HIGH


def obstacles(guild: discord.Guild, roles: Roles) -> dict[int, Obstacle]:
    """Return the roles of a list that the bot can't give, and why."""
    found = {role_id: obstacle(guild, role_id) for _, role_id in roles}
    return {role_id: each for role_id, each in found.items() if each is not None}


async def set_for_one(context: Context, delivery: Delivery) -> Record | None:
    """Make a member's roles those that they have earned; twice changes nothing.

    Only roles that the settings list are touched. Who is not in the server has none.
    """
    async with context.database.read() as session:
        person = await earner(session, delivery.payload["member"])
        forum = await get_forum(session, delivery.forum_id or 0)
    guild = _guild_of(context, forum)
    if person is None or guild is None:
        return None
    # Roles may have changed within the day that members are remembered for.
    context.members.forget(guild.id, person.discord_id)
    member = await context.members.find(guild, person.discord_id, now=context.clock())
    if member is None:
        return None
    hindered = obstacles(guild, forum.roles_by_points)
    changes = _changes(member, person, forum.roles_by_points)
    try:
        for role_id in changes - hindered.keys():
            await _change(member, role_id, forum)
    except discord.NotFound as error:
        if error.code not in GONE:
            raise
    finally:
        context.members.forget(guild.id, person.discord_id)
    is_blocked = any(hindered.get(role_id) in MENDABLE for role_id in changes)
    return _once_mended(context, forum.id or 0) if is_blocked else None


async def check_all(context: Context, delivery: Delivery) -> Record | None:
    """Look at the roles of a part of a forum's members, and have what differs set.

    One that is `blocked` waits until nothing keeps the bot from giving roles any more. Raises
    `NotAllowed`.
    """
    forum_id, after = delivery.payload["forum"], delivery.payload["after"]
    async with context.database.read() as session:
        forum = await get_forum(session, forum_id)
        people = await earners_after(session, forum_id, after, limit=MOST_AT_ONCE)
    guild = _guild_of(context, forum)
    if guild is None:
        return None
    roles = forum.roles_by_points
    hindered = obstacles(guild, roles)
    is_blocked = any(each in MENDABLE for each in hindered.values())
    if is_blocked and delivery.payload.get("blocked"):
        raise NotAllowed
    possible = [each for each in roles if each[1] not in hindered]
    differing = await _differing(guild, people, possible) if possible else []

    async def record(session: AsyncSession) -> None:
        now = context.clock()
        for member_id in differing:
            await set_roles(session, forum_id, member_id, now)
        if len(people) == MOST_AT_ONCE and possible:
            wait, last = timedelta(seconds=PART_SECONDS), people[-1].member_id
            await check_roles(session, forum_id, now, after=last, wait=wait)
        if is_blocked and not after:
            await check_roles(session, forum_id, now, is_blocked=True)

    return record


def _guild_of(context: Context, forum: Forum) -> discord.Guild | None:
    """Return the server where a forum gives roles; None when it doesn't.

    Raises `ServerAway`.
    """
    guild = context.client.get_guild(forum.guild_id or 0) if has_roles(forum) else None
    if guild is not None and guild.unavailable:
        raise ServerAway
    return guild


def _changes(member: discord.Member, person: Earner, roles: Roles) -> frozenset[int]:
    """Return the listed roles that a member lacks though earned, or has though not."""
    listed = {role_id for _, role_id in roles}
    has = {role.id for role in member.roles} & listed
    return earned(person.points, roles) ^ has


async def _change(member: discord.Member, role_id: int, forum: Forum) -> None:
    """Give a role, or take it away where the member has it; each is harmless when it is so."""
    reason = words_for(forum.locale)(REASON)
    role = discord.Object(role_id)
    try:
        if member.get_role(role_id) is None:
            await member.add_roles(role, reason=reason)
        else:
            await member.remove_roles(role, reason=reason)
    except discord.NotFound as error:
        if error.code != UNKNOWN_ROLE:
            raise


async def _differing(
    guild: discord.Guild, people: Sequence[Earner], roles: Roles
) -> Collection[int]:
    """Return those members, by number, who are there and whose roles are not as they earned."""
    if not people:
        return []
    by_id = {each.discord_id: each for each in people}
    found = await guild.query_members(user_ids=[*by_id], limit=MOST_AT_ONCE, cache=False)
    return [
        by_id[member.id].member_id
        for member in found
        if member.id in by_id and _changes(member, by_id[member.id], roles)
    ]


def _once_mended(context: Context, forum_id: int) -> Record:
    """Return what has everybody looked at once the bot may give all roles."""

    async def record(session: AsyncSession) -> None:
        await check_roles(session, forum_id, context.clock(), is_blocked=True)

    return record
