"""Queries on categories."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam, delete, func, insert, or_, update
from sqlalchemy import select as select_columns
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from data.columns import run, table_of
from data.numbers import LARGEST_NUMBER
from data.tables import Category, Post, PostKind, PostState

CATEGORIES = table_of(Category)


# Not the model: every card and list reads all of a forum's categories for a path.
class KnownCategory(NamedTuple):
    """A category as it stands in its tree; see `Category`."""

    id: int
    parent_id: int | None
    name: str
    description: str
    position: int
    discord_tag_id: int | None


# Built once: to build and key a statement anew costs more than SQLite takes to answer it.
OF_FORUM = (
    select_columns(*(CATEGORIES.c[name] for name in KnownCategory._fields))
    .where(CATEGORIES.c.forum_id == bindparam("wanted"))
    .order_by(CATEGORIES.c.position, CATEGORIES.c.id)
)
IDS = select_columns(CATEGORIES.c.id).where(CATEGORIES.c.forum_id == bindparam("wanted"))


async def categories_of(session: AsyncSession, forum_id: int) -> list[KnownCategory]:
    """Return a forum's categories in the order their owner gave them; at most some hundreds."""
    found = await run(session, OF_FORUM, {"wanted": forum_id})
    return [KnownCategory(*row) for row in found]


async def category_ids(session: AsyncSession, forum_id: int) -> set[int]:
    """Return the numbers of a forum's categories."""
    return set((await run(session, IDS, {"wanted": forum_id})).scalars().all())


async def get_category(session: AsyncSession, forum_id: int, category_id: int) -> Category | None:
    """Return one category of a forum."""
    wanted = select(Category).where(
        col(Category.id) == category_id, col(Category.forum_id) == forum_id
    )
    return (await session.exec(wanted)).first()


async def forum_of_category(session: AsyncSession, category_id: int) -> int | None:
    """Return the forum of a category; none has a number that SQLite could not hold."""
    if category_id > LARGEST_NUMBER:
        return None
    wanted = select_columns(CATEGORIES.c.forum_id).where(CATEGORIES.c.id == category_id)
    found = (await run(session, wanted)).first()
    return None if found is None else int(found.forum_id)


async def insert_category(
    session: AsyncSession,
    *,
    forum_id: int,
    parent_id: int | None,
    name: str,
    description: str,
    position: int,
    now: datetime,
) -> int:
    """Add a category and return its number."""
    categories = table_of(Category)
    values = {
        "forum_id": forum_id,
        "parent_id": parent_id,
        "name": name,
        "description": description,
        "position": position,
        "created_at": now,
    }
    made = await session.exec(insert(categories).values(values).returning(categories.c.id))
    return int(made.one()[0])


async def update_category(session: AsyncSession, category_id: int, **values: object) -> None:
    """Set columns of a category."""
    categories = table_of(Category)
    await session.exec(update(categories).where(categories.c.id == category_id).values(values))


async def forget_discord_tags(session: AsyncSession, forum_id: int) -> None:
    """Note that a forum's categories have no tags in Discord, as in a new channel."""
    categories = table_of(Category)
    mine = update(categories).where(categories.c.forum_id == forum_id)
    await session.exec(mine.values(discord_tag_id=None))


async def delete_category(session: AsyncSession, category_id: int) -> None:
    """Remove a category that nothing points to any more."""
    categories = table_of(Category)
    await session.exec(delete(categories).where(categories.c.id == category_id))


async def count_questions_in(session: AsyncSession, category_id: int) -> int:
    """Count a category's questions, but for those that wait to appear or are deleted."""
    wanted = select(func.count()).where(
        col(Post.category_id) == category_id,
        col(Post.kind) == PostKind.QUESTION,
        col(Post.state).in_([PostState.VISIBLE, PostState.HIDDEN]),
    )
    return int((await session.exec(wanted)).one())


async def put_into(session: AsyncSession, question_id: int, category_id: int | None) -> None:
    """Put a question and every post beneath it into a category, or into none."""
    posts = table_of(Post)
    these = or_(posts.c.id == question_id, posts.c.question_id == question_id)
    await session.exec(update(posts).where(these).values(category_id=category_id))


async def move_posts(session: AsyncSession, category_id: int, to_category_id: int | None) -> None:
    """Put every post of a category into another one."""
    posts = table_of(Post)
    moved = update(posts).where(posts.c.category_id == category_id)
    await session.exec(moved.values(category_id=to_category_id))
