"""How far moderators are from learning who wrote an anonymous post: asked, confirmed, or not.

A request is a row until it is granted; that it was granted stands in the log alone, which nobody
can alter.
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlmodel.ext.asyncio.session import AsyncSession

from data.members import discord_id_of
from data.moderation import acts_on_post, request_on
from data.tables import AuditEntry, Post, PostState, UnmaskRequest

REQUEST_DAYS = 7
LOOK_HOURS = 24

UNMASK = "unmask"  # the log's word for a granted request


class Stage(StrEnum):
    """How far a moderator is from learning who wrote a post."""

    NEVER = "never"
    MAY_ASK = "may_ask"
    WAITING = "waiting"
    MAY_CONFIRM = "may_confirm"
    MAY_LOOK = "may_look"


@dataclass(frozen=True, slots=True)
class Request:
    """What a moderator asks another one to confirm, and who asks, as a Discord user."""

    by: int | None
    reason: str
    is_danger: bool
    at: datetime


async def stage_of(
    session: AsyncSession, post: Post, member_id: int | None, now: datetime
) -> tuple[Stage, Request | None]:
    """Return how far a moderator is, and the request that waits."""
    if not is_unmaskable(post):
        return Stage.NEVER, None
    row = await waiting_on(session, post, now)
    if row is not None:
        by = await discord_id_of(session, row.requested_by)
        request = Request(by, row.reason, row.is_danger, row.created_at)
        is_own = row.requested_by == member_id
        return Stage.WAITING if is_own else Stage.MAY_CONFIRM, request
    if member_id is not None and await is_granted(session, post, member_id, now):
        return Stage.MAY_LOOK, None
    return Stage.MAY_ASK, None


def is_unmaskable(post: Post) -> bool:
    """Tell whether two moderators may learn the author: by what was promised, not by settings.

    Whether the seal is still there is no part of this: that could say who wrote other posts.
    """
    is_shown = post.state in {PostState.VISIBLE, PostState.HIDDEN}
    return post.is_unmaskable and post.author_id is None and is_shown


async def waiting_on(session: AsyncSession, post: Post, now: datetime) -> UnmaskRequest | None:
    """Return the request that waits for another moderator; after a week it has lapsed."""
    request = await request_on(session, post.number)
    lapsed = now - timedelta(days=REQUEST_DAYS)
    return request if request is not None and request.created_at > lapsed else None


async def is_granted(session: AsyncSession, post: Post, member_id: int, now: datetime) -> bool:
    """Tell whether a moderator is one of the two of a request granted within a day."""
    since = now - timedelta(hours=LOOK_HOURS)
    granted = await acts_on_post(session, post.number, UNMASK, since=since)
    return any(member_id in _both(entry) for entry in granted)


def is_announced(action: object, detail: object) -> bool:
    """Tell whether an entry of the log is a granted request that the author was told of."""
    return action == UNMASK and not json.loads(str(detail))["is_danger"]


def _both(entry: AuditEntry) -> set[int | None]:
    return {entry.actor_id, json.loads(entry.detail)["requested_by"]}
