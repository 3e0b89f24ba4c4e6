"""`/inbox`: what one was told, unread first; what stops DMs, on a DM."""

import re
from typing import Self

import discord
from discord import app_commands
from discord.ext import commands

from bot.catalogue import N_
from bot.client import ForumBot
from bot.errors import reply, tell, words_of
from bot.forum import notices, stopping
from bot.forum.errors import NoForum
from bot.publishing.inbox import inbox_page, stopped, stopped_kind
from bot.publishing.opening import Reach
from cogs.buttons import Lasting, Menu, NumberedButton
from cogs.interactions import client_of, forum_of, reports_errors
from cogs.pages import show_page


class Inbox(commands.Cog):
    """Shows notifications."""

    @app_commands.command(name="inbox", description=N_("What happened to your posts, unread first"))
    @app_commands.allowed_installs(guilds=True, users=True)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    async def inbox(self, interaction: discord.Interaction[ForumBot]) -> None:
        """Show the first page."""
        await reply(interaction, await inbox_at(interaction, 0))


class InboxPage(NumberedButton, template=r"inbox:(?P<number>\d+)"):
    """**Newer** and **Older**."""

    action = "inbox"

    @reports_errors
    async def callback(self, interaction: discord.Interaction) -> None:
        """Turn the page."""
        await show_page(interaction, await inbox_at(interaction, self.number))


class MarkAllRead(NumberedButton, template=r"read:(?P<number>\d+)"):
    """**Mark all as read**."""

    action = "read"

    @reports_errors
    async def callback(self, interaction: discord.Interaction) -> None:
        """Mark what this inbox shows as read, and show it from the start."""
        bot, forum_id = client_of(interaction), await forum_id_of(interaction)
        await notices.mark_all_read(
            bot.database, discord_id=interaction.user.id, forum_id=forum_id, now=bot.now()
        )
        await show_page(interaction, await inbox_at(interaction, 0))


class Stop(NumberedButton, template=r"stop:(?P<number>\d+)(?:\+\d+)*"):
    """**Stop for this question** on a DM."""

    action = "stop"

    @reports_errors
    async def callback(self, interaction: discord.Interaction) -> None:
        """Send no more DMs about the question, and say so."""
        bot = client_of(interaction)
        title = await stopping.stop(
            bot.database,
            notification_id=self.number,
            discord_id=interaction.user.id,
            now=bot.now(),
        )
        await tell(interaction, stopped(title, words_of(interaction)))


class StopKind(NumberedButton, template=r"stopkind:(?P<number>\d+)(?:\+\d+)*"):
    """**Stop this kind** on a DM."""

    action = "stopkind"

    @reports_errors
    async def callback(self, interaction: discord.Interaction) -> None:
        """Send no more DMs of its kind, and say so."""
        topic = await stopping.stop_topic(
            client_of(interaction).database,
            notification_id=self.number,
            discord_id=interaction.user.id,
        )
        await tell(interaction, stopped_kind(topic, words_of(interaction)))


class StopOne(Lasting[Menu], template=r"stopone:(?P<number>\d+)"):
    """**Stop one of these** on a DM about several things."""

    @classmethod
    def read(cls, _drawn: discord.ui.Item[discord.ui.View], _match: re.Match[str]) -> Self:
        """Make the menu; what was chosen comes with the interaction."""
        return cls(discord.ui.Select(custom_id="stopone:0"))

    @reports_errors
    async def callback(self, interaction: discord.Interaction) -> None:
        """Send no more DMs about a question, or of a kind, and say so."""
        what, _, number = self.item.values[0].partition(":")
        stops = Stop if what == "question" else StopKind
        await stops(int(number)).callback(interaction)


async def inbox_at(interaction: discord.Interaction, page: int) -> discord.ui.LayoutView:
    """Return a page of this server's notifications; elsewhere of every forum's, each named."""
    forum_id = await forum_id_of(interaction)
    found = await notices.inbox(
        client_of(interaction).database,
        discord_id=interaction.user.id,
        forum_id=forum_id,
        page=page,
    )
    words, reach = words_of(interaction), Reach(interaction.client)
    return inbox_page(found, words, reach, names_forums=forum_id is None)


async def forum_id_of(interaction: discord.Interaction) -> int | None:
    """Return the forum whose notifications are meant; None for all, as in a DM."""
    try:
        return (await forum_of(interaction)).id
    except NoForum:
        return None


async def setup(bot: ForumBot) -> None:
    """Add the command and the buttons."""
    await bot.add_cog(Inbox())
    bot.add_dynamic_items(InboxPage, MarkAllRead, Stop, StopKind, StopOne)
