"""`/privacy`: about, export; what is stored, and a file with all of it."""

import io
import json
import zipfile

import discord
from discord import app_commands
from discord.ext import commands

from bot.catalogue import N_, Words
from bot.client import ForumBot
from bot.errors import reply, words_of
from bot.forum.privacy.exporting import export
from bot.publishing.exports import readable
from bot.publishing.privacy import about_page, about_text
from bot.retention import retention
from cogs.buttons import NumberedButton
from cogs.erasing import erasing_panel
from cogs.interactions import client_of, reports_errors, wait_for
from cogs.pages import show_page

# Discord takes ten megabytes a message from anybody.
MOST_BYTES = 9_000_000
HERE = N_("Here is everything that is stored about you: as a page to read, and as data.")
TOO_MUCH = N_(
    "There is more about you than Discord takes as a file. Please ask whoever runs this bot for it."
)


@app_commands.allowed_installs(guilds=True, users=True)
@app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
class Privacy(
    commands.GroupCog,
    group_name="privacy",
    group_description=N_("What is stored about you, a copy of it, and its removal"),
):
    """Everybody's data."""

    @app_commands.command(
        name="about", description=N_("What is stored, why, how long, and who sees it")
    )
    async def about(self, interaction: discord.Interaction[ForumBot]) -> None:
        """Show the page."""
        await reply(interaction, about_at(interaction, 0))

    @app_commands.command(name="export", description=N_("A file with everything about you"))
    async def export(self, interaction: discord.Interaction[ForumBot]) -> None:
        """Send the files, to this person alone."""
        await wait_for(interaction)
        bot, words = client_of(interaction), words_of(interaction)
        found = await export(bot.database, user_id=interaction.user.id, now=bot.now())
        files = as_files(found, words)
        if files:
            await interaction.followup.send(words(HERE), files=files, ephemeral=True)
        else:
            await reply(interaction, words(TOO_MUCH))

    @app_commands.command(
        name="delete-my-data", description=N_("See what is stored about you, and have it removed")
    )
    async def delete_my_data(self, interaction: discord.Interaction[ForumBot]) -> None:
        """Show what there is, and what may go."""
        await reply(interaction, await erasing_panel(interaction))


class PrivacyPage(NumberedButton, template=r"privacy:(?P<number>\d+)"):
    """A page of `/privacy about`; also **Privacy** wherever a button leads there."""

    action = "privacy"

    @reports_errors
    async def callback(self, interaction: discord.Interaction) -> None:
        """Show the page."""
        await show_page(interaction, about_at(interaction, self.number))


def about_at(interaction: discord.Interaction, page: int) -> discord.ui.LayoutView:
    """Return a page of the policy."""
    bot, words = client_of(interaction), words_of(interaction)
    settings = bot.settings
    own = bot.own_policy.text(settings.privacy_file)
    text = about_text(retention(settings), words) if own is None else own
    return about_page(text, settings.operator, page, words)


def as_files(found: dict[str, object], words: Words) -> list[discord.File]:
    """Return an export as a page and as data, as one archive when that is large; none if too large.

    What is sent to one person alone counts against the size that anybody may send.
    """
    data = json.dumps(found, ensure_ascii=False, indent=2).encode()
    contents = {"your-data.md": readable(found, words).encode(), "your-data.json": data}
    if sum(map(len, contents.values())) > MOST_BYTES:
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in contents.items():
                archive.writestr(name, content)
        contents = {"your-data.zip": packed.getvalue()}
    if sum(map(len, contents.values())) > MOST_BYTES:
        return []
    return [discord.File(io.BytesIO(each), filename=name) for name, each in contents.items()]


async def setup(bot: ForumBot) -> None:
    """Add the commands and the button."""
    await bot.add_cog(Privacy())
    bot.add_dynamic_items(PrivacyPage)
