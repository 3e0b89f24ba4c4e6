"""Drafts: what somebody submitted, kept sealed for a day in case posting it fails."""

import json
import os
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.forum.errors import DraftGone
from bot.forum.identity import Sealer, WrongKey, sealer_of
from data.database import Database
from data.drafts import (
    delete_draft,
    draft_marks,
    get_draft,
    get_drafts,
    insert_draft,
)
from data.retention import delete_aged_drafts
from data.sealing import look
from data.tables import Draft

KEPT_FOR = timedelta(hours=24)
MOST_OFFERED = 10
CUSTOM_ID_CHARACTERS = 100  # Discord takes no longer ones.
SALT_BYTES = 16
# Whoever submits a form waits for that.
AGED_OUT_AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class Submission:
    """A submitted form: its custom_id, which says what it is about, and its fields.

    `draft_id` is the draft that it was read from.
    """

    custom_id: str
    texts: dict[str, str] = field(default_factory=dict)
    choices: dict[str, list[str]] = field(default_factory=dict)
    guild_id: int | None = None
    draft_id: int | None = field(default=None, compare=False)

    @property
    def about(self) -> str:
        """The custom_id without what `marked` added to it."""
        return self.custom_id.partition("~")[0]

    @property
    def promised(self) -> str:
        """The code of the terms that the form named to whoever would be anonymous."""
        return self._marks()[0]

    @property
    def filled_from(self) -> int | None:
        """The draft that the form was filled with when it opened."""
        number = self._marks()[1]
        return int(number) if number.isdecimal() else None

    def _marks(self) -> tuple[str, str]:
        _, promised, number, *_ = [*self.custom_id.split("~"), "", ""]
        return promised, number

    @property
    def form(self) -> str:
        """Which form it is: the custom_id's first part."""
        return self.about.partition(":")[0]

    @property
    def subject(self) -> str:
        """Which form about what.

        Left out are an edit's revision, and an ask's category and tags; what stays of an ask is
        the New Post thread that it makes a question of.
        """
        form, *parts = self.about.split(":")
        return ":".join([form, *(parts[2:] if form == "ask" else parts[:1])])


def marked(about: str, *, promised: str = "", draft_id: int | None = None) -> str:
    """Return a form's custom_id: what it is about, what it promises, and which draft fills it.

    Where there is no room for the draft, it stays when another submit takes its place.
    """
    whole = f"{about}~{promised}~{draft_id or ''}".rstrip("~")
    return whole if len(whole) <= CUSTOM_ID_CHARACTERS else f"{about}~{promised}".rstrip("~")


async def keep(
    database: Database, sealer: Sealer, *, user_id: int, submission: Submission, now: datetime
) -> int:
    """Keep a submission, sealed for its owner, and return the draft's number."""
    async with database.write() as session:
        await delete_aged_drafts(session, now, limit=AGED_OUT_AT_ONCE)
        # Only now: a mark that was made before the lock was taken may be an older key's.
        sealer = sealer.pinned()
        for draft in await _drafts(session, sealer, user_id, now):
            if _is_replaced(_opened(sealer, user_id, draft), submission):
                await delete_draft(session, draft.id or 0)
        owner = owner_mark(sealer, os.urandom(SALT_BYTES), user_id)
        sealed = sealer.seal(_plain(submission, user_id), table="draft", row=owner)
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


async def forget(
    database: Database, sealer: Sealer, *, user_id: int, draft_id: int, now: datetime
) -> None:
    """Forget one of somebody's drafts. Raises `DraftGone`, also when it is someone else's."""
    await reopen(database, sealer, user_id=user_id, draft_id=draft_id, now=now)
    async with database.write() as session:
        await delete_draft(session, draft_id)


async def latest(
    database: Database,
    sealer: Sealer,
    *,
    user_id: int,
    subject: str,
    guild_id: int | None,
    now: datetime,
) -> Submission | None:
    """Return the newest draft of somebody's about one subject in one server, or in their DMs."""
    async with database.read() as session:
        await look(session)
        drafts = await _drafts(session, sealer, user_id, now)
    for draft in drafts:
        found = _opened(sealer, user_id, draft)
        if found and (found.subject, found.guild_id) == (subject, guild_id):
            return found
    return None


def _is_replaced(earlier: Submission | None, by: Submission) -> bool:
    """Tell whether a submission takes a draft's place.

    Its form was opened with the draft in it, or holds the very same; another form that was open
    at the same time does not.
    """
    if earlier is None or (earlier.subject, earlier.guild_id) != (by.subject, by.guild_id):
        return False
    return earlier.draft_id == by.filled_from or earlier.texts == by.texts


async def _drafts(
    session: AsyncSession, sealer: Sealer, user_id: int, now: datetime
) -> list[Draft]:
    """Return somebody's drafts, the newest first; at most ten."""
    marks = await draft_marks(session, now)
    own = [id_ for id_, mark in marks.items() if is_owner(sealer, mark, user_id)]
    return await get_drafts(session, own[:MOST_OFFERED])


async def own_marks(session: AsyncSession, user_id: int) -> list[bytes]:
    """Return the marks of all of somebody's drafts, also of those that have aged out."""
    sealer = sealer_of(session)
    marks = (await draft_marks(session)).values()
    return [mark for mark in marks if is_owner(sealer, mark, user_id)]


def owner_mark(sealer: Sealer, salt: bytes, user_id: int) -> bytes:
    """Return the mark of a draft's owner, with its salt before it.

    Every draft has a salt of its own: equal marks would link what one person wrote by name to
    what they wrote anonymously.
    """
    return salt + sealer.mark("inbox", salt, user_id)


def is_owner(sealer: Sealer, mark: bytes, user_id: int) -> bool:
    """Tell whether a draft's mark is somebody's."""
    salt, keyed = mark[:SALT_BYTES], mark[SALT_BYTES:]
    return keyed in sealer.marks("inbox", salt, user_id)


def _plain(submission: Submission, user_id: int) -> bytes:
    """Return what is sealed; it ends with whose it is, to be marked anew with another key."""
    fields = [submission.custom_id, submission.texts, submission.choices, submission.guild_id]
    return json.dumps([*fields, user_id]).encode()


def _opened(sealer: Sealer, user_id: int, draft: Draft) -> Submission | None:
    if not is_owner(sealer, draft.owner_mark, user_id):
        return None
    try:
        plain = sealer.open(draft.sealed, table="draft", row=draft.owner_mark)
    except WrongKey:
        return None
    custom_id, texts, choices, guild_id, *_ = json.loads(plain)
    return Submission(custom_id, texts, choices, guild_id, draft.id)
