"""Room for threads: a server has 1,000 open ones at most, so the longest-quiet are archived.

Discord archives by itself only after days; a lively forum would be full before. An archived thread
opens again with the next answer.
"""

import logging
from datetime import timedelta

import discord
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.forum import deliveries
from bot.publishing.codes import THREAD_ARCHIVED, is_gone
from bot.publishing.context import (
    Context,
    MissingPlace,
    NotAllowed,
    Record,
    channel_of,
    own_id,
)
from bot.transport import UNSURE
from data.forums import get_forum
from data.tables import Delivery

CROWDED = 900  # open threads of a server; Discord refuses more than 1,000
ROOMY = 850
LEAST_ROOM = 10
MOST_AT_ONCE = 50
# A thread that was used just now is left open, however many there are.
LEAST_QUIET = timedelta(minutes=10)
MOST_REFUSED = 25  # at once
REFUSED_FOR = timedelta(hours=1)

log = logging.getLogger(__name__)


def with_room(context: Context, guild: discord.Guild, forum_id: int, record: Record) -> Record:
    """Have room made, too, when a thread that was just opened leaves little."""
    if len(guild.threads) < CROWDED:
        return record

    async def both(session: AsyncSession) -> None:
        await record(session)
        await deliveries.make_room(session, forum_id, context.clock())

    return both


async def make_room(context: Context, delivery: Delivery) -> Record | None:
    """Archive the forum's longest-quiet threads while the server has too many open ones.

    Those that moderators pinned stay, and those of other channels: they are no business of ours.
    """
    forum_id = delivery.payload["forum"]
    async with context.database.read() as session:
        forum = await get_forum(session, forum_id)
    channel = await channel_of(context, forum.channel_id)
    if isinstance(channel, discord.Thread):
        raise MissingPlace("WrongChannel")
    threads = await channel.guild.active_threads()
    surplus = len(threads) - ROOMY if len(threads) >= CROWDED else 0
    if delivery.payload.get("full"):
        # There may be threads that the bot doesn't see.
        surplus = max(surplus, LEAST_ROOM)
    if not surplus:
        return None
    goal = min(surplus, MOST_AT_ONCE)
    may_manage = channel.permissions_for(channel.guild.me).manage_threads
    quiet = _quiet(context, threads, channel.id)
    done, trouble = await _archive(context, quiet, goal, may_manage=may_manage)
    if trouble is not None and not done:
        raise trouble
    return _go_on(context, forum_id) if done == goal < surplus else None


async def _archive(
    context: Context, quiet: list[discord.Thread], goal: int, *, may_manage: bool
) -> tuple[int, Exception | None]:
    """Archive so many threads; return how many were, and what kept the bot from another one.

    One that Discord refuses holds up no other; it comes last for an hour.
    """
    done, tries = 0, 0
    trouble: Exception | None = None
    for thread in quiet:
        if done == goal or tries == MOST_REFUSED:
            break
        if thread.locked and not may_manage:
            # Discord would refuse it, and bans for too many refusals.
            trouble = trouble or NotAllowed()
            continue
        try:
            await thread.edit(archived=True)
        except (discord.HTTPException, discord.RateLimited, *UNSURE) as error:
            tries += 1
            if not _takes_no_room(error):
                trouble = trouble or error
                _note(context, thread, error)
        else:
            done += 1
    return done, trouble


def _takes_no_room(error: Exception) -> bool:
    """Tell whether a thread was deleted or archived meanwhile."""
    is_archived = isinstance(error, discord.HTTPException) and error.code == THREAD_ARCHIVED
    return is_archived or is_gone(error)


def _note(context: Context, thread: discord.Thread, error: Exception) -> None:
    now, known = context.clock(), context.unarchived
    for each in [each for each, until in known.items() if until < now]:
        del known[each]
    if thread.id not in known:
        # What to do about it is in health, which names missing permissions.
        log.warning("a thread can't be archived to make room: %s", type(error).__name__)
    known[thread.id] = now + REFUSED_FOR


def _quiet(
    context: Context, threads: list[discord.Thread], channel_id: int
) -> list[discord.Thread]:
    """Return the bot's own threads in the forum's channel, the longest-quiet first.

    Those that Discord refused to archive come last.
    """
    newest = discord.utils.time_snowflake(context.clock() - LEAST_QUIET)
    me = own_id(context)
    own = [
        each
        for each in threads
        if each.parent_id == channel_id and each.owner_id == me and not each.flags.pinned
    ]
    quiet = [each for each in own if _last_used(each) < newest]
    return sorted(quiet, key=lambda each: (each.id in context.unarchived, _last_used(each)))


def _last_used(thread: discord.Thread) -> int:
    """Return the newest message's id, which tells when it was sent."""
    return max(thread.id, thread.last_message_id or 0)


def _go_on(context: Context, forum_id: int) -> Record:
    async def record(session: AsyncSession) -> None:
        await deliveries.make_room(session, forum_id, context.clock())

    return record
