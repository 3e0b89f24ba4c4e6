"""Who left a server, and servers that removed the bot: kept for a while, then erased.

Membership is asked for in parts, a few people at a time; nothing is kept of those who are there.
"""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from bot.forum.anonymous.follows import forget_follower
from bot.forum.privacy.erasing import erase_member
from data.belongings import Membership
from data.database import Database
from data.forums import all_forums
from data.removing_forums import (
    delete_forum,
    delete_members,
    delete_questions,
    note_removals,
    removed_before,
)
from data.retention import departed, members_after, note_departures

MEMBERS_AT_ONCE = 100  # Discord answers for a hundred people at a time.
QUESTIONS_AT_ONCE = 20


async def members_to_ask(database: Database, *, forum_id: int, after: int) -> dict[int, int]:
    """Return Discord id to member id of the next hundred members of a forum after one."""
    async with database.read() as session:
        return await members_after(session, forum_id, after, limit=MEMBERS_AT_ONCE)


async def note_who_is_there(
    database: Database,
    *,
    forum_id: int,
    asked: Mapping[int, int],
    there: Collection[int],
    keep: timedelta,
    now: datetime,
) -> None:
    """Take over who of those asked for is in the server; erase who is gone for long enough.

    `asked` is Discord id to member id. Texts of whoever left stay, without an author.
    """
    gone = {member_id: user_id for user_id, member_id in asked.items() if user_id not in there}
    present = [member_id for user_id, member_id in asked.items() if user_id in there]
    async with database.write() as session:
        await note_departures(session, gone=list(gone), present=present, now=now)
        over = await departed(session, list(gone), now - keep)
    for member_id in over:
        membership = Membership(forum_id, member_id)
        await erase_member(database, membership, user_id=gone[member_id], removes=(), now=now)
        async with database.write() as session:
            await forget_follower(session, forum_id, gone[member_id])


async def note_servers(
    database: Database, *, there: Collection[int], keep: timedelta, now: datetime
) -> None:
    """Take over which servers the bot is in; delete forums whose servers are gone long enough."""
    async with database.write() as session:
        forums = [forum for forum in await all_forums(session) if forum.guild_id is not None]
        gone = [forum.id or 0 for forum in forums if forum.guild_id not in there]
        present = [forum.id or 0 for forum in forums if forum.guild_id in there]
        await note_removals(session, gone=gone, present=present, now=now)
        over = await removed_before(session, now - keep)
    for forum_id in over:
        await _delete_forum(database, forum_id)


async def _delete_forum(database: Database, forum_id: int) -> None:
    is_left = True
    while is_left:
        async with database.write() as session:
            is_left = await delete_questions(session, forum_id, limit=QUESTIONS_AT_ONCE)
    is_left = True
    while is_left:
        async with database.write() as session:
            is_left = await delete_members(session, forum_id, limit=MEMBERS_AT_ONCE)
    async with database.write() as session:
        await delete_forum(session, forum_id)
