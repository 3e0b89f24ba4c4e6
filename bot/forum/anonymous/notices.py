"""Notifications of whoever is anonymous: found through their index, read with the key only.

Whether one was read is sealed as well: the time of reading would link it to what the same person
read by name.
"""

import contextlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.forum.anonymous.authors import (
    OwnPost,
    own_posts,
    own_posts_anywhere,
)
from bot.forum.anonymous.followed import followed_by
from bot.forum.identity import (
    WrongKey,
    not_early,
    sealed_hints,
    sealed_reads,
    sealer_in_view,
    sealer_of,
)
from bot.forum.mail import lane_of_mark, plain_of
from bot.forum.own_acts import own_among, own_by_name
from bot.forum.post_mail import DONE
from bot.forum.topics import Preferences
from data.anonymity import (
    name_notification,
    notifications_marked,
    reseal_notification,
    sealed_after,
)
from data.database import Database
from data.notices import told_by_name
from data.posts import get_post
from data.sealed_mail import sealed_mail_in
from data.sealing import KEY_ID_BYTES
from data.tables import Notification, NotificationKind, Post

RESEALED_AT_ONCE = 200
# Kinds that tell of a post of somebody else's.
SAID_BY_OTHERS = {
    NotificationKind.ANSWER,
    NotificationKind.COMMENT,
    NotificationKind.COMMENT_AFTER,
    NotificationKind.FOLLOWED,
}
# The purpose of the marks of what followers of a question are told. Authors' is another, "inbox":
# nobody shall see that somebody is both.
TOLD = "followed"
# What stands in a seal besides: that a DM brought it, since when one waits, when Discord refused
# it, whether one was made, and that a word after a command told of it; the channel that it came in.
HEARD, HELD, REFUSED, BY_DM, HINTED = "heard", "held", "refused", "dm", "hinted"
CHANNEL = "channel"
# In the seal of a DM: into which channel it may have been sent before its turn, and that it wasn't.
EARLY, NOT_EARLY = "early", "late"


@dataclass(frozen=True, slots=True)
class SealedNotice:
    """A sealed notification and what it says: whom it tells, of which post, in which question."""

    row: Notification
    user_id: int
    post_id: int
    question_id: int
    is_read: bool
    is_heard: bool
    """Whether a DM brought it."""
    held_at: datetime | None
    """Since when a DM waits that is to bring it when quiet hours end."""
    refused_at: datetime | None
    """When Discord refused its DM."""
    is_by_dm: bool
    """Whether a DM was made of it."""
    is_hinted: bool
    """Whether a word after a command told of it."""
    channel_id: int | None
    """The channel in which a DM brought it, or may have."""

    @property
    def is_followed(self) -> bool:
        """Whether it tells them as somebody who follows the question."""
        return self.row.kind is NotificationKind.FOLLOWED

    @property
    def created_at(self) -> datetime:
        """When it was made."""
        return self.row.created_at


@dataclass(frozen=True, slots=True)
class Sealed:
    """What somebody finds of their sealed notifications, and what they know through it."""

    notices: list[SealedNotice]
    """The newest first; each post once."""
    known: set[int]
    """Posts that they are not to be told of as a follower by name."""
    own: frozenset[int] = frozenset()
    """What they are told by name of what they did themselves, as an alias."""
    every: tuple[SealedNotice, ...] = ()
    """All that they are told sealed, also what they don't find."""

    def to_see(self, chosen: Preferences) -> list[SealedNotice]:
        """Return those of the kinds that somebody wants to see."""
        return [
            each for each in self.notices if chosen.wants_to_see(each.row.kind, each.row.forum_id)
        ]


async def sealed_for(
    session: AsyncSession, user_id: int, forum_id: int | None, *, with_own: bool = False
) -> Sealed:
    """Return what somebody finds of their sealed notifications, of one forum or of every one.

    What they are told as a post's author or the asker comes before what as a follower, and as a
    follower nothing of what they wrote themselves, or are told of by name. By name, in turn, they
    are told as a follower of nothing that they wrote anonymously, or that is among these. Of what
    they did themselves they are told nothing; `with_own`: as followers of that, too.
    """
    own = await _own(session, user_id, forum_id)
    wrote = set() if with_own else {post.post_id for post in own}
    found = await _all_sealed(session, user_id, forum_id, own)
    told = wrote | {each.post_id for each in found if not each.is_followed}
    followed = [each.post_id for each in found if each.is_followed]
    told |= await told_by_name(session, user_id, followed)
    theirs = await own_among(session, user_id, [(each.row, each.post_id) for each in found])
    notices = [
        each
        for each in found
        if each.row.id not in theirs and (not each.is_followed or each.post_id not in told)
    ]
    by_name = await own_by_name(session, user_id, own)
    return Sealed(notices, wrote | {each.post_id for each in notices}, by_name, every=tuple(found))


async def all_sealed(
    session: AsyncSession, user_id: int, forum_id: int | None
) -> list[SealedNotice]:
    """Return every sealed notification of somebody's, of one forum or of every one."""
    own = await _own(session, user_id, forum_id)
    return await _all_sealed(session, user_id, forum_id, own)


async def _all_sealed(
    session: AsyncSession, user_id: int, forum_id: int | None, own: Collection[OwnPost]
) -> list[SealedNotice]:
    sealer = await sealer_in_view(session)
    asked = {post.question_id for post in own}
    followed = {each.question_id for each in await followed_by(session, user_id, forum_id)}
    marks = [
        mark
        for purpose, questions in (("inbox", asked), (TOLD, followed))
        for each in questions
        for mark in sealer.marks(purpose, user_id, each)
    ]
    return await _marked(session, marks) if marks else []


