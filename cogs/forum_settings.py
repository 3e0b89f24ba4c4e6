"""`/forum settings`: one panel, for those who manage the server."""

import re
from typing import Self

import discord
from discord import app_commands

from bot.catalogue import N_
from bot.client import ForumBot
from bot.errors import reply, words_of
from bot.forum.forum_settings import Setting, change
from bot.publishing.forum_settings import chosen, settings_panel
from cogs.buttons import Lasting, Menu
from cogs.forum_group import forum_group
from cogs.interactions import (
    actor_of,
    client_of,
    forum_of,
    hold,
    manages_server,
    reports_errors,
    show_done,
)


@app_commands.command(
    name="settings", description=N_("Answers, anonymous posts, titles and roles by points")
)
async def show_settings(interaction: discord.Interaction[ForumBot]) -> None:
    """Show the panel."""
    await reply(interaction, await panel(interaction))


class ChooseSetting(
    Lasting[Menu],
    template=r"set-(?P<setting>most_answers|anonymity|seal_days|anonymous_delay_seconds):(?P<number>\d+)",
):
    """A menu of the panel."""

    def __init__(self, setting: Setting, number: int) -> None:
        """Stand for a menu that was drawn long ago."""
        super().__init__(discord.ui.Select(custom_id=f"set-{setting.value}:{number}"))
        self.setting = setting

    @classmethod
    def read(cls, _drawn: discord.ui.Item[discord.ui.View], match: re.Match[str]) -> Self:
        """Make the menu; what was chosen comes with the interaction."""
        return cls(Setting(match["setting"]), int(match["number"]))

    @reports_errors
    async def callback(self, interaction: discord.Interaction) -> None:
        """Save what was chosen, and show the panel as it is now."""
        manages_server(interaction)
        await hold(interaction)
        bot, forum = client_of(interaction), await forum_of(interaction)
        await change(
            bot.database,
            forum_id=forum.id,
            setting=self.setting,
            value=chosen(self.setting, self.item.values[0]),
            actor=actor_of(interaction, forum),
            now=bot.now(),
        )
        await show_done(interaction, words_of(interaction)("Saved."), panel(interaction))


async def panel(interaction: discord.Interaction) -> discord.ui.LayoutView:
    """Return the panel of this server's forum, with what is chosen now."""
    return settings_panel(await forum_of(interaction), interaction.guild, words_of(interaction))


async def setup(bot: ForumBot) -> None:
    """Add the command and the menus."""
    forum_group(bot).add_command(show_settings)
    bot.add_dynamic_items(ChooseSetting)
