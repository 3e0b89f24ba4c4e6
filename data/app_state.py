"""Small facts about this bot, by key."""

from sqlalchemy import delete
from sqlalchemy.dialects.sqlite import insert as upsert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from data.columns import run, table_of
from data.tables import AppState


async def get_fact(session: AsyncSession, key: str) -> str | None:
    """Return a fact's value."""
    return (await session.exec(select(AppState.value).where(col(AppState.key) == key))).first()


async def set_fact(session: AsyncSession, key: str, value: str) -> None:
    """Set a fact's value."""
    facts = table_of(AppState)
    statement = upsert(facts).values(key=key, value=value)
    await session.exec(
        statement.on_conflict_do_update(index_elements=["key"], set_={"value": value})
    )


async def forget_fact(session: AsyncSession, key: str) -> None:
    """Forget a fact."""
    facts = table_of(AppState)
    await run(session, delete(facts).where(facts.c.key == key))
