"""`/mod block` and `/mod unblock`: an account, or whoever stands behind an alias.

What is said, and what is asked of Discord, is the same whoever wrote an anonymous post.
"""

from dataclasses import dataclass

import discord
from discord import app_commands

from bot.catalogue import N_
from bot.client import ForumBot
from bot.errors import tell, words_of
from bot.forum import blocking
from bot.forum.cards import find_post
from bot.forum.errors import ForumError
from bot.forum.moderation import REASON_CHARACTERS
from bot.forum.summaries import ForumSummary
from bot.publishing.moderation import (
    blocked_account,
    blocked_alias,
    unblocked_account,
    unblocked_alias,
)
from cogs.interactions import actor_of, forum_of, wait_for
from cogs.mod_group import mod_group
from cogs.options import post_choices

Someone = discord.Member | discord.User

BY_NAME_TOO = "too"
EXTENTS = [
    app_commands.Choice(name=N_("Anonymous posts only"), value="only"),
    app_commands.Choice(name=N_("Also by name; others may notice"), value=BY_NAME_TOO),
]
WHO = N_("Who; or say a post")
WHOSE_POST = N_("Whoever wrote it: its number, a link or its title")


class OneOfTwo(ForumError):
    """Both a member and a post, or neither."""

    message = N_("Say either a member or a post.")


class ForAliasesOnly(ForumError):
    """How far a block reaches is a question only behind an alias."""

    message = N_("A block by account stops both, so leave by-name-too out.")


@dataclass(frozen=True, slots=True)
class Target:
    """Whom the options mean: an account, or whoever stands behind the alias of a post."""

    user_id: int | None
    post_id: int | None
    member: discord.Member | None = None


@dataclass(frozen=True, slots=True)
class Terms:
    """For how long, why, and for an alias whether posts by name are stopped too."""

    hours: int | None
    reason: str
    is_named_too: bool


@app_commands.command(name="block", description=N_("Stop somebody from posting here"))
@app_commands.rename(by_name_too="by-name-too")
@app_commands.describe(
    member=WHO,
    post=WHOSE_POST,
    hours=N_("How long; left out: until you unblock them"),
    reason=N_("What they are told when they try to post"),
    by_name_too=N_("For whoever wrote an anonymous post: what they can't post"),
)
@app_commands.choices(by_name_too=EXTENTS)
async def block(
    interaction: discord.Interaction[ForumBot],
    member: Someone | None = None,
    post: str | None = None,
    hours: app_commands.Range[int, 1, blocking.MOST_HOURS] | None = None,
    reason: app_commands.Range[str, 1, REASON_CHARACTERS] | None = None,
    by_name_too: str | None = None,
) -> None:
    """Block an account, or whoever stands behind an alias."""
    await wait_for(interaction)
    forum = await forum_of(interaction)
    target = await _meant(interaction, forum, member, post)
    terms = Terms(hours, reason or "", is_named_too=by_name_too == BY_NAME_TOO)
    if target.user_id is None:
        said = await _block_alias(interaction, forum, target, terms)
    elif by_name_too is not None:
        raise ForAliasesOnly
    else:
        said = await _block_account(interaction, forum, target, terms)
    await tell(interaction, said)


async def _block_account(
    interaction: discord.Interaction[ForumBot],
    forum: ForumSummary,
    target: Target,
    terms: Terms,
) -> str:
    user_id, bot = target.user_id or 0, interaction.client
    await _refuse_moderators(interaction, forum, target)
    until = await blocking.block_account(
        bot.database,
        forum_id=forum.id,
        user_id=user_id,
        post_id=target.post_id,
        hours=terms.hours,
        reason=terms.reason,
        actor=actor_of(interaction, forum),
        now=bot.now(),
    )
    return blocked_account(user_id, until, words_of(interaction))


async def _block_alias(
    interaction: discord.Interaction[ForumBot],
    forum: ForumSummary,
    target: Target,
    terms: Terms,
) -> str:
    number, bot = target.post_id or 0, interaction.client
    until = await blocking.block_alias(
        bot.database,
        forum_id=forum.id,
        post_id=number,
        hours=terms.hours,
        reason=terms.reason,
        is_named_too=terms.is_named_too,
        actor=actor_of(interaction, forum),
        now=bot.now(),
    )
    words = words_of(interaction)
    return blocked_alias(number, until, words, is_named_too=terms.is_named_too)


@app_commands.command(name="unblock", description=N_("Let somebody post here again"))
@app_commands.describe(member=WHO, post=WHOSE_POST)
async def unblock(
    interaction: discord.Interaction[ForumBot],
    member: Someone | None = None,
    post: str | None = None,
) -> None:
    """Take a block back; the reply doesn't say whether there was one."""
    await wait_for(interaction)
    bot, forum = interaction.client, await forum_of(interaction)
    target = await _meant(interaction, forum, member, post, may_be_gone=True)
    actor, now, words = actor_of(interaction, forum), bot.now(), words_of(interaction)
    if target.user_id is not None:
        await blocking.unblock_account(
            bot.database,
            forum_id=forum.id,
            user_id=target.user_id,
            post_id=target.post_id,
            actor=actor,
            now=now,
        )
        said = unblocked_account(target.user_id, words)
    else:
        number = target.post_id or 0
        await blocking.unblock_alias(
            bot.database, forum_id=forum.id, post_id=number, actor=actor, now=now
        )
        said = unblocked_alias(number, words)
    await tell(interaction, said)


block.autocomplete("post")(post_choices)
unblock.autocomplete("post")(post_choices)


async def _meant(
    interaction: discord.Interaction[ForumBot],
    forum: ForumSummary,
    member: Someone | None,
    post: str | None,
    *,
    may_be_gone: bool = False,
) -> Target:
    """Return whom the options mean. Raises `OneOfTwo`, `NotFound`, `NobodyToBlock`."""
    if member is not None and post is None:
        here = member if isinstance(member, discord.Member) else None
        return Target(member.id, None, here)
    if member is not None or post is None:
        raise OneOfTwo
    database = interaction.client.database
    number = await find_post(database, forum_id=forum.id, reference=post)
    author = await blocking.named_author(
        database, forum_id=forum.id, post_id=number, may_be_gone=may_be_gone
    )
    return Target(author, number)


async def _refuse_moderators(
    interaction: discord.Interaction[ForumBot], forum: ForumSummary, target: Target
) -> None:
    """Refuse to block the account of a moderator or the owner. Raises `Protected`."""
    guild, members = interaction.guild, interaction.client.context.members
    if guild is None:
        return
    member, user_id = target.member, target.user_id or 0
    if target.post_id is not None:
        # Roles may have changed within the day that members are remembered for.
        members.forget(guild.id, user_id)
        member = await members.find(guild, user_id, now=interaction.client.now())
    if member is None:
        return
    channel = guild.get_channel(forum.channel_id)
    may = member.guild_permissions if channel is None else channel.permissions_for(member)
    if may.manage_messages:
        raise blocking.Protected


async def setup(bot: ForumBot) -> None:
    """Add the commands."""
    mod_group(bot).add_command(block)
    mod_group(bot).add_command(unblock)
