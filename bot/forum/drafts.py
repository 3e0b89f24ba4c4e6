"""Drafts: what somebody submitted, kept sealed for a day in case posting it fails."""

import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.forum.errors import DraftGone
from bot.forum.identity import Sealer, WrongKey
from data.database import Database
from data.notices import delete_draft, delete_old_drafts, drafts_of, get_draft, insert_draft
from data.tables import Draft

KEPT_FOR = timedelta(hours=24)
MOST_OFFERED = 10


@dataclass(frozen=True, slots=True)
class Submission:
    """A submitted form: its custom_id, which says what it is about, and its fields."""

    custom_id: str
    texts: dict[str, str] = field(default_factory=dict)
    choices: dict[str, list[str]] = field(default_factory=dict)
    guild_id: int | None = None

    @property
    def form(self) -> str:
        """Which form it is: the custom_id's first part."""
        return self.custom_id.partition(":")[0]

    @property
    def subject(self) -> str:
        """Which form about what; an edit's revision and an ask's tags left out."""
        parts = self.custom_id.split(":")
        return parts[0] if parts[0] == "ask" else ":".join(parts[:2])


async def keep(
    database: Database, sealer: Sealer, *, user_id: int, submission: Submission, now: datetime
) -> int:
    """Keep a submission, sealed for its owner, and return the draft's number."""
    owner = sealer.mark("inbox", user_id)
    plain = json.dumps(
        [submission.custom_id, submission.texts, submission.choices, submission.guild_id]
    )
    sealed = sealer.seal(plain.encode(), table="draft", row=owner)
    async with database.write() as session:
        await delete_old_drafts(session, now)
        for draft in await drafts_of(session, owner, now, limit=MOST_OFFERED):
            # The form was opened with the earlier try in it: this one takes its place.
            if is_same_form(_opened(sealer, user_id, draft), submission):
                await delete_draft(session, draft.id or 0)
        return await insert_draft(
            session, owner_mark=owner, sealed=sealed, now=now, expires_at=now + KEPT_FOR
        )


async def reopen(
    database: Database, sealer: Sealer, *, user_id: int, draft_id: int, now: datetime
) -> Submission:
    """Return one of somebody's drafts. Raises `DraftGone`, also when it is someone else's."""
    async with database.read() as session:
        draft = await get_draft(session, draft_id)
    submission = _opened(sealer, user_id, draft) if draft and draft.expires_at > now else None
    if submission is None:
        raise DraftGone
    return submission


async def latest(
    database: Database, sealer: Sealer, *, user_id: int, subject: str, guild_id: int, now: datetime
) -> Submission | None:
    """Return the newest draft of somebody's about one subject in one server."""
    owner = sealer.mark("inbox", user_id)
    async with database.read() as session:
        drafts = await drafts_of(session, owner, now, limit=MOST_OFFERED)
    for draft in drafts:
        found = _opened(sealer, user_id, draft)
        if found and (found.subject, found.guild_id) == (subject, guild_id):
            return found
    return None


def is_same_form(one: Submission | None, other: Submission) -> bool:
    """Tell whether two submissions are about the same thing in the same server."""
    return one is not None and (one.subject, one.guild_id) == (other.subject, other.guild_id)


def _opened(sealer: Sealer, user_id: int, draft: Draft) -> Submission | None:
    owner = sealer.mark("inbox", user_id)
    if draft.owner_mark != owner:
        return None
    try:
        plain = sealer.open(draft.sealed, table="draft", row=owner)
    except WrongKey:
        return None
    custom_id, texts, choices, guild_id = json.loads(plain)
    return Submission(custom_id, texts, choices, guild_id)
