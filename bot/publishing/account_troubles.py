"""Turns of a server's members that had trouble: counted, and tried again, and never whose."""

import discord

from bot.forum.anonymous.turns import TurnTrouble, troubles_of_turns
from bot.publishing.context import Context


async def troubles_in(context: Context, guild: discord.Guild | None) -> list[TurnTrouble]:
    """Return the turns that had trouble of those accounts that Discord names as members.

    Whoever is known to the forum by name alone, or anonymously alone, is a member all the same:
    that somebody is among them says nothing of what they wrote.
    """
    found = await troubles_of_turns(context.database)
    if guild is None or not found:
        return []
    now, user_ids = context.clock(), list({each.user_id for each in found})
    await context.members.ask_ahead(guild, user_ids, now=now)
    return [each for each in found if context.members.knows(guild, each.user_id, now=now)]
