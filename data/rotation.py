"""Queries on everything that is sealed, whichever table it stands in, for changing keys."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, LargeBinary, bindparam, delete, func, select, update
from sqlmodel import SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

from data.columns import many, run, table_of
from data.sealing import KEY_ID_BYTES
from data.tables import (
    AnonymousIndex,
    Block,
    Delivery,
    DeliveryKind,
    Draft,
    Erasure,
    FollowIndex,
    IgnoredUser,
    Notification,
    Post,
    Preference,
    QuestionFollow,
)


class SealedTable:
    """Where one kind of sealed bytes stands, and the mark that finds them.

    Sealed bytes begin with the id of their key. `about` is the number that the mark is keyed
    over besides the person, where it stands in clear.
    """

    def __init__(
        self, model: type[SQLModel], *, key: str, mark: str, sealed: str = "sealed", about: str = ""
    ) -> None:
        """Name the primary key's column, the mark's, the sealed bytes' and the number's."""
        table = table_of(model)
        self.table, self.name = table, table.name
        self.key, self.mark, self.sealed = table.c[key], table.c[mark], table.c[sealed]
        self.is_found_by_key = key == mark
        self.about: ColumnElement[int] = table.c[about or key]
        self.key_id: ColumnElement[bytes] = func.substr(
            self.sealed, 1, KEY_ID_BYTES, type_=LargeBinary
        )


POSTS = SealedTable(Post, key="id", mark="author_mark", sealed="author_seal")
# The question that a post is, or is under.
POSTS.about = func.coalesce(POSTS.table.c.question_id, POSTS.table.c.id)
INDEX = SealedTable(AnonymousIndex, key="owner_mark", mark="owner_mark", about="forum_id")
DRAFTS = SealedTable(Draft, key="id", mark="owner_mark")
NOTIFICATIONS = SealedTable(Notification, key="id", mark="recipient_mark")
DELIVERIES = SealedTable(Delivery, key="id", mark="lane")
BLOCKS = SealedTable(Block, key="salt", mark="mark", about="forum_id")
PREFERENCES = SealedTable(Preference, key="owner_mark", mark="owner_mark")
ERASURES = SealedTable(Erasure, key="owner_mark", mark="owner_mark")
FOLLOWS = SealedTable(QuestionFollow, key="mark", mark="mark", about="question_id")
FOLLOW_INDEX = SealedTable(FollowIndex, key="owner_mark", mark="owner_mark", about="forum_id")
IGNORED = SealedTable(IgnoredUser, key="mark", mark="mark", about="forum_id")
SEALED_TABLES = (
    POSTS,
    INDEX,
    DRAFTS,
    NOTIFICATIONS,
    DELIVERIES,
    BLOCKS,
    FOLLOWS,
    FOLLOW_INDEX,
    PREFERENCES,
    ERASURES,
    IGNORED,
)


@dataclass(frozen=True, slots=True)
class SealedRow:
    """One sealed thing: its primary key, the mark that finds it, the bytes, the mark's number."""

    key: int | bytes
    mark: bytes | str
    sealed: bytes
    about: int | bytes


async def sealed_rows(
    session: AsyncSession,
    place: SealedTable,
    *,
    after: bytes | str | None,
    limit: int,
) -> list[SealedRow]:
    """Return what is sealed, ordered by mark, of the next marks after one; `limit` counts marks.

    What one mark finds comes together.
    """
    is_sealed = place.sealed.is_not(None)
    marks = select(place.mark).where(is_sealed).distinct().order_by(place.mark).limit(limit)
    if after is not None:
        marks = marks.where(place.mark > after)
    wanted = (
        select(place.key, place.mark, place.sealed, place.about)
        .where(place.mark.in_(marks), is_sealed)
        .order_by(place.mark, place.key)
    )
    return [SealedRow(*row) for row in await run(session, wanted)]


async def rows_there(
    session: AsyncSession, place: SealedTable, marks: Collection[bytes]
) -> dict[bytes, SealedRow]:
    """Return the rows of a table that is found by its primary key, which have one of these marks.

    By their marks.
    """
    wanted = select(place.key, place.mark, place.sealed, place.about)
    found = await run(session, wanted.where(place.mark.in_(list(marks))))
    return {row[1]: SealedRow(*row) for row in found}


async def put_sealed(session: AsyncSession, place: SealedTable, rows: Sequence[SealedRow]) -> None:
    """Give rows, named by their primary keys, the marks and sealed bytes they have here."""
    changed = update(place.table).where(place.key == bindparam("its_key"))
    await many(
        session,
        changed.values({place.mark: bindparam("its_mark"), place.sealed: bindparam("its_seal")}),
        [{"its_key": row.key, "its_mark": row.mark, "its_seal": row.sealed} for row in rows],
    )


async def drop_sealed(
    session: AsyncSession, place: SealedTable, keys: Sequence[int | bytes]
) -> None:
    """Remove rows by their primary keys."""
    gone = delete(place.table).where(place.key == bindparam("its_key"))
    await many(session, gone, [{"its_key": key} for key in keys])


async def mark_of_notification(session: AsyncSession, number: int) -> bytes | None:
    """Return the mark of a sealed notification."""
    wanted = select(NOTIFICATIONS.mark).where(NOTIFICATIONS.key == number)
    mark: bytes | None = (await run(session, wanted)).scalar()
    return mark


async def count_sealed(session: AsyncSession) -> Counter[bytes]:
    """Count what each key seals, by the keys' ids; looks at every row."""
    counted: Counter[bytes] = Counter()
    for place in SEALED_TABLES:
        wanted = (
            select(place.key_id, func.count())
            .select_from(place.table)
            .where(place.sealed.is_not(None))
            .group_by(place.key_id)
        )
        for key_id, count in await run(session, wanted):
            counted[bytes(key_id)] += count
    return counted


async def lose_sealed(session: AsyncSession, place: SealedTable, kept: Collection[bytes]) -> int:
    """Give up what no key of these sealed, and return how many rows that was.

    Posts stay, with their aliases and without an author; everything else goes.
    """
    lost = (place.sealed.is_not(None), place.key_id.not_in(list(kept)))
    if place is POSTS:
        forgotten = update(place.table).where(*lost)
        cleared = {"author_seal": None, "author_mark": None, "is_unmaskable": False}
        return int((await run(session, forgotten.values(cleared))).rowcount)
    return int((await run(session, delete(place.table).where(*lost))).rowcount)


async def oldest_lost_turn(session: AsyncSession, kept: Collection[bytes]) -> datetime | None:
    """Return since when the oldest account's turn gathers what waits, of those no key here sealed.

    None when no such turn is lost.
    """
    deliveries = DELIVERIES.table
    lost = select(func.min(deliveries.c.created_at)).where(
        deliveries.c.kind == DeliveryKind.WAKE_UP, DELIVERIES.key_id.not_in(list(kept))
    )
    since: datetime | None = (await run(session, lost)).scalar()
    return since
