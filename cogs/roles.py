"""**Change roles** on the panel of `/forum settings`: one form for a role and its points."""

import discord

from bot.client import ForumBot
from bot.errors import tell, words_of
from bot.forum.role_settings import set_role
from bot.forum.settings_errors import (
    RoleGivenByOthers,
    RoleGone,
    RoleNotBelowYours,
    RoleOfModerators,
)
from bot.publishing.role_settings import role_troubles, roles_form, saved
from bot.publishing.roles import Obstacle, obstacle
from bot.submissions import Submitted
from cogs.buttons import NumberedButton
from cogs.interactions import actor_of, client_of, forum_of, manages_server, reports_errors

REFUSALS = {
    Obstacle.DELETED: RoleGone,
    Obstacle.NEVER: RoleGivenByOthers,
    Obstacle.POWERFUL: RoleOfModerators,
}


class ChangeRoles(NumberedButton, template=r"roles:(?P<number>\d+)"):
    """**Change roles**."""

    action = "roles"

    @reports_errors
    async def callback(self, interaction: discord.Interaction) -> None:
        """Open the form."""
        manages_server(interaction)
        forum = await forum_of(interaction)
        await interaction.response.send_modal(roles_form(forum, words_of(interaction)))


async def receive(interaction: discord.Interaction, submitted: Submitted) -> None:
    """Save from how many points on a role is given."""
    manages_server(interaction)
    bot, forum, words = client_of(interaction), await forum_of(interaction), words_of(interaction)
    chosen = submitted.form.choices.get("role", [])
    role_id = int(chosen[0]) if chosen and chosen[0].isdecimal() else 0
    if submitted.text("points").strip():
        _refuse(interaction, role_id)
    guild = interaction.guild
    there = {role.id for role in guild.roles} if guild else set()
    done = await set_role(
        bot.database,
        forum_id=forum.id,
        role_id=role_id,
        points=submitted.text("points"),
        gone={role for _, role in forum.roles} - there,
        actor=actor_of(interaction, forum),
        now=bot.now(),
    )
    bot.outbox.kick()
    troubles = role_troubles(await forum_of(interaction), guild, words)
    await tell(interaction, saved(done, role_id, troubles, words))


def _refuse(interaction: discord.Interaction, role_id: int) -> None:
    """Refuse a role that the bot gives to nobody, or that whoever chooses it may not give.

    Without that, who manages the server could have the bot give a role that is above their own.
    Raises `RoleGone`, `RoleGivenByOthers`, `RoleOfModerators`, `RoleNotBelowYours`.
    """
    guild, user = interaction.guild, interaction.user
    role = None if guild is None else guild.get_role(role_id)
    if guild is None or role is None or not isinstance(user, discord.Member):
        raise RoleGone
    refusal = REFUSALS.get(obstacle(guild, role_id) or Obstacle.TOO_HIGH)
    if refusal is not None:
        raise refusal(role=role.name)
    is_owner = user.id == guild.owner_id
    if not is_owner and not (interaction.permissions.manage_roles and role < user.top_role):
        raise RoleNotBelowYours(role=role.name)


async def setup(bot: ForumBot) -> None:
    """Add the button and the form."""
    bot.add_dynamic_items(ChangeRoles)
    bot.forms.register("roles", receive)
