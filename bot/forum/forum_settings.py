"""A forum's settings: answers a person; who could learn an anonymous author, and for how long.

They hold for posts made from then on. What a post was promised stands in its own row. Titles by
points hold at once for everybody.
"""

from datetime import datetime
from enum import StrEnum

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.forum.people import unnamed_member
from bot.forum.summaries import Actor
from bot.forum.titles import parsed
from data.database import Database
from data.drafts import delete_draft
from data.forums import get_forum, update_forum
from data.moderation import log_act
from data.tables import Anonymity, Forum


class Setting(StrEnum):
    """A setting, by its column."""

    MOST_ANSWERS = "most_answers"
    ANONYMITY = "anonymity"
    SEAL_DAYS = "seal_days"
    DELAY = "anonymous_delay_seconds"


Value = Anonymity | int | None

CHOICES: dict[Setting, tuple[Value, ...]] = {
    Setting.MOST_ANSWERS: (None, 1),
    Setting.ANONYMITY: tuple(Anonymity),
    Setting.SEAL_DAYS: (None, 30, 90, 365),
    Setting.DELAY: (0, 20, 60, 300),
}


async def change(
    database: Database,
    *,
    forum_id: int,
    setting: Setting,
    value: Value,
    actor: Actor,
    now: datetime,
) -> None:
    """Change a setting; the same again is harmless.

    Raises ValueError for what is none of the choices.
    """
    if value not in CHOICES[setting]:
        msg = f"{setting} can't be {value}"
        raise ValueError(msg)
    async with database.write() as session:
        forum = await get_forum(session, forum_id)
        before = getattr(forum, setting.value)
        if before == value:
            return
        await update_forum(session, forum_id, **{setting.value: value})
        await log_settings(session, forum, f"{setting}: {before} -> {value}", actor, now)


async def set_titles(
    database: Database,
    *,
    forum_id: int,
    text: str,
    actor: Actor,
    now: datetime,
    draft_id: int | None = None,
) -> int:
    """Give a forum the titles of a text, one a line as `300 Regular`; return how many.

    Raises `Invalid` with every problem.
    """
    titles = parsed(text)
    async with database.write() as session:
        forum = await get_forum(session, forum_id)
        before = [(points, title) for points, title in forum.titles_by_points]
        if before != titles:
            await update_forum(session, forum_id, titles_by_points=titles)
            detail = f"titles_by_points: {len(before)} -> {len(titles)}"
            await log_settings(session, forum, detail, actor, now)
        if draft_id is not None:
            await delete_draft(session, draft_id)
    return len(titles)


async def log_settings(
    session: AsyncSession, forum: Forum, detail: str, actor: Actor, now: datetime
) -> None:
    """Log that somebody changed a setting, from what to what."""
    await log_act(
        session,
        forum_id=forum.id or 0,
        action="change settings",
        actor_id=await unnamed_member(session, forum, actor, now),
        detail=detail,
        created_at=now,
    )
