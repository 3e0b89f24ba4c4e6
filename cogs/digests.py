"""Digests: how often and when they come, in the panel; stopping and showing one."""

import re
from typing import Self

import discord

from bot.catalogue import N_
from bot.client import ForumBot
from bot.errors import reply, tell, words_of
from bot.forum.preferences import set_digest
from bot.publishing.digest_views import digest
from bot.publishing.digests import seen_digest
from bot.publishing.preferences import NEVER
from cogs.buttons import Lasting, Menu, NumberedButton
from cogs.interactions import client_of, hold, reports_errors, show_done, wait_for
from cogs.notifications import panel_for

STOPPED = N_("You'll get no more digests. /notifications turns them on again.")
NOTHING = N_("There is nothing new any more. You find everything in /inbox.")


class ChooseDigest(Lasting[Menu], template=r"digest-(?P<name>every|hour):(?P<number>\d+)"):
    """How often a digest comes, or when."""

    def __init__(self, name: str) -> None:
        """Stand for a menu that was drawn long ago."""
        super().__init__(discord.ui.Select(custom_id=f"digest-{name}:0"))
        self.name = name

    @classmethod
    def read(cls, _drawn: discord.ui.Item[discord.ui.View], match: re.Match[str]) -> Self:
        """Make the menu; what was chosen comes with the interaction."""
        return cls(match["name"])

    @reports_errors
    async def callback(self, interaction: discord.Interaction) -> None:
        """Save what was chosen, and show the panel as it is now."""
        await hold(interaction)
        bot, value = client_of(interaction), self.item.values[0]
        user_id, now = interaction.user.id, bot.now()
        if self.name == "hour":
            await set_digest(bot.database, user_id=user_id, now=now, hour=int(value))
        else:
            every = None if value == NEVER else value
            await set_digest(bot.database, user_id=user_id, now=now, every=every)
        said = words_of(interaction)("Saved.")
        await show_done(interaction, said, panel_for(interaction, None))


class StopDigest(NumberedButton, template=r"digest-off:(?P<number>\d+)(?:-\d+)?"):
    """**Stop the digest** on one."""

    action = "digest-off"

    @reports_errors
    async def callback(self, interaction: discord.Interaction) -> None:
        """Send no more of them, and say so."""
        await wait_for(interaction)
        bot = client_of(interaction)
        await set_digest(bot.database, user_id=interaction.user.id, now=bot.now(), every=None)
        await tell(interaction, words_of(interaction)(STOPPED))


class ShowDigest(NumberedButton, template=r"digest-show:(?P<number>\d+)(?:-\d+)?"):
    """**Show** on a discreet digest."""

    action = "digest-show"

    @reports_errors
    async def callback(self, interaction: discord.Interaction) -> None:
        """Show what is new since then, privately."""
        await wait_for(interaction)
        context, words = client_of(interaction).context, words_of(interaction)
        parts = await seen_digest(context, interaction.user.id, self.number)
        await reply(
            interaction, digest(parts, str(self.number), words) if parts else words(NOTHING)
        )


async def setup(bot: ForumBot) -> None:
    """Add the menus and the buttons."""
    bot.add_dynamic_items(ChooseDigest, StopDigest, ShowDigest)
