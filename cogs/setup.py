"""`/forum setup`: where questions go, what is missing, and what to do next."""

import discord
from discord import app_commands

from bot.catalogue import N_
from bot.client import ForumBot
from bot.errors import reply, words_of
from bot.forum.errors import ForumError
from bot.forum.forums import retry, set_up
from bot.publishing.permissions import Channel, missing
from bot.publishing.setup import is_set_up, not_yet
from cogs.forum_group import forum_group
from cogs.interactions import wait_for
from data.tables import ChannelKind

CHANNEL_NAME = N_("questions")


class QuestionsChannel(app_commands.Transformer):
    """A channel option that offers forum and text channels only: questions can't be media posts."""

    @property
    def type(self) -> discord.AppCommandOptionType:
        """A channel."""
        return discord.AppCommandOptionType.channel

    @property
    def channel_types(self) -> list[discord.ChannelType]:
        """The two kinds that questions can stand in."""
        return [discord.ChannelType.forum, discord.ChannelType.text]

    async def transform(
        self, interaction: discord.Interaction, value: app_commands.AppCommandChannel, /
    ) -> Channel:
        """Return the channel as the server has it. Raises `CannotSeeChannel`."""
        found = interaction.guild.get_channel(value.id) if interaction.guild else None
        if not isinstance(found, discord.ForumChannel | discord.TextChannel):
            raise CannotSeeChannel
        return found


class CannotSeeChannel(ForumError):
    """The channel that was named is hidden from the bot."""

    message = N_(
        "I can't see that channel. Open its settings › Permissions, add my role, and allow "
        "**View Channel**."
    )


class CannotMakeChannel(ForumError):
    """The bot was to make the channel and may not."""

    message = N_(
        "I can't make a channel without **Manage Channels**. Give me that permission in Server "
        "Settings › Roles, or make a forum channel yourself and name it in /forum setup."
    )


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
    place = channel or await _made(guild, words(CHANNEL_NAME))
    lacking = missing(place)
    if lacking:
        await reply(interaction, not_yet(lacking, place, words))
        return
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
    await reply(interaction, is_set_up(place, words))


async def _made(guild: discord.Guild, name: str) -> Channel:
    """Make the questions' channel: a forum channel, or a text channel where Discord refuses one."""
    if not guild.me.guild_permissions.manage_channels:
        raise CannotMakeChannel
    try:
        return await guild.create_forum(name)
    except discord.Forbidden:
        raise CannotMakeChannel from None
    except discord.HTTPException:
        # Some servers have no forum channels; threads under a text channel do as well.
        return await guild.create_text_channel(name)


async def setup(bot: ForumBot) -> None:
    """Add the command."""
    forum_group(bot).add_command(setup_forum)
