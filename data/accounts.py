"""Queries on what holds for a Discord user in every forum."""

from datetime import datetime

from sqlalchemy import bindparam, update
from sqlalchemy import select as select_columns
from sqlalchemy.dialects.sqlite import Insert
from sqlalchemy.dialects.sqlite import insert as upsert
from sqlmodel.ext.asyncio.session import AsyncSession

from data.columns import run, table_of, told
from data.tables import Account

ACCOUNTS = table_of(Account)
REACHED = select_columns(ACCOUNTS.c.dm_channel_id, ACCOUNTS.c.dm_refused_at).where(
    ACCOUNTS.c.discord_id == bindparam("wanted")
)


def _channel_known() -> Insert:
    row = upsert(ACCOUNTS)
    return row.on_conflict_do_update(
        index_elements=["discord_id"], set_={"dm_channel_id": row.excluded.dm_channel_id}
    )


CHANNEL_KNOWN = _channel_known()


async def dm_channel_of(session: AsyncSession, discord_id: int) -> int | None:
    """Return the channel in which somebody was written to by name, if they were."""
    found = await told(session, REACHED, {"wanted": discord_id})
    return found[0].dm_channel_id if found else None


async def remember_dm_channel(session: AsyncSession, discord_id: int, channel_id: int) -> None:
    """Note the channel in which somebody is written to by name."""
    row = {"discord_id": discord_id, "dm_channel_id": channel_id}
    await run(session, CHANNEL_KNOWN, row)


async def note_dms_wanted(session: AsyncSession, discord_id: int) -> None:
    """Forget that an account refused a DM: its owner asks for them again. Makes no row."""
    await session.exec(
        update(ACCOUNTS).where(ACCOUNTS.c.discord_id == discord_id).values(dm_refused_at=None)
    )


async def forget_dm_channel(session: AsyncSession, discord_id: int) -> None:
    """Note that the channel is gone."""
    gone = update(ACCOUNTS).where(ACCOUNTS.c.discord_id == discord_id)
    await session.exec(gone.values(dm_channel_id=None))


def _dms_refused() -> Insert:
    row = upsert(ACCOUNTS)
    return row.on_conflict_do_update(
        index_elements=["discord_id"], set_={"dm_refused_at": row.excluded.dm_refused_at}
    )


DMS_REFUSED = _dms_refused()


async def set_dm_refused(
    session: AsyncSession, discord_id: int, refused_at: datetime | None
) -> None:
    """Note that a Discord user's account refused a DM, or that they asked for DMs again."""
    row = {"discord_id": discord_id, "dm_refused_at": refused_at}
    await run(session, DMS_REFUSED, row)


async def has_refused_dms(session: AsyncSession, discord_id: int) -> bool:
    """Tell whether a Discord user's account refused a DM since they last asked for one."""
    found = await told(session, REACHED, {"wanted": discord_id})
    return bool(found) and found[0].dm_refused_at is not None
