"""Queries on which key seals this database."""

from datetime import UTC, datetime

from sqlalchemy import insert
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from data.columns import table_of
from data.tables import SealingKey


async def known_key_ids(session: AsyncSession) -> list[bytes]:
    """Return the ids of the keys this database is sealed with; few."""
    return list((await session.exec(select(SealingKey.key_id))).all())


async def remember_key(session: AsyncSession, key_id: bytes) -> None:
    """Note that a key seals this database from now on."""
    values = {"key_id": key_id, "created_at": datetime.now(UTC)}
    await session.exec(insert(table_of(SealingKey)).values(values))
