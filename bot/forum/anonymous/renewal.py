"""How what is sealed is opened and marked anew, one rule for each table."""

import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.forum.anonymous.preferences import DIGEST_LANE, TURN_LANE
from bot.forum.drafts import SALT_BYTES, owner_mark
from bot.forum.identity import Sealer
from data.rotation import (
    BLOCKS,
    DELIVERIES,
    DRAFTS,
    ERASURES,
    FOLLOW_INDEX,
    FOLLOWS,
    IGNORED,
    INDEX,
    NOTIFICATIONS,
    POSTS,
    PREFERENCES,
    SealedRow,
    SealedTable,
    mark_of_notification,
)

LANE = "inbox:"
# A draft's fields; those of drafts from before anonymous posts don't end with whose it is.
DRAFT_FIELDS = 5


class NotRenewable(Exception):
    """A row doesn't say enough to be found by another mark, and nobody would miss it."""


@dataclass(frozen=True, slots=True)
class Renewal:
    """What a row holds, the mark that finds it from now on, and to what it is bound then.

    `marks`: those of every key at hand, the present one's first, where a mark finds one row.
    """

    plain: bytes
    mark: bytes | str
    bound: bytes
    marks: Sequence[bytes] = ()


Renew = Callable[[AsyncSession, Sealer, SealedRow], Awaitable[Renewal]]
"""Opens a row and makes its mark with the present key. Raises `WrongKey`, `NotRenewable`."""


async def renew_post(_session: AsyncSession, sealer: Sealer, row: SealedRow) -> Renewal:
    """Renew a post's author; the mark is keyed over the question."""
    bound = b"%d" % _number(row.key)
    plain = sealer.open(row.sealed, table=POSTS.name, row=bound)
    mark = sealer.mark("author", _number(row.about), _loaded(plain)[0])
    return Renewal(plain, mark, bound)


async def renew_draft(_session: AsyncSession, sealer: Sealer, row: SealedRow) -> Renewal:
    """Renew a draft, whose last field says whose it is."""
    plain = sealer.open(row.sealed, table=DRAFTS.name, row=_mark(row))
    fields = _loaded(plain)
    if len(fields) < DRAFT_FIELDS:
        raise NotRenewable
    mark = owner_mark(sealer, _mark(row)[:SALT_BYTES], fields[-1])
    return Renewal(plain, mark, mark)


async def renew_notification(_session: AsyncSession, sealer: Sealer, row: SealedRow) -> Renewal:
    """Renew what somebody is told who is anonymous in a question, or follows it."""
    plain = sealer.open(row.sealed, table=NOTIFICATIONS.name, row=_mark(row))
    told = _loaded(plain)
    purpose = "followed" if told.get("follows") else "inbox"
    mark = sealer.mark(purpose, told["user"], told["question"])
    return Renewal(plain, mark, mark)


async def renew_delivery(session: AsyncSession, sealer: Sealer, row: SealedRow) -> Renewal:
    """Renew a DM's delivery after its notification, whose mark is its lane's; or an account's turn.

    The mark of that is the one of the account's preferences.
    """
    lane, _, old = str(row.mark).partition(":")
    if f"{lane}:" in {TURN_LANE, DIGEST_LANE}:
        bound = bytes.fromhex(old)
        plain = sealer.open(row.sealed, table=DELIVERIES.name, row=bound)
        own = sealer.mark("preferences", _loaded(plain)["user"])
        return Renewal(plain, f"{lane}:{own.hex()}", own)
    bound = bytes.fromhex(str(row.mark).removeprefix(LANE))
    plain = sealer.open(row.sealed, table=DELIVERIES.name, row=bound)
    mark = await mark_of_notification(session, _loaded(plain)["notification"])
    if mark is None:
        raise NotRenewable
    return Renewal(plain, f"{LANE}{mark.hex()}", mark)


async def renew_block(_session: AsyncSession, sealer: Sealer, row: SealedRow) -> Renewal:
    """Renew who is behind a blocked alias; the mark is keyed over the block's salt."""
    salt = row.key if isinstance(row.key, bytes) else b""
    plain = sealer.open(row.sealed, table=BLOCKS.name, row=salt)
    mark = sealer.mark("block", salt, _number(row.about), _loaded(plain)["user"])
    return Renewal(plain, mark, salt)


async def renew_follow(_session: AsyncSession, sealer: Sealer, row: SealedRow) -> Renewal:
    """Renew who follows a question; the mark is keyed over the question."""
    plain = sealer.open(row.sealed, table=FOLLOWS.name, row=_mark(row))
    marks = sealer.marks("follow", _number(row.about), _loaded(plain)[0])
    return Renewal(plain, marks[0], marks[0], marks)


def of_somebody(place: SealedTable, purpose: str, *, in_forum: bool) -> Renew:
    """Return the rule of a table with one row a person, or a person and forum."""

    async def renew(_session: AsyncSession, sealer: Sealer, row: SealedRow) -> Renewal:
        plain = sealer.open(row.sealed, table=place.name, row=_mark(row))
        user_id = _loaded(plain)["user"]
        over = (_number(row.about), user_id) if in_forum else (user_id,)
        marks = sealer.marks(purpose, *over)
        return Renewal(plain, marks[0], marks[0], marks)

    return renew


# Deliveries stand after the notifications whose marks they take.
RENEWALS: tuple[tuple[SealedTable, Renew], ...] = (
    (POSTS, renew_post),
    (INDEX, of_somebody(INDEX, "index", in_forum=True)),
    (DRAFTS, renew_draft),
    (NOTIFICATIONS, renew_notification),
    (DELIVERIES, renew_delivery),
    (BLOCKS, renew_block),
    (FOLLOWS, renew_follow),
    (FOLLOW_INDEX, of_somebody(FOLLOW_INDEX, "follows", in_forum=True)),
    (PREFERENCES, of_somebody(PREFERENCES, "preferences", in_forum=False)),
    (ERASURES, of_somebody(ERASURES, "erase", in_forum=False)),
    (IGNORED, of_somebody(IGNORED, "ignore", in_forum=True)),
)


def _loaded(plain: bytes) -> Any:  # noqa: ANN401  # JSON, of the shape that its writer gave it
    return json.loads(plain)


def _number(value: int | bytes) -> int:
    if not isinstance(value, int):
        raise TypeError(value)
    return value


def _mark(row: SealedRow) -> bytes:
    if not isinstance(row.mark, bytes):
        raise TypeError(row.mark)
    return row.mark
