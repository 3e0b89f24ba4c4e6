"""What somebody ticked about their name: the guise they post in, or none."""

import asyncio
import logging
from collections.abc import AsyncIterator

import discord

from bot.catalogue import N_
from bot.forum.anonymous.look_alikes import imitated, imitates
from bot.forum.anonymous.spellings import beginnings
from bot.forum.characters import one_line
from bot.forum.errors import ForumError
from bot.forum.naming_errors import NameTaken
from bot.forum.summaries import Guise
from bot.submissions import Submitted
from cogs.interactions import client_of

log = logging.getLogger(__name__)

# People wait for their reply.
LONGEST_LOOK_SECONDS = 2.0
MOST_FOUND = 100  # in one answer of Discord's
# For one name: an ordinary one takes one to three, or more where many share its first word.
MOST_LOOKS = 8
MOST_QUERIED = 32  # characters of a name in Discord


class NameUnchecked(ForumError):
    """Whether a chosen name is somebody else's can't be told now."""

    message = N_(
        "I can't check that name right now. Leave it empty and you get one, or try again in a "
        "minute."
    )


class TooManyNames(ForumError):
    """Somebody had many names looked up within minutes."""

    message = N_(
        "That were many names in a short while. Leave it empty and you get one, or try again in "
        "ten minutes."
    )


class TooManyAlike(Exception):
    """More members' names begin with a whole name than Discord tells of."""


async def guise_of(
    interaction: discord.Interaction, guild: discord.Guild | None, submitted: Submitted
) -> Guise | None:
    """Return how somebody posts who ticked `anonymous`; None for others.

    Raises `NameTaken`, `NameUnchecked`, `TooManyNames`.
    """
    if not submitted.chose("options", "anonymous"):
        return None
    name, promised = one_line(submitted.text("display_name")), submitted.form.promised
    if not name or guild is None:
        return Guise(name, promised=promised)
    roles = [role.name for role in guild.roles]
    # First without asking Discord, which lets a bot do that only so often.
    if imitates(name, roles):
        raise NameTaken(name=name)
    bot = client_of(interaction)
    check = bot.name_checks.begin(interaction.user.id, guild.id, name, bot.now())
    if check is None:
        raise TooManyNames
    if check.found is None:
        check.found = await _names_like(guild, name)
    return Guise(name, (*roles, *check.found), promised=promised)


async def _names_like(guild: discord.Guild, name: str) -> list[str]:
    """Return the names of members that this one looks like.

    Raises `NameUnchecked`, and `NameTaken` where so many begin with all of it that Discord does not
    name them all: one of those may have it.
    """
    names: list[str] = []
    try:
        async with asyncio.timeout(LONGEST_LOOK_SECONDS):
            async for member in _members_like(guild, name):
                shown = [each for each in (member.name, member.global_name, member.nick) if each]
                names += imitated(name, shown)
    except (TimeoutError, discord.ClientException) as error:
        log.warning("can't look for members of a name: %s", type(error).__name__)
        raise NameUnchecked from None
    except TooManyAlike:
        raise NameTaken(name=name) from None
    return names


async def _members_like(guild: discord.Guild, name: str) -> AsyncIterator[discord.Member]:
    """Yield the members whose names begin as this one is written, or as it looks.

    Discord names a hundred at most: where that many begin with the first word, the whole name is
    asked for, too. A name that could be spelled in many ways is looked for in the likeliest.
    Raises `TooManyAlike`.
    """
    complete: list[str] = []
    asked = 0
    for beginning in beginnings(name):
        query = beginning.text[:MOST_QUERIED]
        if any(query.startswith(each) for each in complete):
            continue
        if asked == MOST_LOOKS:
            return
        asked += 1
        members = await guild.query_members(query=query, limit=MOST_FOUND, cache=False)
        for member in members:
            yield member
        if len(members) < MOST_FOUND:
            complete.append(query)
        elif beginning.is_whole:
            raise TooManyAlike
