"""Queries on the texts that posts had before edits."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, func, insert
from sqlalchemy import select as select_columns
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from data.columns import any_of, run, table_of
from data.tables import EditedAs, Revision

REVISIONS = table_of(Revision)


async def insert_revision(session: AsyncSession, **values: object) -> None:
    """Keep a text that an edit replaces."""
    row = {"is_silent": False, "title": None, "written_by": None} | values
    await session.exec(insert(REVISIONS).values(row))


async def last_revision(session: AsyncSession, post_id: int) -> Revision | None:
    """Return the text that a post had before its newest edit."""
    wanted = select(Revision).where(col(Revision.post_id) == post_id)
    newest = wanted.order_by(col(Revision.number).desc()).limit(1)
    return (await session.exec(newest)).first()


async def count_revisions(session: AsyncSession, post_id: int) -> int:
    """Return how many texts a post had before the present one."""
    wanted = select_columns(func.count()).where(REVISIONS.c.post_id == post_id)
    return int((await run(session, wanted)).scalar_one())


async def revisions_at(
    session: AsyncSession, post_id: int, *, skip: int, limit: int
) -> list[Revision]:
    """Return some of the texts that a post had, in order; `skip` of them are left out before."""
    wanted = select(Revision).where(col(Revision.post_id) == post_id)
    some = wanted.order_by(col(Revision.number)).offset(skip).limit(limit)
    return list((await session.exec(some)).all())


async def former_titles(session: AsyncSession, post_id: int) -> set[str]:
    """Return the titles that a question had before edits; as many as its revisions."""
    wanted = select(Revision.title).where(col(Revision.post_id) == post_id)
    return {title for title in (await session.exec(wanted)).all() if title is not None}


async def delete_revisions(session: AsyncSession, post_id: int) -> None:
    """Remove every kept text of a post."""
    await session.exec(delete(REVISIONS).where(REVISIONS.c.post_id == post_id))


async def edited_here(session: AsyncSession, post_ids: Sequence[int]) -> dict[int, datetime]:
    """Return when posts were last edited otherwise than on the website, of those that were."""
    wanted = (
        select_columns(REVISIONS.c.post_id, func.max(REVISIONS.c.replaced_at))
        .where(
            REVISIONS.c.post_id.in_(any_of(post_ids)),
            REVISIONS.c.replaced_as != EditedAs.WEBSITE,
            REVISIONS.c.replaced_at.is_not(None),
        )
        .group_by(REVISIONS.c.post_id)
    )
    return {int(post_id): at for post_id, at in (await run(session, wanted)).all()}