async def _marked(session: AsyncSession, marks: Sequence[bytes]) -> list[SealedNotice]:
    """Return the sealed notifications with these marks, the newest first, as they are by now.

    What became of a DM stands in the seal of its delivery until that of all others about the post
    does: then their notifications are sealed anew together.
    """
    rows = await notifications_marked(session, marks)
    waiting = {}
    for delivery in await sealed_mail_in(session, [lane_of_mark(mark) for mark in marks]):
        with contextlib.suppress(WrongKey):  # it is nobody's any more
            plain = plain_of(session, delivery)
            waiting[plain["notification"]] = plain
    late = {number for number, has_failed in not_early(session).items() if has_failed}
    return [_by_now(opened(session, row), waiting.get(row.id or 0, {}), late) for row in rows]


def _by_now(
    notice: SealedNotice, said: Mapping[str, int], not_before_its_turn: Collection[int]
) -> SealedNotice:
    is_undone = EARLY in said and DONE not in said and not said.get(NOT_EARLY)
    is_early = is_undone and notice.row.id not in not_before_its_turn
    return replace(
        notice,
        is_heard=notice.is_heard or HEARD in said or is_early,
        held_at=_moment(said[HELD]) if HELD in said else notice.held_at,
        refused_at=_moment(said[REFUSED]) if REFUSED in said else notice.refused_at,
        channel_id=said.get(CHANNEL) or said.get(EARLY) or notice.channel_id,
    )


async def _own(session: AsyncSession, user_id: int, forum_id: int | None) -> tuple[OwnPost, ...]:
    if forum_id is None:
        return await own_posts_anywhere(session, user_id)
    return await own_posts(session, forum_id, user_id)


def opened(session: AsyncSession, row: Notification) -> SealedNotice:
    """Open a sealed notification. Raises `WrongKey`."""
    plain = sealer_of(session).open(
        row.sealed or b"", table="notification", row=row.recipient_mark or b""
    )
    told = json.loads(plain)
    is_read = bool(told.get("read")) or row.id in sealed_reads(session)
    return SealedNotice(
        row,
        told["user"],
        told["post"],
        told["question"],
        is_read=is_read,
        is_heard=HEARD in told,
        held_at=_moment(told.get(HELD)),
        refused_at=_moment(told.get(REFUSED)),
        is_by_dm=bool(told.get(BY_DM, 1)),
        is_hinted=HINTED in told or row.id in sealed_hints(session),
        channel_id=told.get(CHANNEL),
    )


def _moment(seconds: float | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


async def sealed_about(
    session: AsyncSession, user_id: int, post: Post, purpose: str
) -> SealedNotice | None:
    """Return what somebody is told of a post, sealed: as an author, or as a follower (`TOLD`)."""
    marks = (await sealer_in_view(session)).marks(purpose, user_id, post.root_id)
    found = await _marked(session, marks)
    return next((each for each in found if each.post_id == post.number), None)


async def mark_sealed_read(session: AsyncSession, user_id: int, forum_id: int | None) -> None:
    """Mark somebody's sealed notifications as read: remembered now, written by `write_reads`."""
    read = sealed_reads(session)
    read.update(each.row.id or 0 for each in await all_sealed(session, user_id, forum_id))


async def write_reads(database: Database) -> None:
    """Write which sealed notifications were read or hinted at, by sealing every one of them anew.

    Written where that happens, in one transaction with what the same person read by name, the
    WAL would say who is anonymous where. So it is written each hour and when the bot stops; what
    was read since the last time is unread again when the process is killed before.
    """
    last = 0
    while True:
        async with database.write() as session:
            rows = await sealed_after(session, last, limit=RESEALED_AT_ONCE)
            for row in rows:
                await _reseal(session, row)
        if len(rows) < RESEALED_AT_ONCE:
            return
        last = rows[-1].id or 0


async def name_notices(
    session: AsyncSession, user_id: int, question_id: int, member_id: int, now: datetime
) -> None:
    """Make somebody's sealed notifications of a question open ones of the member they are.

    What their seals say besides is said in clear: that they were read, heard of, or wait.
    """
    marks = sealer_of(session).marks("inbox", user_id, question_id)
    for said in await _marked(session, marks):
        row = said.row
        post = await get_post(session, said.post_id)
        is_others = post is not None and row.kind in SAID_BY_OTHERS
        await name_notification(
            session,
            row.id or 0,
            recipient_id=member_id,
            post_id=said.post_id,
            actor_id=post.author_id if post is not None and is_others else None,
            read_at=now if said.is_read else None,
            held_at=said.held_at,
            is_heard=said.is_heard,
        )


async def _reseal(session: AsyncSession, row: Notification) -> None:
    sealer, mark, sealed = sealer_of(session), row.recipient_mark or b"", row.sealed or b""
    if sealed[:KEY_ID_BYTES] != sealer.key_id:
        return  # a rotation is under way, and finds it by its old key
    try:
        told = json.loads(sealer.open(sealed, table="notification", row=mark))
    except WrongKey:
        return  # it is damaged, and holds nothing else up
    if row.id in sealed_reads(session):
        told["read"] = 1
    if row.id in sealed_hints(session):
        told[HINTED] = 1
    again = sealer.seal_alike(json.dumps(told).encode(), sealed, table="notification", row=mark)
    await reseal_notification(session, row.id or 0, again)
