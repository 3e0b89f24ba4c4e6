"""A forum's settings: who could learn an anonymous author, for how long, how late posts appear.

They hold for posts made from then on. What a post was promised stands in its own row.
"""

from datetime import datetime
from enum import StrEnum

from bot.forum.people import unnamed_member
from bot.forum.summaries import Actor
from data.database import Database
from data.forums import get_forum, update_forum
from data.notices import log_act
from data.tables import Anonymity


class Setting(StrEnum):
    """A setting, by its column."""

    ANONYMITY = "anonymity"
    SEAL_DAYS = "seal_days"
    DELAY = "anonymous_delay_seconds"


Value = Anonymity | int | None

CHOICES: dict[Setting, tuple[Value, ...]] = {
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
        await log_act(
            session,
            forum_id=forum_id,
            action="change settings",
            actor_id=await unnamed_member(session, forum, actor, now),
            detail=f"{setting}: {before} -> {value}",
            created_at=now,
        )
