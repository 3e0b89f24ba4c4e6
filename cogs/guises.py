"""What somebody ticked about their name: the guise they post in, or none."""

import asyncio
import logging
from collections.abc import AsyncIterator

import discord

from bot.catalogue import N_
from bot.forum.anonymous.look_alikes import imitates
from bot.forum.anonymous.spellings import spellings, whole_spellings
from bot.forum.errors import ForumError, NameTaken
from bot.forum.policy import one_line
from bot.forum.summaries import Guise
from bot.submissions import Submitted

log = logging.getLogger(__name__)

# People wait for their reply.
LONGEST_LOOK_SECONDS = 2.0
MOST_FOUND = 100  # in one answer of Discord's
# Ordinary names take one to three, and a dozen where their first words are common.
MOST_LOOKS = 24
MOST_QUERIED = 32  # characters of a name in Discord


class NameUnchecked(ForumError):
    """Whether a chosen name is somebody else's can't be told now."""

    message = N_(
        "I can't check that name right now. Leave it empty and you get one, or try again in a "
        "minute."
    )


class TooManyAlike(Exception):
    """More members' names begin with a whole name than Discord tells of."""


async def guise_of(guild: discord.Guild | None, submitted: Submitted) -> Guise | None:
    """Return how somebody posts in a server who ticked `anonymous`; None for who posts by name.

    Raises `NameTaken`, `NameUnchecked`.
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
    others = await _names_like(guild, name)
    return Guise(name, (*roles, *others), promised=promised)


async def _names_like(guild: discord.Guild, name: str) -> list[str]:
    """Return the names of members whose names begin like this one.

    Raises `NameUnchecked`, and `NameTaken` where so many begin with all of it that Discord does not
    name them all: one of those will have it.
    """
    names: list[str] = []
    try:
        async with asyncio.timeout(LONGEST_LOOK_SECONDS):
            async for member in _members_like(guild, name):
                names += [each for each in (member.name, member.global_name, member.nick) if each]
    except (TimeoutError, discord.ClientException) as error:
        log.warning("can't look for members of a name: %s", type(error).__name__)
        raise NameUnchecked from None
    except TooManyAlike:
        raise NameTaken(name=name) from None
    return names


async def _members_like(guild: discord.Guild, name: str) -> AsyncIterator[discord.Member]:
    """Yield the members whose names begin as this one is written, or as it looks.

    An imitation may be written in other letters. Discord names a hundred at most: where that many
    begin with the first word alone, the whole name is asked for, too. Raises `TooManyAlike`, also
    for a name that looks like so many others that only somebody who means to made it up.
    """
    complete: list[str] = []
    whole = {each[:MOST_QUERIED] for each in whole_spellings(name)}
    asked = 0
    for begin in sorted({each[:MOST_QUERIED] for each in spellings(name)}, key=_by_length):
        if any(begin.startswith(each) for each in complete):
            continue
        if asked == MOST_LOOKS:
            raise TooManyAlike
        asked += 1
        members = await guild.query_members(query=begin, limit=MOST_FOUND, cache=False)
        for member in members:
            yield member
        if len(members) < MOST_FOUND:
            complete.append(begin)
        elif begin in whole:
            raise TooManyAlike


def _by_length(begin: str) -> tuple[int, str]:
    return len(begin), begin
