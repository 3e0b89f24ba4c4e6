"""Categories: a tree of at most four levels, which a forum channel's tags follow."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.forum import category_tree as tree
from bot.forum.category_errors import BadMove, CategoryNotEmpty, CategoryUnknown, TooManyCategories
from bot.forum.characters import one_line
from bot.forum.deliveries import mirror_categories
from bot.forum.shown_anew import show_categories_anew
from bot.forum.summaries import Actor, CategoryLine
from data.categories import (
    KnownCategory,
    categories_of,
    count_questions_in,
    delete_category,
    forum_of_category,
    insert_category,
    move_posts,
    update_category,
)
from data.database import Database
from data.follows import move_follows
from data.members import member_of_discord
from data.moderation import log_act


async def listed(database: Database, forum_id: int) -> tuple[CategoryLine, ...]:
    """Return a forum's categories with their paths, in the order of the tree."""
    async with database.read() as session:
        return await lines(session, forum_id)


async def lines(session: AsyncSession, forum_id: int) -> tuple[CategoryLine, ...]:
    """Return a forum's categories with their paths, in the order of the tree."""
    return tree.lines_of(await categories_of(session, forum_id))


async def numbered(database: Database, category_id: int) -> CategoryLine | None:
    """Return the category of a number, whatever forum it is in; None where it was removed.

    Its name is for comparing: who asks may not share that forum.
    """
    async with database.read() as session:
        forum_id = await forum_of_category(session, category_id)
        known = () if forum_id is None else await lines(session, forum_id)
    return next((each for each in known if each.id == category_id), None)


async def forum_with(database: Database, category_id: int | None) -> int | None:
    """Return the forum of a category; None where there is no such one."""
    if category_id is None:
        return None
    async with database.read() as session:
        return await forum_of_category(session, category_id)


async def add(
    database: Database,
    *,
    forum_id: int,
    actor: Actor,
    name: str,
    now: datetime,
    parent_id: int | None = None,
    description: str = "",
) -> int:
    """Add a category at the end of those beside it, and return its number.

    Raises `BadCategoryName`, `CategoryUnknown`, `TooManyCategories`, `CategoryTooDeep`,
    `CategoryExists`.
    """
    name = tree.checked_name(name)
    async with database.write() as session:
        known = await categories_of(session, forum_id)
        if len(known) >= tree.MOST_CATEGORIES:
            raise TooManyCategories(limit=tree.MOST_CATEGORIES)
        if parent_id is not None:
            _find(known, parent_id)
        tree.check_room(known, name, parent_id)
        beside = tree.children(known, parent_id)
        category_id = await insert_category(
            session,
            forum_id=forum_id,
            parent_id=parent_id,
            name=name,
            description=one_line(description),
            position=beside[-1].position + 1 if beside else 0,
            now=now,
        )
        await _note(session, forum_id, actor, "category add", name, now)
    return category_id


async def rename(
    database: Database, *, forum_id: int, actor: Actor, category_id: int, name: str, now: datetime
) -> None:
    """Give a category another name.

    Raises `BadCategoryName`, `CategoryUnknown`, `CategoryExists`.
    """
    name = tree.checked_name(name)
    async with database.write() as session:
        known = await categories_of(session, forum_id)
        category = _find(known, category_id)
        tree.check_name_free(known, name, category.parent_id, but=category_id)
        await update_category(session, category_id, name=name)
        await show_categories_anew(session, tree.subtree(known, category_id), now)
        await _note(session, forum_id, actor, "category rename", name, now)


async def move(
    database: Database,
    *,
    forum_id: int,
    actor: Actor,
    category_id: int,
    now: datetime,
    parent_id: int | None = None,
    position: int | None = None,
) -> None:
    """Put a category beneath another one, at a position counted from 1; at the end without one.

    Without a parent it moves within its present one when a position is given, else to the top.
    Raises `CategoryUnknown`, `BadMove`, `CategoryTooDeep`, `CategoryExists`.
    """
    async with database.write() as session:
        known = await categories_of(session, forum_id)
        category = _find(known, category_id)
        if parent_id is None and position is not None:
            parent_id = category.parent_id
        if parent_id is not None:
            _find(known, parent_id)
        if parent_id in tree.subtree(known, category_id):
            raise BadMove
        tree.check_room(known, category.name, parent_id, moved=category)
        if parent_id != category.parent_id:
            await show_categories_anew(session, tree.subtree(known, category_id), now)
        beside = [each for each in tree.children(known, parent_id) if each.id != category_id]
        place = len(beside) if position is None else max(0, position - 1)
        beside.insert(place, category)
        for number, each in enumerate(beside):
            values = {"position": number, "parent_id": parent_id}
            await update_category(session, each.id, **values)
        await _note(session, forum_id, actor, "category move", category.name, now)


async def remove(
    database: Database,
    *,
    forum_id: int,
    actor: Actor,
    category_id: int,
    now: datetime,
    move_to: int | None = None,
) -> None:
    """Remove a category; its posts and the categories in it go to `move_to`.

    Raises `CategoryUnknown`, `CategoryNotEmpty` (nowhere to go), `BadMove`, `CategoryTooDeep`,
    `CategoryExists`.
    """
    async with database.write() as session:
        known = await categories_of(session, forum_id)
        category = _find(known, category_id)
        below = tree.children(known, category_id)
        if move_to is not None:
            _find(known, move_to)
            if move_to in tree.subtree(known, category_id):
                raise BadMove
        elif below or await count_questions_in(session, category_id):
            raise CategoryNotEmpty(name=category.name)
        await _move_children(session, known, below, category, move_to)
        await show_categories_anew(session, tree.subtree(known, category_id), now)
        await move_posts(session, category_id, move_to)
        await move_follows(session, category_id, move_to)
        await delete_category(session, category_id)
        if category.discord_tag_id is not None:
            tag_id = category.discord_tag_id
            await mirror_categories(session, forum_id, now, drop_tag_id=tag_id)
        await _note(session, forum_id, actor, "category remove", category.name, now)


async def _move_children(
    session: AsyncSession,
    known: Sequence[KnownCategory],
    below: Sequence[KnownCategory],
    removed: KnownCategory,
    move_to: int | None,
) -> None:
    rest = [each for each in known if each.id != removed.id]
    beside = tree.children(rest, move_to)
    first = beside[-1].position + 1 if beside else 0
    for number, child in enumerate(below, start=first):
        tree.check_room(rest, child.name, move_to, moved=child)
        await update_category(session, child.id, parent_id=move_to, position=number)


def _find(known: Sequence[KnownCategory], category_id: int) -> KnownCategory:
    for category in known:
        if category.id == category_id:
            return category
    raise CategoryUnknown


async def _note(
    session: AsyncSession, forum_id: int, actor: Actor, action: str, name: str, now: datetime
) -> None:
    member = await member_of_discord(session, forum_id, actor.discord_id)
    await log_act(
        session,
        forum_id=forum_id,
        action=action,
        actor_id=member.id if member else None,
        detail=name,
        created_at=now,
    )
    await mirror_categories(session, forum_id, now)
