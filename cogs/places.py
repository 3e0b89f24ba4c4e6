"""Where somebody acts on a post: in its server, or from their direct messages."""

import asyncio
from dataclasses import dataclass

import discord

from bot.forum.cards import forum_of_post
from bot.forum.errors import NoForum
from bot.forum.place_errors import MutedThere, NotThere
from bot.forum.summaries import Actor, ForumSummary
from bot.publishing.membership import sees
from cogs.interactions import actor_of, client_of, forum_of, may_moderate
from cogs.members import LONGEST_LOOK_SECONDS, is_known_in, member_in


@dataclass(frozen=True, slots=True)
class Place:
    """A forum, its server, and who acts there."""

    forum: ForumSummary
    actor: Actor
    guild: discord.Guild | None


async def place_here(interaction: discord.Interaction) -> Place:
    """Return the server that an interaction came from. Raises `NoForum`, `NoServer`."""
    forum = await forum_of(interaction)
    return Place(forum, actor_of(interaction, forum), interaction.guild)


async def place_of(
    interaction: discord.Interaction, post_id: int, *, writes: bool = False
) -> Place:
    """Return the server that an interaction came from; where it has no forum, that of a post.

    So it is in DMs, and where somebody looks at all that they follow in a server without a forum.
    Discord must say then that they are still in the post's server and see the channel, and, when
    they write, may do so this very moment. Who moderates there does so from here, too.
    Raises `NotFound`, `NotThere`, `MutedThere`, `ServerAway`.
    """
    try:
        return await place_here(interaction)
    except NoForum:
        forum = await forum_of_post(client_of(interaction).database, post_id=post_id)
    guild = client_of(interaction).get_guild(forum.guild_id)
    if guild is None:
        raise NotThere
    async with asyncio.timeout(LONGEST_LOOK_SECONDS):
        member = await _member(interaction, guild, forum, is_fresh=writes)
    if writes and (member.pending or member.is_timed_out()):
        raise MutedThere
    is_moderator = may_moderate(member, forum)
    return Place(forum, Actor(member.id, member.display_name, is_moderator=is_moderator), guild)


async def _member(
    interaction: discord.Interaction,
    guild: discord.Guild,
    forum: ForumSummary,
    *,
    is_fresh: bool,
) -> discord.Member:
    """Return who acts, as a member who sees the channel. Raises `NotThere`, `ServerAway`."""
    bot, user_id = client_of(interaction), interaction.user.id
    members = bot.context.members
    places = [forum.channel_id]
    members.doubt(guild, user_id, places, now=bot.now())
    if is_fresh:
        members.forget(guild.id, user_id)
    is_known = is_known_in(interaction, guild)
    member = await member_in(interaction, guild)
    if is_known and member is not None and may_moderate(member, forum):
        # Roles may have changed within the day that members are remembered for.
        members.forget(guild.id, user_id)
        member = await member_in(interaction, guild)
    if member is None or not sees(member, guild, places):
        raise NotThere
    return member
