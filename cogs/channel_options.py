"""Channel options that offer only what fits, and say so when the bot can't see what was named."""

from typing import ClassVar

import discord
from discord import app_commands

from bot.catalogue import N_
from bot.forum.errors import ForumError
from bot.publishing.permissions import Channel


class CannotSeeChannel(ForumError):
    """The channel that was named is hidden from the bot."""

    message = N_(
        "I can't see that channel. Open its settings › Permissions, add my role, and allow "
        "**View Channel**."
    )


class SeenChannel(app_commands.Transformer):
    """A channel option; a subclass names the kinds that it offers."""

    kinds: ClassVar[tuple[discord.ChannelType, ...]] = (discord.ChannelType.text,)

    @property
    def type(self) -> discord.AppCommandOptionType:
        """A channel."""
        return discord.AppCommandOptionType.channel

    @property
    def channel_types(self) -> list[discord.ChannelType]:
        """The kinds that Discord offers."""
        return list(self.kinds)

    async def transform(
        self, interaction: discord.Interaction, value: app_commands.AppCommandChannel, /
    ) -> Channel:
        """Return the channel as the server has it. Raises `CannotSeeChannel`."""
        found = interaction.guild.get_channel(value.id) if interaction.guild else None
        if not isinstance(found, discord.ForumChannel | discord.TextChannel):
            raise CannotSeeChannel
        return found


class QuestionsChannel(SeenChannel):
    """Where questions can stand: they can't be media posts."""

    kinds = (discord.ChannelType.forum, discord.ChannelType.text)


class WelcomeChannel(SeenChannel):
    """Where a message can be posted; a forum channel takes none."""

    kinds = (discord.ChannelType.text, discord.ChannelType.news)
