"""Discreet direct messages: **Show** on them, and **Make these discreet** on the first DM."""

import re
from typing import Self

import discord
from discord.ext import commands

from bot.catalogue import N_
from bot.client import ForumBot
from bot.errors import reply, tell, words_of
from bot.forum.notices import all_shown_to, shown_to
from bot.forum.stopping import make_discreet_from
from bot.publishing.direct_messages import discreet, notification
from cogs.buttons import NumberedButton
from cogs.inbox import inbox_at
from cogs.interactions import client_of, hold, reports_errors, wait_for
from cogs.places import place_of

NOW_DISCREET = N_(
    "From now on my DMs say only that there is something new, and you press Show to see it. "
    "/notifications changes that."
)


class Show(NumberedButton, template=r"reveal:(?P<number>\d+)(?P<others>(?:\+\d+)*)"):
    """**Show** on a discreet DM."""

    action = "reveal"
    others: tuple[int, ...] = ()

    @classmethod
    def read(cls, _drawn: discord.ui.Item[discord.ui.View], match: re.Match[str]) -> Self:
        """Make the button from the numbers of what the DM is about, the newest first."""
        button = cls(int(match["number"]))
        button.others = tuple(int(each) for each in match["others"].split("+") if each)
        return button

    @reports_errors
    async def callback(self, interaction: discord.Interaction) -> None:
        """Show what happened in a reply that no other device or screen keeps."""
        await wait_for(interaction)
        database, user_id = client_of(interaction).database, interaction.user.id
        notice, why = await shown_to(database, notification_id=self.number, discord_id=user_id)
        if notice.post_id is not None:
            await place_of(interaction, notice.post_id)
        earlier = await all_shown_to(database, self.others, discord_id=user_id)
        view = notification(notice, words_of(interaction), why=why, earlier=earlier)
        await reply(interaction, view)


class ShowGathered(NumberedButton, template=r"gathered:(?P<number>\d+)(?:-\d+)?"):
    """**Open inbox**, or **Show**, on a DM about several things."""

    action = "gathered"

    @reports_errors
    async def callback(self, interaction: discord.Interaction) -> None:
        """Show the inbox, in which all of it is."""
        await reply(interaction, await inbox_at(interaction, 0))


class MakeDiscreet(NumberedButton, template=r"discreet:(?P<number>\d+)"):
    """**Make these discreet**."""

    action = "discreet"

    @reports_errors
    async def callback(self, interaction: discord.Interaction) -> None:
        """Have DMs say nothing from now on, this one as well."""
        await hold(interaction)
        database, user_id = client_of(interaction).database, interaction.user.id
        await make_discreet_from(database, notification_id=self.number, discord_id=user_id)
        words = words_of(interaction)
        try:
            notice, _ = await shown_to(database, notification_id=self.number, discord_id=user_id)
            await interaction.edit_original_response(view=discreet(notice, words))
        finally:
            await tell(interaction, words(NOW_DISCREET))


class Pressing(commands.Cog):
    """Hears that somebody pressed a button on a DM: nothing more is added to it."""

    @commands.Cog.listener()
    async def on_interaction(self, interaction: discord.Interaction) -> None:
        """End what is added to the message."""
        if interaction.message is not None and interaction.guild_id is None:
            client_of(interaction).context.recent.end(interaction.message.id)


async def setup(bot: ForumBot) -> None:
    """Add the buttons, and the one who hears of them."""
    await bot.add_cog(Pressing())
    bot.add_dynamic_items(Show, ShowGathered, MakeDiscreet)
