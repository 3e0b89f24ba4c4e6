"""Command names and descriptions from the message catalogue, for Discord's language menus."""

import discord
from discord import app_commands

from bot.catalogue import words_for


class CatalogueTranslator(app_commands.Translator):
    """Looks command texts up in the catalogue; what is not translated stays English."""

    async def translate(
        self,
        string: app_commands.locale_str,
        locale: discord.Locale,
        context: app_commands.TranslationContextTypes,  # noqa: ARG002  # the library's signature
    ) -> str | None:
        """Return the translation of a name or description, None where there is none."""
        said = words_for(locale.value)(string.message)
        return None if said == string.message else said
