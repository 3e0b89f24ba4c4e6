"""Who uses the bot, as a member of some server: Discord is asked, which may fail."""

import discord

from bot.errors import UNSENT
from bot.publishing.membership import ServerAway
from cogs.interactions import client_of

# A form must be the first answer, within three seconds.
LONGEST_LOOK_SECONDS = 2.0
# Discord's codes where the bot itself is no more: an unknown server, and no access to it.
BOT_IS_NOT_THERE = {10004, 50001}


async def member_in(
    interaction: discord.Interaction, guild: discord.Guild
) -> discord.Member | None:
    """Return who uses the bot, as a member of a server; None where they or the bot are not there.

    Their roles are at most a day old. Raises `ServerAway` when Discord doesn't say.
    """
    bot, user_id = client_of(interaction), interaction.user.id
    members = bot.context.members
    met = members.met(guild, user_id, now=bot.now())
    if met is not None:
        return met
    try:
        return await members.find(guild, user_id, now=bot.now())
    except UNSENT as error:
        if getattr(error, "code", 0) not in BOT_IS_NOT_THERE:
            raise ServerAway from error
        members.miss(guild, user_id, now=bot.now())
        return None


def is_known_in(interaction: discord.Interaction, guild: discord.Guild) -> bool:
    """Tell whether `member_in` finds them without asking Discord."""
    bot, user_id = client_of(interaction), interaction.user.id
    return bot.context.members.remembered(guild, user_id, now=bot.now()) is not None
