"""`/forum setup`: where questions go, what is missing, and what to do next."""

import discord
from discord import app_commands

from bot.catalogue import N_
from bot.client import ForumBot
from bot.errors import reply, tell, words_of
from bot.forum.forums import find, set_up
from bot.forum.health import retry
from bot.publishing.channels import make_channel
from bot.publishing.permissions import Channel, missing, missing_for_tags, missing_to_make
from bot.publishing.setup import is_set_up, not_yet
from cogs.channel_options import QuestionsChannel
from cogs.forum_group import forum_group
from cogs.interactions import wait_for
from data.tables import ChannelKind

CHANNEL_NAME = N_("questions")


@app_commands.command(
    name="setup", description=N_("Choose where questions go; I make a channel if you don't")
)
@app_commands.describe(channel=N_("A forum or text channel; leave out and I make one"))
async def setup_forum(
    interaction: discord.Interaction[ForumBot],
    channel: app_commands.Transform[Channel, QuestionsChannel] | None = None,
) -> None:
    """Set the forum up, unless something that it can't do without is missing."""
    guild = interaction.guild
    if guild is None:
        raise app_commands.NoPrivateMessage
    await wait_for(interaction)
    bot, words = interaction.client, words_of(interaction)
    place = channel or await _present(bot, guild)
    if place is None:
        lacking = missing_to_make(guild)
        if lacking:
            # A channel that is made now would be of no use, and there again at the next try.
            await reply(interaction, not_yet(lacking, None, words))
            return
        place = await make_channel(guild, words(CHANNEL_NAME))
    lacking = missing(place)
    if lacking:
        await reply(interaction, not_yet(lacking + missing_for_tags(place), place, words))
        return
    await _use(bot, guild, place)
    await tell(interaction, is_set_up(place, words))


async def _present(bot: ForumBot, guild: discord.Guild) -> Channel | None:
    """Return the channel that the forum has already, unless it is gone."""
    forum = await find(bot.database, guild.id)
    channel = guild.get_channel(forum.channel_id) if forum else None
    return channel if isinstance(channel, discord.ForumChannel | discord.TextChannel) else None


async def _use(bot: ForumBot, guild: discord.Guild, place: Channel) -> None:
    is_forum = isinstance(place, discord.ForumChannel)
    forum = await set_up(
        bot.database,
        guild_id=guild.id,
        channel_id=place.id,
        channel_kind=ChannelKind.FORUM if is_forum else ChannelKind.TEXT,
        name=guild.name,
        locale=bot.settings.locale,
        now=bot.now(),
    )
    # What failed for want of a channel or a permission can succeed now.
    await retry(bot.database, forum.id, bot.now())
    bot.outbox.kick()


async def setup(bot: ForumBot) -> None:
    """Add the command."""
    forum_group(bot).add_command(setup_forum)
