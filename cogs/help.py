"""`/help`, `/helplines` and **Help now**: people to talk to come first."""

import re
from typing import Self

import discord
from discord import app_commands
from discord.ext import commands

from bot.catalogue import N_
from bot.client import ForumBot
from bot.errors import reply, words_of
from bot.forum.helplines import (
    Help,
    countries_with_lines,
    country_of_locale,
    help_in,
)
from bot.publishing.countries import country_name, find_countries, meant_country
from bot.publishing.help import help_page
from bot.publishing.helplines import OTHER, help_now
from cogs.buttons import Lasting, Menu, NumberedButton
from cogs.interactions import client_of, reports_errors

MOST_CHOICES = 25  # Discord shows at most 25 choices.
CHOICE_CHARACTERS = 100


class Helping(commands.Cog):
    """Shows how it all works, and whom to talk to."""

    @app_commands.command(name="help", description=N_("How it all works, and people to talk to"))
    @app_commands.allowed_installs(guilds=True, users=True)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    async def help(self, interaction: discord.Interaction[ForumBot]) -> None:
        """Show the page."""
        locale = str(interaction.locale)
        found = help_for(interaction, country_of_locale(locale))
        await reply(interaction, help_page(found, words_of(interaction), locale))

    @app_commands.command(
        name="helplines", description=N_("People to talk to now (crisis, help now)")
    )
    @app_commands.describe(country=N_("The country you are in"))
    @app_commands.allowed_installs(guilds=True, users=True)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    async def helplines(
        self, interaction: discord.Interaction[ForumBot], country: str | None = None
    ) -> None:
        """Show whom to call."""
        await reply(interaction, whom(interaction, country_of(interaction, country)))

    @helplines.autocomplete("country")
    async def _countries(
        self, interaction: discord.Interaction[ForumBot], typed: str
    ) -> list[app_commands.Choice[str]]:
        locale = str(interaction.locale)
        codes = find_countries(typed, locale)
        if not typed.strip():
            codes = tuple(code for code in codes if code in countries_with_lines())
        return [
            app_commands.Choice(name=country_name(code, locale)[:CHOICE_CHARACTERS], value=code)
            for code in codes[:MOST_CHOICES]
        ]


class HelpNow(NumberedButton, template=r"helpnow:(?P<number>\d+)"):
    """**Help now** on the welcome message and in `/help`."""

    action = "helpnow"

    @reports_errors
    async def callback(self, interaction: discord.Interaction) -> None:
        """Show whom to call, privately."""
        await reply(interaction, whom(interaction, country_of(interaction, None)))


class ChooseCountry(Lasting[Menu], template=r"country:(?P<number>\d+)"):
    """The menu of countries beneath the helplines."""

    def __init__(self) -> None:
        """Stand for a menu that was drawn long ago."""
        super().__init__(discord.ui.Select(custom_id="country:0"))

    @classmethod
    def read(cls, _drawn: discord.ui.Item[discord.ui.View], _match: re.Match[str]) -> Self:
        """Make the menu; what was chosen comes with the interaction."""
        return cls()

    @reports_errors
    async def callback(self, interaction: discord.Interaction) -> None:
        """Show the chosen country's helplines in place of what was shown."""
        chosen = self.item.values[0]
        shown = whom(interaction, None if chosen == OTHER else chosen)
        await interaction.response.edit_message(view=shown)


def whom(interaction: discord.Interaction, country: str | None) -> discord.ui.LayoutView:
    """Return whom to call in a country."""
    found = help_for(interaction, country)
    return help_now(found, words_of(interaction), str(interaction.locale))


def help_for(interaction: discord.Interaction, country: str | None) -> Help:
    """Return a country's numbers, in the reader's language first."""
    language = str(interaction.locale).partition("-")[0]
    return help_in(country, now=client_of(interaction).now(), language=language)


def country_of(interaction: discord.Interaction, typed: str | None) -> str | None:
    """Return the country that was typed, or that the reader's language means without doubt.

    None where it is in doubt: then the way to every country's helplines is shown.
    """
    locale = str(interaction.locale)
    if typed and typed.strip():
        return meant_country(typed, locale)
    return country_of_locale(locale)


async def setup(bot: ForumBot) -> None:
    """Add the commands, the button and the menu."""
    await bot.add_cog(Helping())
    bot.add_dynamic_items(HelpNow, ChooseCountry)
