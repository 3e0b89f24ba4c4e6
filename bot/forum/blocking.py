"""What moderators do to people: block them by account or behind an alias, and take that back.

Nothing that a moderator can type or see depends on who wrote an anonymous post: its author is
blocked behind the alias, whoever that is, and neither reply nor log says whether there was one.
"""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.catalogue import N_
from bot.forum import blocks
from bot.forum.errors import ForumError
from bot.forum.moderation import known_post, short_reason
from bot.forum.people import unnamed_member
from bot.forum.summaries import Actor
from data.database import Database
from data.forums import get_forum
from data.members import discord_id_of
from data.moderation import log_act

MOST_HOURS = 8760  # a year

BLOCK, UNBLOCK = "block", "unblock"
BLOCK_ALIAS, UNBLOCK_ALIAS = "block alias", "unblock alias"


class NobodyToBlock(ForumError):
    """The post has neither an account nor an alias behind it."""

    message = N_("Nobody who could be blocked stands behind that post.")


class Protected(ForumError):
    """Moderators keep their voice: who they are is for the server's owner to decide."""

    message = N_("Moderators and the owner can't be blocked.")


async def named_author(
    database: Database, *, forum_id: int, post_id: int, may_be_gone: bool = False
) -> int | None:
    """Return the Discord user whom a post names; None for one that carries an alias.

    `may_be_gone`: also None for one that carries none any more. Raises `NotFound`,
    `NobodyToBlock`.
    """
    async with database.read() as session:
        post = await known_post(session, forum_id, post_id)
        author_id = post.author_id
        found = None if author_id is None else await discord_id_of(session, author_id)
    if found is None and post.alias is None and not may_be_gone:
        raise NobodyToBlock
    return found


async def block_account(
    database: Database,
    *,
    forum_id: int,
    user_id: int,
    hours: int | None,
    reason: str,
    actor: Actor,
    now: datetime,
    post_id: int | None = None,
) -> datetime | None:
    """Block a Discord user, by name and anonymously; return until when, None without an end.

    `post_id` is the named post that led to it. Nobody is made a member by being blocked.
    """
    until, reason = _until(hours, now), short_reason(reason)
    async with database.write() as session:
        await blocks.block_user(session, forum_id, user_id, until=until, reason=reason)
        detail = {"user": user_id, "hours": hours, "reason": reason}
        await _log(session, forum_id, BLOCK, post_id, detail, actor, now)
    return until


async def unblock_account(
    database: Database,
    *,
    forum_id: int,
    user_id: int,
    actor: Actor,
    now: datetime,
    post_id: int | None = None,
) -> None:
    """Take back the block of a Discord user's account; harmless when there is none.

    `post_id` is a post that names them; when it carried an alias before, which everybody saw, a
    block of that alias ends too. Of who else they may be, this says nothing.
    """
    async with database.write() as session:
        await blocks.unblock_user(session, forum_id, user_id)
        if post_id is not None:
            post = await known_post(session, forum_id, post_id)
            if post.former_alias is not None:
                await blocks.unblock_author(session, post, user_id)
        await _log(session, forum_id, UNBLOCK, None, {"user": user_id}, actor, now)


async def block_alias(
    database: Database,
    *,
    forum_id: int,
    post_id: int,
    hours: int | None,
    reason: str,
    is_named_too: bool,
    actor: Actor,
    now: datetime,
) -> datetime | None:
    """Block whoever wrote an anonymous post; return until when, None without an end.

    Raises `NotFound`.
    """
    until, reason = _until(hours, now), short_reason(reason)
    async with database.write() as session:
        post = await known_post(session, forum_id, post_id)
        await blocks.block_author(
            session, post, until=until, reason=reason, is_named_too=is_named_too
        )
        detail = {"hours": hours, "reason": reason, "is_named_too": is_named_too}
        await _log(session, forum_id, BLOCK_ALIAS, post_id, detail, actor, now)
    return until


async def unblock_alias(
    database: Database, *, forum_id: int, post_id: int, actor: Actor, now: datetime
) -> None:
    """Take back the block behind an anonymous post; harmless when there is none.

    Raises `NotFound`.
    """
    async with database.write() as session:
        post = await known_post(session, forum_id, post_id)
        await blocks.unblock_author(session, post)
        await _log(session, forum_id, UNBLOCK_ALIAS, post_id, {}, actor, now)


def _until(hours: int | None, now: datetime) -> datetime | None:
    return None if hours is None else now + timedelta(hours=hours)


async def _log(
    session: AsyncSession,
    forum_id: int,
    action: str,
    post_id: int | None,
    detail: Mapping[str, object],
    actor: Actor,
    now: datetime,
) -> None:
    forum = await get_forum(session, forum_id)
    await log_act(
        session,
        forum_id=forum_id,
        action=action,
        actor_id=await unnamed_member(session, forum, actor, now),
        post_id=post_id,
        detail=json.dumps(detail),
        created_at=now,
    )
