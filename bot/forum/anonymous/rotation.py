"""Sealing everything anew with the present key, in small batches, while the bot goes on.

Why the bot loses sight of nothing meanwhile:

- A new key is at hand in the bot before any row has it. A bot with a folder of keys looks there
  at each use, and the file is written first; one with keys in its settings is started with the
  new one, which the database notes (`SealingKey`), and without that note nothing is re-sealed.
- A transaction pins its keys (`identity.sealer_of`), and checks once it has its view of the rows
  that no key was added before. So whoever knows only the old key has a view from before the
  first re-sealed row, and holds the write lock, if it writes, until it has committed: what it
  wrote is found here then.
- What one mark finds is changed in one transaction.
"""

import contextlib
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.forum.anonymous.lost_lists import note_lost_lists
from bot.forum.anonymous.renewal import RENEWALS, NotRenewable, Renew, Renewal
from bot.forum.anonymous.strays import MERGES, Merge, merged, newer_marks, seal_as_long
from bot.forum.identity import Sealer, WrongKey
from data.database import Database
from data.notices import hold_no_more
from data.rotation import (
    SEALED_TABLES,
    SealedRow,
    SealedTable,
    count_sealed,
    drop_sealed,
    lose_sealed,
    oldest_lost_turn,
    put_sealed,
    rows_there,
    sealed_rows,
)
from data.sealing import forget_keys, known_key_ids, remember_key

# Few enough that a person who posts meanwhile waits for a blink of an eye.
MARKS_AT_ONCE = 200


class KeyNotNoted(Exception):
    """The database doesn't name the present key, so a running bot may not have it."""


@dataclass(frozen=True, slots=True)
class Batch:
    """What one transaction did in a table: rows seen, renewed, dropped, opened by no key."""

    table: str
    seen: int
    renewed: int
    dropped: int
    closed: int


@dataclass(frozen=True, slots=True)
class KeyUse:
    """A key by its id, how many rows it seals, and whether the database names it."""

    key_id: bytes
    rows: int
    is_known: bool


async def note_key(database: Database, sealer: Sealer, now: datetime) -> None:
    """Note in the database that the present key is in use."""
    async with database.write() as session:
        await remember_key(session, sealer.key_id, now)


async def rotate(
    database: Database, sealer: Sealer, *, limit: int = MARKS_AT_ONCE
) -> AsyncIterator[Batch]:
    """Seal and mark everything with the present key, `limit` marks a transaction; tell of each.

    It may end at any point and be begun again; what is in place is left alone. Whatever still has
    an old mark lies ahead, in the order of marks, so one walk meets it. Raises `KeyNotNoted`.
    """
    for place, renew in RENEWALS:
        after: bytes | str | None = None
        while True:
            async with database.write() as session:
                if sealer.key_id not in await known_key_ids(session):
                    raise KeyNotNoted
                rows = await sealed_rows(session, place, after=after, limit=limit)
                batch = await _renew(session, place, renew, sealer, rows)
            if not rows:
                break
            after = rows[-1].mark
            yield batch


async def retire(database: Database, sealer: Sealer) -> int:
    """Forget which keys seal nothing any more; return how many rows older ones still seal."""
    # Counted without the write lock, for it takes a while, and no older key seals any more.
    async with database.read() as session:
        counted = await count_sealed(session)
        known = await known_key_ids(session)
    async with database.write() as session:
        empty = {key_id for key_id in known if not counted[key_id]}
        await forget_keys(session, empty - {sealer.key_id})
    return counted.total() - counted[sealer.key_id]


async def count_needing_old(
    database: Database, sealer: Sealer, *, limit: int = MARKS_AT_ONCE
) -> int:
    """Count what the present key alone doesn't open or find by its mark; looks at every row."""
    needing = 0
    for place, renew in RENEWALS:
        after: bytes | str | None = None
        while True:
            async with database.read() as session:
                rows = await sealed_rows(session, place, after=after, limit=limit)
                for row in rows:
                    needing += await _needs_old_key(session, renew, sealer, row)
            if not rows:
                break
            after = rows[-1].mark
    return needing


async def key_uses(database: Database) -> list[KeyUse]:
    """Return the keys that the database names or is sealed with, the newest last."""
    async with database.read() as session:
        known, counted = await known_key_ids(session), await count_sealed(session)
    unknown = [key_id for key_id in counted if key_id not in known]
    return [KeyUse(key_id, counted[key_id], key_id in known) for key_id in [*unknown, *known]]


