"""Text that was kept from an earlier try, to fill a form with."""

import asyncio

import discord

from bot.forum import drafts
from bot.publishing.forms import EMPTY, Filled
from cogs.interactions import client_of

# A form must be the first answer, within three seconds: kept text is worth this wait, no more.
LONGEST_LOOK_SECONDS = 0.5


async def kept_text(interaction: discord.Interaction, subject: str) -> Filled:
    """Return what this person last submitted here without success, or nothing."""
    bot = client_of(interaction)
    look = drafts.latest(
        bot.database,
        bot.sealer,
        user_id=interaction.user.id,
        subject=subject,
        guild_id=interaction.guild_id or 0,
        now=bot.now(),
    )
    try:
        found = await asyncio.wait_for(look, LONGEST_LOOK_SECONDS)
    except Exception:  # noqa: BLE001  # an empty form is better than none
        return EMPTY
    return Filled(found.texts, found.choices) if found else EMPTY
