"""The one place that turns an exception into the sentence a person reads."""

import logging

import discord
from discord import app_commands, ui
from sqlalchemy.exc import SQLAlchemyError

from bot.catalogue import N_, Words, words_for
from bot.forum.errors import ForumError, Invalid
from bot.publishing import layout
from bot.publishing.text import within
from bot.transport import UNSURE

log = logging.getLogger(__name__)

# What sending an answer fails with when Discord refuses it or can't be reached.
UNSENT = (discord.HTTPException, discord.RateLimited, *UNSURE)
TRIES_TO_TELL = 2
REASON_CHARACTERS = 400

BUSY = N_("I can't save anything right now. Please try again in a minute.")
UNREACHABLE = N_("Discord didn't take that just now. Please try again in a minute.")
FORBIDDEN = N_(
    "I'm not allowed to do that here. Someone with Manage Server can see what I need with "
    "/forum health."
)
FAULT = N_("Something went wrong on my side. Nothing was lost; please try again in a minute.")
NOT_ALLOWED = N_("You don't have permission to do that here.")
ELSEWHERE = N_("That only works in a server.")


def sentence(error: BaseException, words: Words) -> str:
    """Return what a person reads about an error: one sentence, or one a problem."""
    error = _raised_by_us(error)
    if isinstance(error, Invalid):
        return "\n".join(sentence(problem, words) for problem in error.problems)
    if isinstance(error, ForumError):
        values = {key: _shown(key, value, words) for key, value in error.values.items()}
        return words(error.message, **values)
    return words(_message_of(error))


def _shown(key: str, value: object, words: Words) -> object:
    if key == "field" and isinstance(value, str):
        return words(value)
    # What a moderator typed, or the website's own, which may be of any length.
    return within(value, REASON_CHARACTERS) if key == "reason" and isinstance(value, str) else value


def _message_of(error: BaseException) -> str:
    if isinstance(error, SQLAlchemyError):
        return BUSY
    if isinstance(error, discord.Forbidden):
        return FORBIDDEN
    if isinstance(error, UNSENT):
        return UNREACHABLE
    if isinstance(error, app_commands.NoPrivateMessage):
        return ELSEWHERE
    if isinstance(error, app_commands.CheckFailure):
        return NOT_ALLOWED
    return FAULT


def is_expected(error: BaseException) -> bool:
    """Tell whether an error is an ordinary refusal."""
    return isinstance(_raised_by_us(error), ForumError | app_commands.CheckFailure)


def is_fault(error: BaseException) -> bool:
    """Tell whether an error is ours: neither a refusal nor trouble of Discord or the database."""
    return not is_expected(error) and _message_of(_raised_by_us(error)) == FAULT


def _raised_by_us(error: BaseException) -> BaseException:
    """Return what a command, its option or its check raised, out of the wrapping."""
    if isinstance(error, app_commands.CheckFailure):
        return error
    if isinstance(error, app_commands.AppCommandError):
        return error.__cause__ or error
    return error


def log_error(error: BaseException, where: str) -> None:
    """Log an error by its type and place, but no refusal.

    Some refusals only an anonymous author meets, and what everybody sees them do next stands beside
    it in the log: that they can't be told apart from others' takes more than other words for them.
    """
    if not is_expected(error):
        log.error("error in %s: %s", where, type(error).__name__, exc_info=error)


def words_of(interaction: discord.Interaction) -> Words:
    """Return the catalogue in the language of whoever pressed or typed."""
    return words_for(str(interaction.locale))


async def reply(interaction: discord.Interaction, view: ui.LayoutView | str) -> None:
    """Answer privately, whether or not the interaction was answered or deferred before.

    An answer that may be lost is sent once more: what was done stays done, and to read it twice
    is better than to hear nothing. It is no error then, which would have people try again.
    """
    shown = layout.note(view) if isinstance(view, str) else view
    try:
        await _send(interaction, shown)
    except UNSURE as lost:
        note_unsure(interaction, lost)
        try:
            await _send(interaction, shown)
        except UNSENT as error:
            log.warning("can't answer: %s", type(error).__name__)


async def tell(interaction: discord.Interaction, view: ui.LayoutView | str) -> None:
    """Say privately how something ended that can't be undone by failing to say it.

    Nothing is raised, for an error would have people do again what is done. An answer that is
    refused is sent once more; then it is only logged.
    """
    for _ in range(TRIES_TO_TELL):
        try:
            await reply(interaction, view)
        except UNSENT as error:
            log.warning("can't say how it ended: %s", type(error).__name__)
        else:
            return


def note_unsure(interaction: discord.Interaction, lost: Exception) -> None:
    """Note that an interaction may or may not have been acknowledged."""
    log.warning("an answer may be lost: %s", type(lost).__name__)
    interaction.extras["is_unsure"] = True


async def _send(interaction: discord.Interaction, view: ui.LayoutView) -> None:
    if interaction.response.is_done():
        await interaction.followup.send(view=view, ephemeral=True)
        return
    if interaction.extras.get("is_unsure"):
        try:
            await interaction.followup.send(view=view, ephemeral=True)
        except discord.NotFound:  # it was not acknowledged
            pass
        else:
            return
    await interaction.response.send_message(view=view, ephemeral=True)


async def report(interaction: discord.Interaction, error: BaseException, where: str) -> None:
    """Log an error and tell the person, privately and once."""
    log_error(error, where)
    try:
        await reply(interaction, sentence(error, words_of(interaction)))
    except UNSENT as unreachable:
        # The token has died or Discord is away: nobody is left to tell.
        log.warning("can't tell about an error in %s: %s", where, type(unreachable).__name__)
