"""The pages of `/following`: what somebody follows, each with a button to stop it."""

import discord

from bot.errors import words_of
from bot.forum import follows
from bot.forum.following import following
from bot.forum.notifying import stop_question
from bot.publishing.following import SAVED, following_page
from bot.publishing.opening import Reach
from cogs.buttons import NumberedButton, PagedButton
from cogs.inbox import forum_id_of
from cogs.interactions import client_of, hold, reports_errors, show_done
from cogs.pages import show_page


class FollowingPage(NumberedButton, template=r"following:(?P<number>\d+)"):
    """**Previous** and **Next**."""

    action = "following"

    @reports_errors
    async def callback(self, interaction: discord.Interaction) -> None:
        """Turn the page."""
        await show_page(interaction, await followed_at(interaction, self.number))


class Unfollow(PagedButton, template=r"unfollow:(?P<number>\d+)(?::(?P<page>\d+))?"):
    """**Stop** beside a category, a tag or a member."""

    action = "unfollow"

    @reports_errors
    async def callback(self, interaction: discord.Interaction) -> None:
        """Follow it no more."""
        await hold(interaction)
        await follows.unfollow(
            client_of(interaction).database,
            follow_id=self.number,
            discord_id=interaction.user.id,
        )
        await show_rest(interaction, self.page or 0)


class StopNotifying(PagedButton, template=r"unnotify:(?P<number>\d+)(?::(?P<page>\d+))?"):
    """**Stop** beside a question."""

    action = "unnotify"

    @reports_errors
    async def callback(self, interaction: discord.Interaction) -> None:
        """Follow it no more."""
        await hold(interaction)
        bot = client_of(interaction)
        await stop_question(
            bot.database,
            question_id=self.number,
            discord_id=interaction.user.id,
            now=bot.now(),
        )
        await show_rest(interaction, self.page or 0)


class EachByDM(PagedButton, template=r"each:(?P<number>\d+)(?::(?P<page>\d+))?"):
    """**DM me each one** and **No DMs**."""

    action = "each"

    @reports_errors
    async def callback(self, interaction: discord.Interaction) -> None:
        """Turn DMs about it on or off."""
        await hold(interaction)
        bot = client_of(interaction)
        await follows.want_each(
            bot.database,
            follow_id=self.number,
            discord_id=interaction.user.id,
            now=bot.now(),
        )
        await show_rest(interaction, self.page or 0)


async def followed_at(interaction: discord.Interaction, page: int) -> discord.ui.LayoutView:
    """Return a page of what somebody follows in this server; elsewhere in every forum."""
    forum_id = await forum_id_of(interaction)
    found = await following(
        client_of(interaction).database,
        discord_id=interaction.user.id,
        forum_id=forum_id,
        page=page,
    )
    words, reach = words_of(interaction), Reach(interaction.client)
    return following_page(found, words, reach, names_forums=forum_id is None)


async def show_rest(interaction: discord.Interaction, page: int) -> None:
    """Show what somebody follows now, in the page whose button was pressed."""
    said = words_of(interaction)(SAVED)
    await show_done(interaction, said, followed_at(interaction, page))
