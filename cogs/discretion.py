"""Discreet direct messages: **Show** on them, and **Make these discreet** on the first DM."""

import discord

from bot.catalogue import N_
from bot.client import ForumBot
from bot.errors import reply, tell, words_of
from bot.forum.notices import shown_to
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


class Show(NumberedButton, template=r"reveal:(?P<number>\d+)"):
    """**Show** on a discreet DM."""

    action = "reveal"

    @reports_errors
    async def callback(self, interaction: discord.Interaction) -> None:
        """Show what happened in a reply that no other device or screen keeps."""
        await wait_for(interaction)
        notice, why = await shown_to(
            client_of(interaction).database,
            notification_id=self.number,
            discord_id=interaction.user.id,
        )
        if notice.post_id is not None:
            await place_of(interaction, notice.post_id)
        await reply(interaction, notification(notice, words_of(interaction), why=why))


class ShowGathered(NumberedButton, template=r"gathered:(?P<number>\d+)"):
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


async def setup(bot: ForumBot) -> None:
    """Add the buttons."""
    bot.add_dynamic_items(Show, ShowGathered, MakeDiscreet)
