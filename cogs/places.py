"""Where somebody acts on a post: in its server, or from their direct messages."""

import asyncio
from dataclasses import dataclass

import discord

from bot.forum.cards import forum_of_post
from bot.forum.place_errors import MutedThere, NotThere
from bot.forum.summaries import Actor, ForumSummary
from bot.publishing.membership import sees
from cogs.interactions import actor_of, client_of, forum_of

# A form must be the first answer, within three seconds.
LONGEST_LOOK_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Place:
    """A forum, its server, and who acts there."""

    forum: ForumSummary
    actor: Actor
    guild: discord.Guild | None


async def place_of(
    interaction: discord.Interaction, post_id: int, *, writes: bool = False
) -> Place:
    """Return the server that an interaction came from; in a DM that of a post.

    There Discord must say that they are still in it and see the channel, and, when they write,
    may do so this very moment. Nobody moderates from a DM. Raises `NoForum`, `NotFound`,
    `NotThere`, `MutedThere`.
    """
    if interaction.guild_id is not None:
        forum = await forum_of(interaction)
        return Place(forum, actor_of(interaction, forum), interaction.guild)
    forum = await forum_of_post(client_of(interaction).database, post_id=post_id)
    guild = client_of(interaction).get_guild(forum.guild_id)
    if guild is None:
        raise NotThere
    async with asyncio.timeout(LONGEST_LOOK_SECONDS):
        member = await _member(interaction, guild, is_fresh=writes)
    if not sees(member, guild, [forum.channel_id]):
        raise NotThere
    if writes and (member.pending or member.is_timed_out()):
        raise MutedThere
    return Place(forum, Actor(member.id, member.display_name), guild)


async def _member(
    interaction: discord.Interaction, guild: discord.Guild, *, is_fresh: bool
) -> discord.Member:
    bot = client_of(interaction)
    if is_fresh:
        bot.context.members.forget(guild.id, interaction.user.id)
    member = await bot.context.members.find(guild, interaction.user.id, now=bot.now())
    if member is None:
        raise NotThere
    return member