async def abandon(database: Database, key_ids: list[bytes]) -> dict[str, int]:
    """Give up what none of these keys sealed; return how many rows that was, by table.

    Anonymous posts lose their authors and keep their aliases; everything else sealed goes. Nobody
    knows any more whose turn would have brought what waits by name for the end of quiet hours: it
    counts as what no DM brings, so that its readers are told of it after a command.
    `relisting.list_anew` is to follow, and until it is through that is noted.
    """
    async with database.write() as session:
        await note_lost_lists(session)
        since = await oldest_lost_turn(session, key_ids)
        if since is not None:
            await hold_no_more(session, since)
        lost = {place.name: await lose_sealed(session, place, key_ids) for place in SEALED_TABLES}
        await forget_keys(session, set(await known_key_ids(session)) - set(key_ids))
    return lost


async def _renew(
    session: AsyncSession,
    place: SealedTable,
    renew: Renew,
    sealer: Sealer,
    rows: list[SealedRow],
) -> Batch:
    moving: list[Moving] = []
    gone, closed = [], 0
    for row in rows:
        try:
            renewal = await renew(session, sealer, row)
        except NotRenewable:
            gone.append(row.key)
        except WrongKey:
            closed += 1
        else:
            if not _is_in_place(row, renewal, sealer):
                moving.append(Moving(row, renewal))
    if place.is_found_by_key:
        moving, absorbed = await _made_one(session, place, sealer, moving)
        gone += absorbed
    await drop_sealed(session, place, gone)
    await put_sealed(session, place, [each.moved(sealer, place.name) for each in moving])
    return Batch(place.name, len(rows), len(moving), len(gone), closed)


@dataclass(frozen=True, slots=True)
class Moving:
    """A row that gets the present key and mark, and the rows that it takes in."""

    row: SealedRow
    renewal: Renewal
    alike: tuple[bytes, ...] = ()

    def with_stray(self, merge: Merge, stray: "Moving") -> "Moving":
        """Return it with what another row holds, too."""
        plain = merged(merge, self.renewal.plain, stray.renewal.plain)
        taken_in = (*self.alike, stray.row.sealed)
        return replace(self, renewal=replace(self.renewal, plain=plain), alike=taken_in)

    def moved(self, sealer: Sealer, table: str) -> SealedRow:
        """Return the row as it is to stand."""
        plain, bound = self.renewal.plain, self.renewal.bound
        alike = (self.row.sealed, *self.alike)
        sealed = seal_as_long(sealer, plain, *alike, table=table, row=bound)
        return replace(self.row, mark=self.renewal.mark, sealed=sealed)


async def _made_one(
    session: AsyncSession, place: SealedTable, sealer: Sealer, moving: list[Moving]
) -> tuple[list[Moving], list[int | bytes]]:
    """Have one row of each person get the present mark; return those, and the keys of the others.

    What the bot wrote meanwhile under a newer mark stands for both, or lists what both do.
    """
    marks = {mark for each in moving for mark in each.renewal.marks}
    there = await rows_there(session, place, marks)
    homes: dict[bytes | str, Moving] = {}
    gone, merge = [], MERGES.get(place.name)
    for each in moving:
        renewal = each.renewal
        newer = [there[at] for at in newer_marks(renewal.marks, each.row.mark) if at in there]
        if merge is None and newer:
            gone.append(each.row.key)
            continue
        home = homes.get(renewal.mark) or _standing(there, renewal, sealer, place)
        if home is None or home.row.key == each.row.key:
            homes.setdefault(renewal.mark, each)
            continue
        gone.append(each.row.key)
        if merge is not None:
            homes[renewal.mark] = home.with_stray(merge, each)
    return list(homes.values()), gone


def _standing(
    there: Mapping[bytes, SealedRow], renewal: Renewal, sealer: Sealer, place: SealedTable
) -> Moving | None:
    """Return the row that stands at its mark already; a damaged one holds what is to move there."""
    row = there.get(renewal.bound)
    if row is None:
        return None
    plain = renewal.plain
    with contextlib.suppress(WrongKey):
        plain = sealer.open(row.sealed, table=place.name, row=renewal.bound)
    return Moving(row, replace(renewal, plain=plain))


async def _needs_old_key(
    session: AsyncSession, renew: Renew, sealer: Sealer, row: SealedRow
) -> bool:
    try:
        return not _is_in_place(row, await renew(session, sealer, row), sealer)
    except NotRenewable:
        return not row.sealed.startswith(sealer.key_id)
    except WrongKey:
        return True


def _is_in_place(row: SealedRow, renewal: Renewal, sealer: Sealer) -> bool:
    """Tell whether a row is sealed and marked with the present key; one doesn't say the other."""
    return row.sealed.startswith(sealer.key_id) and row.mark == renewal.mark
