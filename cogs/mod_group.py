"""The `/mod` commands' common root, and who moderates."""

import discord
from discord import app_commands

from bot.catalogue import N_
from bot.client import ForumBot
from bot.tree import CheckedGroup
from cogs.groups import group
from cogs.interactions import actor_of, forum_of
from cogs.places import Place, place_of


class ModGroup(CheckedGroup):
    """`/mod`: for whom Discord lets use it, but for those who only look after another channel."""

    async def check(self, interaction: discord.Interaction) -> None:
        """Refuse those whom Discord took for moderators because of the channel they type in.

        Raises `MissingPermissions`, and what `forum_of` raises.
        """
        is_one = actor_of(interaction, await forum_of(interaction)).is_moderator
        # Whom the server's settings give the command to has no such permission anywhere.
        if not is_one and interaction.permissions.manage_messages:
            raise app_commands.MissingPermissions(["manage_messages"])


def mod_group(bot: ForumBot) -> app_commands.Group:
    """Return this bot's `/mod`."""
    needs = discord.Permissions(manage_messages=True)
    return group(bot, "mod", N_("Keep the forum a good place"), needs, ModGroup)


async def moderated(interaction: discord.Interaction, post_id: int) -> Place:
    """Return where a post is moderated, for moderators only: buttons know no default permissions.

    Raises `MissingPermissions`, and what `place_of` raises.
    """
    place = await place_of(interaction, post_id, writes=True)
    if not place.actor.is_moderator:
        raise app_commands.MissingPermissions(["manage_messages"])
    return place
