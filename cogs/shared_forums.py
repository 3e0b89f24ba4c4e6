"""The forums that a command covers: a server's own, in direct messages all that somebody shares."""

import asyncio

import discord

from bot.forum.errors import NoForum
from bot.forum.forums import all_of, where_known
from bot.forum.place_errors import NoSharedForum
from bot.forum.summaries import ForumSummary
from bot.publishing.membership import ServerAway, sees
from cogs.interactions import client_of, forum_of
from cogs.places import LONGEST_LOOK_SECONDS

MOST_COVERED = 20
"""Forums; so many servers are asked about at once."""

Near = tuple[ForumSummary, discord.Guild]


async def forums_here(interaction: discord.Interaction) -> tuple[ForumSummary, ...]:
    """Return the forum of the server that an interaction came from; in DMs all that are shared.

    Shared is a forum whose server both are in and whose channel the person may view, as Discord
    says or said within the day. Servers with an outage are left out, and of very many
    shared forums all but `MOST_COVERED`. One there is at least.
    Raises `NoForum`, `NoSharedForum`; `ServerAway` where it may be an outage that there is none.
    """
    if interaction.guild_id is not None:
        return (await forum_of(interaction),)
    near = await _near(interaction)
    there = await _likeliest(interaction, [each for each in near if _may_be(interaction, each[1])])
    async with asyncio.timeout(LONGEST_LOOK_SECONDS):
        are_seen = await asyncio.gather(*(_is_seen(interaction, *each) for each in there))
    shared = [forum for (forum, _), is_seen in zip(there, are_seen, strict=True) if is_seen]
    if shared:
        return tuple(sorted(shared, key=lambda each: each.id))
    raise ServerAway if any(guild.unavailable for _, guild in near) else NoSharedForum


async def forums_known_here(interaction: discord.Interaction) -> tuple[ForumSummary, ...]:
    """Return what `forums_here` does as far as it is known without asking Discord; maybe none.

    An autocomplete asks this at each keystroke.
    """
    if interaction.guild_id is not None:
        try:
            return (await forum_of(interaction),)
        except NoForum:
            return ()
    return tuple(
        [
            forum
            for forum, guild in await _near(interaction)
            if _is_known(interaction, guild) and await _is_seen(interaction, forum, guild)
        ][:MOST_COVERED]
    )


async def _near(interaction: discord.Interaction) -> list[Near]:
    """Return the forums whose servers the bot is in."""
    bot = client_of(interaction)
    found = ((forum, bot.get_guild(forum.guild_id)) for forum in await all_of(bot.database))
    return [(forum, guild) for forum, guild in found if guild is not None]


def _may_be(interaction: discord.Interaction, guild: discord.Guild) -> bool:
    """Tell whether Discord is to be asked about a server; not about the same at each page."""
    bot = client_of(interaction)
    is_missed = bot.context.members.missed(guild, interaction.user.id, now=bot.now())
    return not (guild.unavailable or is_missed)


def _is_known(interaction: discord.Interaction, guild: discord.Guild) -> bool:
    bot = client_of(interaction)
    return bot.context.members.knows(guild, interaction.user.id, now=bot.now())


async def _likeliest(interaction: discord.Interaction, near: list[Near]) -> list[Near]:
    """Return as many as may be covered: of very many those where somebody is known to be."""
    if len(near) <= MOST_COVERED:
        return near
    known = await where_known(client_of(interaction).database, discord_id=interaction.user.id)
    first = [each for each in near if each[0].id in known or _is_known(interaction, each[1])]
    return [*first, *(each for each in near if each not in first)][:MOST_COVERED]


async def _is_seen(
    interaction: discord.Interaction, forum: ForumSummary, guild: discord.Guild
) -> bool:
    """Tell whether somebody is in a server and sees its forum there."""
    bot = client_of(interaction)
    member = await bot.context.members.find(guild, interaction.user.id, now=bot.now())
    try:
        return member is not None and sees(member, guild, [forum.channel_id])
    except ServerAway:
        # An outage began meanwhile.
        return False
