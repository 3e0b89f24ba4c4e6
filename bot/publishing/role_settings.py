"""The roles by points on the panel of a forum's settings, and their form."""

from collections.abc import Collection, Sequence

import discord
from discord import ui

from bot.catalogue import N_, Words
from bot.forum.role_settings import RoleSet
from bot.forum.summaries import ForumSummary
from bot.publishing import layout
from bot.publishing.forms import EMPTY, drawn, labelled, text_field
from bot.publishing.roles import Obstacle, obstacles

ROLES = N_("**Roles by points**: given and taken back by themselves, for what is posted by name")
# Said of several roles at once: many of them stand on one list.
WHAT_TO_DO = {
    Obstacle.NO_PERMISSION: N_(
        "⚠️ I can't give {roles}: I lack **Manage Roles**. Open Server Settings › Roles, choose my "
        "role, and allow it."
    ),
    Obstacle.TOO_HIGH: N_(
        "⚠️ I can't give {roles}: my own role must stand above. Open Server Settings › Roles and "
        "drag it there."
    ),
    Obstacle.DELETED: N_(
        "⚠️ A role on this list was deleted in Discord. It leaves with the next change."
    ),
    Obstacle.POWERFUL: N_(
        "⚠️ I don't give {roles}: it carries permissions of moderators, and points can be "
        "gathered by anybody."
    ),
    Obstacle.NEVER: N_("⚠️ I can't give {roles}: Discord or another app gives it."),
}


def roles_section(
    forum: ForumSummary, guild: discord.Guild | None, words: Words
) -> list[ui.Item[ui.LayoutView]]:
    """Return which roles are given from how many points on, and what keeps the bot from it."""
    lines = [
        words("- {role} from {points} points", role=named(role_id, guild), points=points)
        for points, role_id in forum.roles
    ]
    said = [words(ROLES), *(lines or [words("None yet.")])]
    said += role_troubles(forum, guild, words)
    button = layout.button(words("Change roles"), f"roles:{forum.id}")
    return [layout.text("\n".join(said)), layout.row(button)]


def role_troubles(forum: ForumSummary, guild: discord.Guild | None, words: Words) -> list[str]:
    """Return what keeps the bot from giving roles, a line for each reason, and what to do."""
    found = {} if guild is None else obstacles(guild, forum.roles)
    lines = []
    for why, said in WHAT_TO_DO.items():
        hindered = [role_id for role_id, each in found.items() if each is why]
        if hindered:
            lines.append(words(said, roles=_listed(hindered)))
    return lines


def named(role_id: int, guild: discord.Guild | None) -> str:
    """Return a role as a mention, which pings nobody; one that was deleted by its number."""
    is_gone = guild is not None and guild.get_role(role_id) is None
    return f"`{role_id}`" if is_gone else f"<@&{role_id}>"


def _listed(role_ids: Collection[int]) -> str:
    return ", ".join(f"<@&{role_id}>" for role_id in role_ids)


def roles_form(forum: ForumSummary, words: Words) -> ui.Modal:
    """Return the form that gives a role from so many points on, or takes one off the list."""
    role: ui.RoleSelect[ui.Modal] = ui.RoleSelect(custom_id="role", required=True)
    fields: list[ui.Item[ui.Modal]] = [
        labelled(
            words("Role"),
            role,
            words("Who has fewer points loses it, also where it was given by hand."),
        ),
        text_field(
            words("From how many points on?"),
            "points",
            bounds=(0, 8),
            shown=EMPTY,
            placeholder="500",
            description=words("Leave empty to take the role off the list."),
        ),
    ]
    return drawn(words("Roles by points"), f"roles:{forum.id}", fields, EMPTY)


def saved(done: RoleSet, role_id: int, troubles: Sequence[str], words: Words) -> str:
    """Return the reply to a change of the list, with what keeps the bot from giving roles."""
    role = f"<@&{role_id}>"
    if done.points is None:
        said = words("{role} is off the list. Who has it keeps it.", role=role)
    else:
        said = words(
            "Saved: {role} from {points} points. I look through all members now, a hundred at a "
            "time.",
            role=role,
            points=done.points,
        )
    return "\n".join([said, *troubles])
