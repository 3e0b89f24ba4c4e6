"""Discreet direct messages: **Show** on them, and **Make these discreet** on the first DM."""

import re
from typing import Self

import discord
from discord.ext import commands

from bot.catalogue import N_
from bot.client import ForumBot
from bot.errors import reply, tell, words_of
from bot.forum.notices import all_shown_to, shown_to
from bot.forum.preferences import make_discreet
from bot.forum.stopping import make_discreet_from
from bot.publishing.context import custom_ids
from bot.publishing.digest_views import discreet_digest
from bot.publishing.direct_messages import DIGEST_STOPS, GATHERED, discreet, notification
from bot.publishing.gathered import gathered_discreetly
from cogs.buttons import NumberedButton
from cogs.inbox import inbox_at
from cogs.interactions import client_of, hold, reports_errors, wait_for
from cogs.places import place_of

NOW_DISCREET = N_(
    "From now on my DMs say only that there is something new, and you press Show to see it. "
    "/notifications changes that."
)


OF_A_DIGEST = 0
"""Stands for the number of a notification in a digest, which is of none."""


class CarryingButton(NumberedButton, template=r"never:(?P<number>\d+)(?P<others>)"):
    """A button that carries the numbers of all that a DM is about."""

    others: tuple[int, ...] = ()

    @classmethod
    def read(cls, _drawn: discord.ui.Item[discord.ui.View], match: re.Match[str]) -> Self:
        """Make the button from these numbers, the newest first, then the oldest first."""
        button = cls(int(match["number"]))
        button.others = tuple(int(each) for each in match["others"].split("+") if each)
        return button


class Show(CarryingButton, template=r"reveal:(?P<number>\d+)(?P<others>(?:\+\d+)*)"):
    """**Show** on a discreet DM."""

    action = "reveal"

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


class ShowGathered(NumberedButton, template=r"gathered:(?P<number>\d+)(?:-\d+)?(?:\+\d+)*"):
    """**Open inbox**, or **Show**, on a DM about several things."""

    action = "gathered"

    @reports_errors
    async def callback(self, interaction: discord.Interaction) -> None:
        """Show the inbox, in which all of it is."""
        await reply(interaction, await inbox_at(interaction, 0))


class MakeDiscreet(CarryingButton, template=r"discreet:(?P<number>\d+)(?P<others>(?:\+\d+)*)"):
    """**Make these discreet**."""

    action = "discreet"

    @reports_errors
    async def callback(self, interaction: discord.Interaction) -> None:
        """Have DMs say nothing from now on, this one as well."""
        await hold(interaction)
        database, user_id = client_of(interaction).database, interaction.user.id
        if self.number == OF_A_DIGEST:
            await make_discreet(database, user_id=user_id, is_discreet=True)
        else:
            await make_discreet_from(database, notification_id=self.number, discord_id=user_id)
        if interaction.message is not None:
            client_of(interaction).context.recent.make_discreet(interaction.message.id)
        try:
            await interaction.edit_original_response(view=await self._discreet(interaction))
        finally:
            await tell(interaction, words_of(interaction)(NOW_DISCREET))

    async def _discreet(self, interaction: discord.Interaction) -> discord.ui.LayoutView:
        """Return the message as it says nothing any more, with what leads to all that it said."""
        database, user_id = client_of(interaction).database, interaction.user.id
        words, message = words_of(interaction), interaction.message
        for custom_id in sorted(custom_ids(message)) if message is not None else ():
            action, _, seen = custom_id.partition(":")
            if action == GATHERED:
                return gathered_discreetly(None, seen, words)
            if action == DIGEST_STOPS:
                return discreet_digest(seen, words)
        notice, _ = await shown_to(database, notification_id=self.number, discord_id=user_id)
        earlier = await all_shown_to(database, self.others, discord_id=user_id)
        return discreet(notice, words, earlier)


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
