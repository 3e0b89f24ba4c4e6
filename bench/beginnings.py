"""What several measurements begin with: a forum, and a question in it."""

from datetime import datetime

from bot.forum import forums, questions
from bot.forum.summaries import Actor, ForumSummary
from data.database import Database
from data.tables import ChannelKind


async def forum_in(
    database: Database, now: datetime, *, guild_id: int = 900, channel_id: int = 901
) -> ForumSummary:
    """Set up a forum under a text channel."""
    return await forums.set_up(
        database,
        guild_id=guild_id,
        channel_id=channel_id,
        channel_kind=ChannelKind.TEXT,
        name="Calm Waters",
        locale="en",
        now=now,
    )


async def asked_in(
    database: Database,
    forum_id: int,
    actor: Actor,
    now: datetime,
    *,
    category_id: int | None = None,
    notify: bool = False,
) -> int:
    """Ask a question, and return its number."""
    made = await questions.ask(
        database,
        forum_id=forum_id,
        actor=actor,
        title="How can I sleep before an exam?",
        details="I lie awake for hours.",
        category_id=category_id,
        notify=notify,
        now=now,
    )
    return made.post_id
