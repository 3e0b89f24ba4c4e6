"""`/forum health`: deliveries that wait or failed, and what to do."""

import discord
from discord import app_commands

from bot.catalogue import N_
from bot.client import ForumBot
from bot.errors import reply, tell, words_of
from bot.forum.health import forget_failed, health, retry
from bot.publishing.account_troubles import troubles_in
from bot.publishing.health import panel
from bot.publishing.role_settings import role_troubles
from cogs.buttons import NumberedButton
from cogs.forum_group import forum_group
from cogs.interactions import (
    actor_of,
    client_of,
    forum_of,
    manages_server,
    reports_errors,
    wait_for,
)


@app_commands.command(name="health", description=N_("What waits or failed, and what to do"))
async def show_health(interaction: discord.Interaction[ForumBot]) -> None:
    """Show the panel."""
    await reply(interaction, await _panel(interaction))


class CheckHealth(NumberedButton, template=r"health:(?P<number>\d+)"):
    """**Check health**."""

    action = "health"

    @reports_errors
    async def callback(self, interaction: discord.Interaction) -> None:
        """Show the panel."""
        manages_server(interaction)
        await reply(interaction, await _panel(interaction))


class TryAgain(NumberedButton, template=r"retry:(?P<number>\d+)"):
    """**Try again now**."""

    action = "retry"

    @reports_errors
    async def callback(self, interaction: discord.Interaction) -> None:
        """Have everything that failed tried again, and say how much that is."""
        manages_server(interaction)
        await wait_for(interaction)
        bot, forum = client_of(interaction), await forum_of(interaction)
        turns = [each.number for each in await troubles_in(bot.context, interaction.guild)]
        count = await retry(bot.database, forum.id, bot.now(), turns=turns)
        bot.outbox.kick()
        said = words_of(interaction).plural(
            "Trying {count} delivery again. Look at /forum health in a moment.",
            "Trying {count} deliveries again. Look at /forum health in a moment.",
            count,
        )
        await tell(interaction, said)


class ForgetFailed(NumberedButton, template=r"forget:(?P<number>\d+)"):
    """**Forget what failed**."""

    action = "forget"

    @reports_errors
    async def callback(self, interaction: discord.Interaction) -> None:
        """Drop what was given up from the panel; what still waits goes on."""
        manages_server(interaction)
        await wait_for(interaction)
        bot, forum = client_of(interaction), await forum_of(interaction)
        count = await forget_failed(
            bot.database, forum_id=forum.id, actor=actor_of(interaction, forum), now=bot.now()
        )
        said = words_of(interaction).plural(
            "{count} delivery is forgotten. What still waits goes on.",
            "{count} deliveries are forgotten. What still waits goes on.",
            count,
        )
        await tell(interaction, said)


async def _panel(interaction: discord.Interaction) -> discord.ui.LayoutView:
    forum = await forum_of(interaction)
    bot, guild = client_of(interaction), interaction.guild
    channel = guild.get_channel(forum.channel_id) if guild else None
    if not isinstance(channel, discord.ForumChannel | discord.TextChannel):
        channel = None
    found = await health(bot.database, forum.id)
    paused_until = bot.context.channels.paused_until(bot.now())
    words = words_of(interaction)
    roles = role_troubles(forum, guild, words)
    turns = await troubles_in(bot.context, guild)
    return panel(forum, channel, found, words, paused_until=paused_until, roles=roles, turns=turns)


async def setup(bot: ForumBot) -> None:
    """Add the command and the buttons."""
    forum_group(bot).add_command(show_health)
    bot.add_dynamic_items(CheckHealth, TryAgain, ForgetFailed)
