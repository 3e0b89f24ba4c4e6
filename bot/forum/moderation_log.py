"""Reading what was done to a person: to the posts they named themselves in, and to their account.

What was done to aliases is no part of it, and stays none when a post is named later.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import TypedDict

from bot.forum.blocking import BLOCK, UNBLOCK
from bot.forum.converting import CONVERT
from bot.forum.edits import SILENT
from data.database import Database
from data.members import discord_ids_of, member_of_discord
from data.moderation import acts_on
from data.tables import AuditEntry

MOST_LINES = 15

ACCOUNT_ACTIONS = (BLOCK, UNBLOCK)
POST_ACTIONS = (
    "hide",
    "unhide",
    "edit",
    SILENT,
    "close",
    "reopen",
    "move",
    "choose",
    "unchoose",
    CONVERT,
)


class Detail(TypedDict, total=False):
    """What an entry says besides who, what and when."""

    reason: str
    hours: int | None


@dataclass(frozen=True, slots=True)
class Act:
    """Something that was done; without an actor it was done with Discord's own controls."""

    action: str
    actor_id: int | None
    """The Discord user who did it."""
    post_id: int | None
    reason: str
    hours: int | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Log:
    """The newest acts on one person, and whether there are older ones."""

    acts: tuple[Act, ...]
    has_more: bool


async def log_of(database: Database, *, forum_id: int, user_id: int) -> Log:
    """Return the 15 newest acts on somebody."""
    async with database.read() as session:
        member = await member_of_discord(session, forum_id, user_id)
        found = await acts_on(
            session,
            forum_id,
            member_id=member.id if member else None,
            user_id=user_id,
            post_actions=POST_ACTIONS,
            account_actions=ACCOUNT_ACTIONS,
            limit=MOST_LINES + 1,
        )
        actors = {entry.actor_id for entry in found if entry.actor_id is not None}
        known = await discord_ids_of(session, actors)
    acts = tuple(_act(entry, known) for entry in found[:MOST_LINES])
    return Log(acts, has_more=len(found) > MOST_LINES)


def _act(entry: AuditEntry, known: dict[int, int]) -> Act:
    is_account = entry.action in ACCOUNT_ACTIONS
    said: Detail = json.loads(entry.detail) if is_account else {"reason": entry.detail}
    return Act(
        action=entry.action,
        actor_id=known.get(entry.actor_id or 0),
        post_id=entry.post_id,
        reason=said.get("reason", ""),
        hours=said.get("hours"),
        at=entry.created_at,
    )
