"""The welcome message: `/forum post-welcome`, and its button after `/forum setup`."""

import discord
from discord import app_commands

from bot.catalogue import N_, words_for
from bot.client import ForumBot
from bot.errors import tell, words_of
from bot.forum.errors import ForumError
from bot.publishing.permissions import Channel
from bot.publishing.setup import welcome
from bot.transport import UNSURE
from cogs.buttons import NumberedButton
from cogs.channel_options import WelcomeChannel
from cogs.forum_group import forum_group
from cogs.interactions import forum_of, manages_server, reports_errors, wait_for


class CannotWriteThere(ForumError):
    """The welcome can't be posted in a channel."""

    message = N_(
        "I can't write in {channel}. Allow me **View Channel** and **Send Messages** there, "
        "or name a text channel with /forum post-welcome."
    )


@app_commands.command(
    name="post-welcome", description=N_("Post the message that invites people to ask")
)
@app_commands.describe(channel=N_("Where to post it; leave out for this channel"))
async def post_welcome(
    interaction: discord.Interaction[ForumBot],
    channel: app_commands.Transform[Channel, WelcomeChannel] | None = None,
) -> None:
    """Post the welcome message."""
    await wait_for(interaction)
    await _post(interaction, channel or interaction.channel)


class PostWelcome(NumberedButton, template=r"welcome:(?P<number>\d+)"):
    """**Post the welcome here**."""

    action = "welcome"

    @reports_errors
    async def callback(self, interaction: discord.Interaction) -> None:
        """Post the welcome message in this channel."""
        manages_server(interaction)
        await wait_for(interaction)
        await _post(interaction, interaction.channel)


async def _post(interaction: discord.Interaction, channel: object) -> None:
    forum = await forum_of(interaction)
    guild = interaction.guild
    if not isinstance(channel, discord.TextChannel | discord.Thread) or guild is None:
        raise CannotWriteThere(channel=getattr(channel, "mention", "#"))
    may = channel.permissions_for(guild.me)
    is_thread = isinstance(channel, discord.Thread)
    may_send = may.send_messages_in_threads if is_thread else may.send_messages
    if not (may.view_channel and may_send):
        raise CannotWriteThere(channel=channel.mention)
    view = welcome(guild.name, words_for(forum.locale))
    message = await _send_once(channel, view, str(interaction.id))
    words = words_of(interaction)
    said = words("The welcome is posted: {url}", url=message.jump_url)
    await tell(interaction, said)


async def _send_once(
    channel: discord.TextChannel | discord.Thread, view: discord.ui.LayoutView, nonce: str
) -> discord.Message:
    try:
        return await channel.send(view=view, nonce=nonce)
    except UNSURE:
        # If it was posted after all, Discord gives that message back for the same nonce.
        return await channel.send(view=view, nonce=nonce)


async def setup(bot: ForumBot) -> None:
    """Add the command and the button."""
    forum_group(bot).add_command(post_welcome)
    bot.add_dynamic_items(PostWelcome)
