"""Whether lists went with a lost key, and are not made anew yet."""

import json

from sqlmodel.ext.asyncio.session import AsyncSession

from data.anonymity import count_all_indexes
from data.app_state import forget_fact, get_fact, set_fact

LOST_LISTS = "lost_lists"


async def note_lost_lists(session: AsyncSession) -> None:
    """Note that lists are given up and `list_anew` is to follow: how many authors' rows there are.

    Of a run that was interrupted that stays, since some rows are gone by then.
    """
    if not await has_lost_lists(session):
        counted = await count_all_indexes(session)
        await set_fact(session, LOST_LISTS, json.dumps(list(counted.items())))


async def has_lost_lists(session: AsyncSession) -> bool:
    """Tell whether lists were given up and are not made anew yet."""
    return await get_fact(session, LOST_LISTS) is not None


async def rows_before(session: AsyncSession) -> list[tuple[int, int]]:
    """Return the forums, and how many authors' rows each had before lists were given up."""
    noted = json.loads(await get_fact(session, LOST_LISTS) or "[]")
    return [(forum_id, rows) for forum_id, rows in noted]


async def forget_lost_lists(session: AsyncSession) -> None:
    """Note that they are made anew."""
    await forget_fact(session, LOST_LISTS)
