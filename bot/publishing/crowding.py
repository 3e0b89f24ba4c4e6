"""Room for threads: a server has 1,000 open ones at most, so the longest-quiet are archived.

Discord archives by itself only after days; a lively forum would be full before. An archived thread
opens again with the next answer.
"""

from datetime import timedelta

import discord
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.forum import deliveries
from bot.publishing.context import Context, MissingPlace, Record, channel_of, own_id
from data.forums import get_forum
from data.tables import Delivery

CROWDED = 900  # open threads of a server; Discord refuses more than 1,000
ROOMY = 850
LEAST_ROOM = 10
MOST_AT_ONCE = 50
# A thread that was used just now is left open, however many there are.
LEAST_QUIET = timedelta(minutes=10)


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
    quiet = _quiet(context, threads, channel.id)
    for thread in quiet[: min(surplus, MOST_AT_ONCE)]:
        await thread.edit(archived=True)
    is_left = surplus > MOST_AT_ONCE and len(quiet) > MOST_AT_ONCE
    return _go_on(context, forum_id) if is_left else None


def _quiet(
    context: Context, threads: list[discord.Thread], channel_id: int
) -> list[discord.Thread]:
    """Return the bot's own threads in the forum's channel, the longest-quiet first."""
    newest = discord.utils.time_snowflake(context.clock() - LEAST_QUIET)
    me = own_id(context)
    own = [
        each
        for each in threads
        if each.parent_id == channel_id and each.owner_id == me and not each.flags.pinned
    ]
    return sorted((each for each in own if _last_used(each) < newest), key=_last_used)


def _last_used(thread: discord.Thread) -> int:
    """Return the newest message's id, which tells when it was sent."""
    return max(thread.id, thread.last_message_id or 0)


def _go_on(context: Context, forum_id: int) -> Record:
    async def record(session: AsyncSession) -> None:
        await deliveries.make_room(session, forum_id, context.clock())

    return record
