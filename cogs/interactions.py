"""What every cog shares: who acts, in which forum, and errors that become a private sentence."""

import functools
import logging
from collections.abc import Awaitable, Callable, Coroutine
from typing import TypeVar

import discord
from discord import app_commands

from bot.client import ForumBot
from bot.errors import UNSENT, note_unsure, report, tell
from bot.forum.errors import NoServer
from bot.forum.forums import forum_for
from bot.forum.summaries import Actor, Card, ForumSummary
from bot.publishing import layout
from bot.transport import UNSURE

log = logging.getLogger(__name__)


def client_of(interaction: discord.Interaction) -> ForumBot:
    """Return the bot that an interaction came to."""
    if not isinstance(interaction.client, ForumBot):
        msg = "cogs work with a ForumBot only"
        raise TypeError(msg)
    return interaction.client


def actor_of(interaction: discord.Interaction, forum: ForumSummary) -> Actor:
    """Return who acts, and whether they moderate the forum: may manage messages in its channel.

    What they may do in the channel where they press or type is another matter: somebody may look
    after a channel of their own there.
    """
    user = interaction.user
    return Actor(user.id, user.display_name, is_moderator=may_moderate(user, forum))


def may_moderate(user: discord.User | discord.Member, forum: ForumSummary) -> bool:
    """Tell whether a member may manage messages in the forum's channel."""
    if not isinstance(user, discord.Member):
        return False
    channel = user.guild.get_channel(forum.channel_id)
    may = user.guild_permissions if channel is None else channel.permissions_for(user)
    return may.manage_messages


async def forum_of(interaction: discord.Interaction) -> ForumSummary:
    """Return the forum of the server an interaction came from. Raises `NoForum`, `NoServer`."""
    if interaction.guild_id is None:
        raise NoServer
    return await forum_for(client_of(interaction).database, guild_id=interaction.guild_id)


def note_view(interaction: discord.Interaction, card: Card) -> None:
    """Note that somebody opened a card, which counts as a view of its question."""
    bot = client_of(interaction)
    bot.views.note(card.question_id, interaction.user.id, bot.now())


async def hold(interaction: discord.Interaction) -> None:
    """Acknowledge a press before writing; its private menu is edited when it is done."""
    try:
        await interaction.response.defer()
    except UNSURE as lost:
        note_unsure(interaction, lost)


async def show_done(
    interaction: discord.Interaction,
    said: str,
    menu: Awaitable[discord.ui.LayoutView] | None = None,
) -> None:
    """Show what was done in the private menu that was held: the menu as it is now, or a sentence.

    When that fails, the sentence is said beneath: nobody shall press again for want of an answer.
    """
    try:
        shown = layout.note(said) if menu is None else await menu
        await interaction.edit_original_response(view=shown)
    except Exception as error:  # noqa: BLE001  # what was done stays done, whatever fails now
        log.warning("can't show what was done: %s", type(error).__name__)
        await tell(interaction, said)


async def show_instead(interaction: discord.Interaction, view: discord.ui.LayoutView) -> None:
    """Show something in place of the private page that was held; beneath it where that fails."""
    try:
        await interaction.edit_original_response(view=view)
    except UNSENT as error:
        log.warning("can't show it in place of the page: %s", type(error).__name__)
        await tell(interaction, view)


async def wait_for(interaction: discord.Interaction) -> None:
    """Acknowledge before writing: a busy database must not cost the answer.

    What was asked for is also done when the acknowledgement may be lost.
    """
    try:
        await interaction.response.defer(ephemeral=True, thinking=True)
    except UNSURE as lost:
        note_unsure(interaction, lost)


def manages_server(interaction: discord.Interaction) -> None:
    """Let only those go on who manage the server: buttons know no default permissions.

    Raises `NoServer`, `MissingPermissions`.
    """
    if interaction.guild_id is None:
        raise NoServer
    if not interaction.permissions.manage_guild:
        raise app_commands.MissingPermissions(["manage_guild"])


ItemT = TypeVar("ItemT", bound="discord.ui.Item[discord.ui.View | discord.ui.LayoutView]")
Pressed = Callable[[ItemT, discord.Interaction], Coroutine[None, None, None]]


def reports_errors(callback: Pressed[ItemT]) -> Pressed[ItemT]:
    """Make a button or menu tell the person what went wrong; the library would only log it."""

    @functools.wraps(callback)
    async def safe(item: ItemT, interaction: discord.Interaction) -> None:
        try:
            await callback(item, interaction)
        except Exception as error:  # noqa: BLE001  # whatever it is, the person hears of it
            await report(interaction, error, type(item).__name__)

    return safe
