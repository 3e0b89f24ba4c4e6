"""What a moderator may do with a post besides what everybody may, and why it is hidden."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.forum.anonymous.unmask_requests import Request, Stage, stage_of
from bot.forum.summaries import Actor
from data.database import Database
from data.members import discord_id_of, member_of_discord
from data.posts import get_post
from data.tables import Post, PostState


@dataclass(frozen=True, slots=True)
class Hiding:
    """Who hid a post, as a Discord user, when and why; by nobody: with Discord's own controls."""

    by: int | None
    at: datetime | None
    reason: str


@dataclass(frozen=True, slots=True)
class Powers:
    """What a moderator may do with one post; who is none may do nothing of it."""

    may_hide: bool = False
    may_unhide: bool = False
    hiding: Hiding | None = None
    unmasking: Stage = Stage.NEVER
    request: Request | None = None
    """What another moderator asks, or they asked themselves, about who wrote the post."""


NONE = Powers()


async def powers(database: Database, *, post_id: int, actor: Actor, now: datetime) -> Powers:
    """Return what a moderator may do with a post."""
    if not actor.is_moderator:
        return NONE
    async with database.read() as session:
        post = await get_post(session, post_id)
        if post is None:
            return NONE
        member = await member_of_discord(session, post.forum_id, actor.discord_id)
        stage, request = await stage_of(session, post, member.id if member else None, now)
        hiding = await _hiding(session, post)
    return Powers(
        may_hide=post.state is PostState.VISIBLE,
        may_unhide=hiding is not None,
        hiding=hiding,
        unmasking=stage,
        request=request,
    )


async def _hiding(session: AsyncSession, post: Post) -> Hiding | None:
    if post.state is not PostState.HIDDEN:
        return None
    by = None if post.state_by is None else await discord_id_of(session, post.state_by)
    return Hiding(by, post.state_at, post.state_reason or "")
