"""The names of who posted by name, which nobody anonymous may seem to have.

How thousands of names may be read takes a while to find out, so it is kept in memory, and looked
through before a post takes its turn to be written, in the driver's thread. Whoever first posts by a
name in that very moment comes second.
"""

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from bot.forum.anonymous.aliases import ALIASES
from bot.forum.anonymous.look_alikes import readings
from bot.forum.summaries import Guise
from data.database import Database
from data.driver import in_thread
from data.members import names_among, names_in

TAKEN = "taken names"


AT_ONCE = 200
"""Names read before others have their turn: some 5 milliseconds, or 20 where none is Latin."""


@dataclass(slots=True)
class _Taken:
    """The names stored in each forum, as of the last look, with the ways to read them."""

    read: dict[int, dict[str, tuple[str, ...]]] = field(default_factory=dict)


async def beside_taken(database: Database, forum_id: int, guise: Guise | None) -> Guise | None:
    """Return a guise that knows which stored names its own looks like.

    Without one of its own: which names are like those of our making.
    """
    if guise is None:
        return None
    if not guise.display_name:
        async with database.read() as session:
            return replace(guise, others=await names_among(session, forum_id, ALIASES))
    taken = database.tools.setdefault(TAKEN, _Taken())
    if not isinstance(taken, _Taken):
        raise TypeError(TAKEN)
    async with database.read() as session:
        before = taken.read.get(forum_id, {})
        known, unread = await in_thread(session, partial(_stored, forum_id, before))
        for start in range(0, len(unread), AT_ONCE):
            few = unread[start : start + AT_ONCE]
            known |= await in_thread(session, partial(_read, few))
        taken.read[forum_id] = known
        looks = readings(guise.display_name)
        found = await in_thread(session, partial(_alike, looks, known))
    return replace(guise, others=(*guise.others, *found))


def _stored(
    forum_id: int, before: Mapping[str, tuple[str, ...]], opened: sqlite3.Connection
) -> tuple[dict[str, tuple[str, ...]], list[str]]:
    """Return what is known of the names stored now, and those that were never read."""
    names = set(names_in(forum_id, opened))
    # What is stored no more is forgotten.
    known = {name: read for name, read in before.items() if name in names}
    return known, sorted(names - known.keys())


def _read(names: Sequence[str], _: sqlite3.Connection) -> dict[str, tuple[str, ...]]:
    return {name: tuple(readings(name)) for name in names}


def _alike(
    looks: set[str], known: Mapping[str, tuple[str, ...]], _: sqlite3.Connection
) -> list[str]:
    return [name for name, read in known.items() if not looks.isdisjoint(read)]
