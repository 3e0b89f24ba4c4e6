"""What somebody ticked about their name: the guise they post in, or none."""

import asyncio
import logging
from collections.abc import AsyncIterator

import discord

from bot.forum.anonymous.look_alikes import spellings, whole_spellings
from bot.forum.policy import one_line
from bot.forum.summaries import Guise
from bot.submissions import Submitted

log = logging.getLogger(__name__)

# People wait for their reply; a name that can't be looked up in time is compared with fewer.
LONGEST_LOOK_SECONDS = 2.0
MOST_FOUND = 100  # in one answer of Discord's
MOST_QUERIED = 32  # characters of a name in Discord


async def guise_of(interaction: discord.Interaction, submitted: Submitted) -> Guise | None:
    """Return how somebody posts who ticked `anonymous`; None for those who post by name."""
    if not submitted.chose("options", "anonymous"):
        return None
    name, promised = one_line(submitted.text("display_name")), submitted.form.promised
    if not name or interaction.guild is None:
        return Guise(name, promised=promised)
    others = tuple(await _names_like(interaction.guild, name))
    return Guise(name, others, promised=promised)


async def _names_like(guild: discord.Guild, name: str) -> list[str]:
    """Return the names of roles, and of members whose names begin like this one.

    The name itself is among them where so many begin with all of it that Discord does not name
    them all: one of those will have it.
    """
    names = [role.name for role in guild.roles]
    try:
        async with asyncio.timeout(LONGEST_LOOK_SECONDS):
            async for member in _members_like(guild, name):
                names += [each for each in (member.name, member.global_name, member.nick) if each]
    except (TimeoutError, discord.ClientException) as error:
        log.warning("can't look for members of a name: %s", type(error).__name__)
    except TooManyAlike:
        names.append(name)
    return names


class TooManyAlike(Exception):
    """More members' names begin with a whole name than Discord tells of."""


async def _members_like(guild: discord.Guild, name: str) -> AsyncIterator[discord.Member]:
    """Yield the members whose names begin as this one is written, or as it looks.

    An imitation may be written in other letters. Discord names a hundred at most: where that many
    begin with the first word alone, the whole name is asked for, too. Raises `TooManyAlike`.
    """
    complete: list[str] = []
    whole = {each[:MOST_QUERIED].lower() for each in whole_spellings(name)}
    for begin in sorted({each[:MOST_QUERIED].lower() for each in spellings(name)}, key=len):
        if any(begin.startswith(each) for each in complete):
            continue
        members = await guild.query_members(query=begin, limit=MOST_FOUND, cache=False)
        for member in members:
            yield member
        if len(members) < MOST_FOUND:
            complete.append(begin)
        elif begin in whole:
            raise TooManyAlike
