"""`/notifications`: one's own panel, also in DMs."""

import re
from typing import Self

import discord
from discord import app_commands
from discord.ext import commands

from bot.catalogue import N_
from bot.client import ForumBot
from bot.errors import reply, words_of
from bot.forum.preferences import choose, chosen_by, make_discreet, set_quiet_hours, set_zone
from bot.forum.quiet_hours import find_zones
from bot.forum.topics import Topic, Way
from bot.publishing.preferences import AS_EVERYWHERE, NEVER, panel
from cogs.buttons import Lasting, Menu, NumberedButton
from cogs.inbox import forum_id_of
from cogs.interactions import client_of, hold, reports_errors, show_done, wait_for
from cogs.options import MOST_CHOICES
from cogs.pages import show_page

TOPICS = "|".join(topic.value for topic in Topic)


class Notifications(commands.Cog):
    """Lets people choose how to be told."""

    @app_commands.command(
        name="notifications", description=N_("How you are told of what: DM, inbox only or off")
    )
    @app_commands.allowed_installs(guilds=True, users=True)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    @app_commands.describe(time_zone=N_("Where you are, for quiet hours: such as Europe/Berlin"))
    async def notifications(
        self, interaction: discord.Interaction[ForumBot], time_zone: str | None = None
    ) -> None:
        """Show the panel, with the time zone that was chosen. Raises `ZoneUnknown`."""
        if time_zone is not None:
            await wait_for(interaction)
            bot = client_of(interaction)
            user_id = interaction.user.id
            await set_zone(bot.database, user_id=user_id, typed=time_zone, now=bot.now())
            bot.outbox.kick()
        await reply(interaction, await panel_for(interaction, None))

    @notifications.autocomplete("time_zone")
    async def _zones(
        self, _interaction: discord.Interaction[ForumBot], typed: str
    ) -> list[app_commands.Choice[str]]:
        found = find_zones(typed, limit=MOST_CHOICES)
        return [app_commands.Choice(name=each, value=each) for each in found]


class ChooseWay(Lasting[Menu], template=rf"way-(?P<topic>{TOPICS}):(?P<number>\d+)"):
    """A topic's menu."""

    def __init__(self, topic: Topic, forum_id: int | None) -> None:
        """Stand for a menu that was drawn long ago."""
        super().__init__(discord.ui.Select(custom_id=f"way-{topic.value}:{forum_id or 0}"))
        self.topic, self.forum_id = topic, forum_id

    @classmethod
    def read(cls, _drawn: discord.ui.Item[discord.ui.View], match: re.Match[str]) -> Self:
        """Make the menu; what was chosen comes with the interaction."""
        return cls(Topic(match["topic"]), int(match["number"]) or None)

    @reports_errors
    async def callback(self, interaction: discord.Interaction) -> None:
        """Save what was chosen, and show the panel as it is now."""
        await hold(interaction)
        value = self.item.values[0]
        bot = client_of(interaction)
        await choose(
            bot.database,
            user_id=interaction.user.id,
            topic=self.topic,
            way=None if value == AS_EVERYWHERE else Way(value),
            forum_id=self.forum_id,
            now=bot.now(),
        )
        said = words_of(interaction)("Saved.")
        await show_done(interaction, said, panel_for(interaction, self.forum_id))


class ChooseHour(Lasting[Menu], template=r"quiet-(?P<name>start|end):(?P<number>\d+)"):
    """When quiet hours begin, or end."""

    def __init__(self, name: str) -> None:
        """Stand for a menu that was drawn long ago."""
        super().__init__(discord.ui.Select(custom_id=f"quiet-{name}:0"))
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
        hour = None if value == NEVER else int(value)
        await set_quiet_hours(
            bot.database,
            user_id=interaction.user.id,
            now=bot.now(),
            starts=hour if self.name == "start" else None,
            ends=hour if self.name == "end" else None,
        )
        bot.outbox.kick()
        said = words_of(interaction)("Saved.")
        await show_done(interaction, said, panel_for(interaction, None))


class Hush(NumberedButton, template=r"hush:(?P<number>[01])"):
    """**Make DMs discreet** and **Show them in full** in the panel."""

    action = "hush"

    @reports_errors
    async def callback(self, interaction: discord.Interaction) -> None:
        """Save it, and show the panel as it is now."""
        await hold(interaction)
        await make_discreet(
            client_of(interaction).database,
            user_id=interaction.user.id,
            is_discreet=bool(self.number),
        )
        said = words_of(interaction)("Saved.")
        await show_done(interaction, said, panel_for(interaction, None))


class TurnTo(NumberedButton, template=r"ways:(?P<number>\d+)"):
    """**For every server**, and **Only in** one."""

    action = "ways"

    @reports_errors
    async def callback(self, interaction: discord.Interaction) -> None:
        """Show the panel of that place."""
        await show_page(interaction, await panel_for(interaction, self.number or None))


async def panel_for(
    interaction: discord.Interaction, forum_id: int | None
) -> discord.ui.LayoutView:
    """Return somebody's own panel, of one forum or of all."""
    found = await chosen_by(
        client_of(interaction).database,
        user_id=interaction.user.id,
        forum_id=forum_id,
        here=await forum_id_of(interaction),
    )
    return panel(found, words_of(interaction))


async def setup(bot: ForumBot) -> None:
    """Add the command, the menus and the buttons."""
    await bot.add_cog(Notifications())
    bot.add_dynamic_items(ChooseHour, ChooseWay, Hush, TurnTo)
