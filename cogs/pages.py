"""Private pages: turned in place, opened anew from a public message."""

import discord

from bot.errors import reply


async def show_page(interaction: discord.Interaction, page: discord.ui.LayoutView) -> None:
    """Show a page in place of the private one whose button was pressed, else as a new one."""
    message = interaction.message
    if message is not None and message.flags.ephemeral:
        await interaction.response.edit_message(view=page)
    else:
        await reply(interaction, page)
