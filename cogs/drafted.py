"""Text that was kept from an earlier try, to fill a form with."""

import asyncio

import discord

from bot.forum import drafts
from bot.forum.drafts import Submission
from bot.publishing.forms import EMPTY, Filled
from cogs.interactions import client_of

# A form must be the first answer, within three seconds: kept text is worth this wait, no more.
LONGEST_LOOK_SECONDS = 0.5


async def kept_form(interaction: discord.Interaction, custom_id: str) -> Submission | None:
    """Return what this person last submitted without success in the form of this custom_id."""
    bot = client_of(interaction)
    look = drafts.latest(
        bot.database,
        bot.sealer,
        user_id=interaction.user.id,
        subject=Submission(custom_id).subject,
        guild_id=interaction.guild_id,
        now=bot.now(),
    )
    try:
        return await asyncio.wait_for(look, LONGEST_LOOK_SECONDS)
    except Exception:  # noqa: BLE001  # an empty form is better than none
        return None


async def kept_text(
    interaction: discord.Interaction, custom_id: str, otherwise: Filled = EMPTY
) -> Filled:
    """Return what to fill a form with: what was kept of an earlier try, or `otherwise`."""
    found = await kept_form(interaction, custom_id)
    return filled_with(found) if found else otherwise


def filled_with(form: Submission) -> Filled:
    """Return what fills a form with kept text, which a new submit then takes the place of."""
    return Filled(form.texts, form.choices, form.draft_id)
