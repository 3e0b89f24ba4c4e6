"""Queries on what exists because of anonymous posts; everything is found by keyed marks."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import bindparam, delete, func, insert, or_, update
from sqlalchemy import select as select_columns
from sqlalchemy.dialects.sqlite import insert as upsert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from data.columns import among, as_json, many, rows_of, run, table_of, whole
from data.tables import AnonymousIndex, Block, Notification, Post

INDEX, BLOCKS, POSTS = table_of(AnonymousIndex), table_of(Block), table_of(Post)

# Built once: to build and key a statement anew costs more than SQLite takes to answer it.
BY_MARK = select_columns(INDEX.c.owner_mark, INDEX.c.sealed).where(
    INDEX.c.owner_mark.in_(bindparam("marks", expanding=True))
)
CARRIED = (
    select_columns(POSTS.c.alias, POSTS.c.is_unmaskable, POSTS.c.seal_days)
    .where(POSTS.c.author_mark.in_(bindparam("marks", expanding=True)), POSTS.c.alias.is_not(None))
    .order_by(POSTS.c.id)
    .limit(1)
)
IN_FORCE = select_columns(BLOCKS).where(
    BLOCKS.c.forum_id == bindparam("in_forum"),
    or_(BLOCKS.c.until.is_(None), BLOCKS.c.until > bindparam("now", type_=BLOCKS.c.until.type)),
)


async def index_of(session: AsyncSession, marks: Sequence[bytes]) -> tuple[bytes, bytes] | None:
    """Return mark and sealed bytes of the index row that has one of these marks.

    The first mark's comes before the others'.
    """
    found = dict(await indexes_of(session, marks))
    return next(((mark, found[mark]) for mark in marks if mark in found), None)


async def indexes_of(session: AsyncSession, marks: Sequence[bytes]) -> list[tuple[bytes, bytes]]:
    """Return mark and sealed bytes of every index row that has one of these marks."""
    found = await run(session, BY_MARK, {"marks": marks})
    return [(mark, sealed) for mark, sealed in found.all()]


async def first_marked(
    session: AsyncSession, marks: Sequence[bytes]
) -> tuple[str, bool, int | None] | None:
    """Return the name and terms (`is_unmaskable`, `seal_days`) of the oldest post with such a mark.

    Marks name one author in one question.
    """
    found = (await run(session, CARRIED, {"marks": marks})).first()
    return None if found is None else (found.alias, found.is_unmaskable, found.seal_days)


async def count_indexes(session: AsyncSession, forum_id: int) -> int:
    """Count a forum's index rows."""
    wanted = select_columns(func.count()).select_from(INDEX).where(INDEX.c.forum_id == forum_id)
    return int((await run(session, wanted)).scalar_one())


async def count_all_indexes(session: AsyncSession) -> dict[int, int]:
    """Count the index rows of each forum that has any."""
    counted = select_columns(INDEX.c.forum_id, func.count().label("rows"))
    wanted = counted.group_by(INDEX.c.forum_id)
    return {row.forum_id: row.rows for row in await run(session, wanted)}


async def indexes_between(
    session: AsyncSession, forum_id: int, first: bytes, last: bytes
) -> list[tuple[bytes, bytes]]:
    """Return mark and sealed bytes of a forum's index rows from one mark to another."""
    wanted = select_columns(INDEX.c.owner_mark, INDEX.c.sealed).where(
        INDEX.c.forum_id == forum_id, INDEX.c.owner_mark.between(first, last)
    )
    return [(mark, sealed) for mark, sealed in (await run(session, wanted)).all()]


async def put_index(
    session: AsyncSession, *, owner_mark: bytes, forum_id: int, sealed: bytes
) -> None:
    """Add or replace an index row."""
    row = {"owner_mark": owner_mark, "forum_id": forum_id, "sealed": sealed}
    statement = upsert(INDEX).values(row)
    await run(
        session,
        statement.on_conflict_do_update(
            index_elements=["owner_mark"], set_={"sealed": statement.excluded.sealed}
        ),
    )


async def delete_index(session: AsyncSession, owner_mark: bytes) -> None:
    """Remove an index row."""
    await run(session, delete(INDEX).where(INDEX.c.owner_mark == owner_mark))


async def signed_in(session: AsyncSession, question_id: int) -> list[Post]:
    """Return a question's posts that have a sealed author, in any state, the oldest first."""
    wanted = (
        select(Post)
        .where(
            or_(col(Post.id) == question_id, col(Post.question_id) == question_id),
            col(Post.author_seal).is_not(None),
        )
        .order_by(col(Post.id))
    )
    return list((await session.exec(wanted)).all())


async def signed_after(session: AsyncSession, last: int, *, limit: int) -> list[Post]:
    """Return posts that have a sealed author by number, those after the last one."""
    wanted = select(Post).where(col(Post.id) > last, col(Post.author_seal).is_not(None))
    return list((await session.exec(wanted.order_by(col(Post.id)).limit(limit))).all())


async def has_signed(session: AsyncSession, forum_id: int) -> bool:
    """Tell whether any post of a forum has a sealed author."""
    wanted = select_columns(POSTS.c.id).where(
        POSTS.c.forum_id == forum_id, POSTS.c.author_mark.is_not(None)
    )
    return (await run(session, wanted.limit(1))).first() is not None


async def posts_marked(
    session: AsyncSession, question_id: int, marks: Sequence[bytes]
) -> list[Post]:
    """Return one author's anonymous posts in a question, in any state, the oldest first."""
    wanted = (
        select(Post)
        .where(
            or_(col(Post.id) == question_id, col(Post.question_id) == question_id),
            col(Post.author_mark).in_(marks),
        )
        .order_by(col(Post.id))
    )
    return list((await session.exec(wanted)).all())


async def has_taken_name(session: AsyncSession, question_id: int, member_id: int) -> bool:
    """Tell whether a member put their name to what they wrote anonymously in a question."""
    wanted = select(Post.id).where(
        or_(col(Post.id) == question_id, col(Post.question_id) == question_id),
        col(Post.author_id) + 0 == member_id,  # not along all that they ever wrote
        col(Post.former_alias).is_not(None),
    )
    return (await session.exec(wanted.limit(1))).first() is not None


async def aliases_in(session: AsyncSession, question_id: int) -> set[str]:
    """Return the names that anonymous authors carry in a question, or carried before."""
    wanted = select(Post.alias, Post.former_alias).where(
        or_(col(Post.id) == question_id, col(Post.question_id) == question_id)
    )
    found = (await session.exec(wanted)).all()
    return {alias for pair in found for alias in pair if alias is not None}


async def sign_post(session: AsyncSession, post_id: int, *, mark: bytes, seal: bytes) -> None:
    """Give a post its sealed author."""
    signed = update(POSTS).where(POSTS.c.id == post_id)
    await run(session, signed.values(author_mark=mark, author_seal=seal))


async def forget_authors(session: AsyncSession, post_ids: Collection[int]) -> None:
    """Destroy the seals of posts: from then on nobody can learn who wrote them; aliases stay."""
    gone = update(POSTS).where(POSTS.c.id.in_(list(post_ids)))
    await run(session, gone.values(author_mark=None, author_seal=None))


async def insert_block(session: AsyncSession, **values: object) -> None:
    """Add a block of a Discord user or of the author behind an alias."""
    row = {"discord_id": None, "mark": None, "sealed": None, "until": None} | values
    await run(session, insert(BLOCKS).values(row))


async def blocks_in(session: AsyncSession, forum_id: int, now: datetime) -> list[Block]:
    """Return a forum's blocks that have not ended."""
    found = await run(session, IN_FORCE, {"in_forum": forum_id, "now": now})
    return [Block(**row) for row in found.mappings().all()]


async def delete_blocks(session: AsyncSession, salts: Collection[bytes]) -> None:
    """Remove blocks."""
    await run(session, delete(BLOCKS).where(BLOCKS.c.salt.in_(list(salts))))


async def notifications_marked(session: AsyncSession, marks: Sequence[bytes]) -> list[Notification]:
    """Return the sealed notifications that have one of these marks, the newest first."""
    wanted = (
        select(Notification)
        .where(col(Notification.recipient_mark).in_(marks))
        .order_by(col(Notification.id).desc())
    )
    return list((await session.exec(wanted)).all())


async def reseal_notification(session: AsyncSession, notification_id: int, sealed: bytes) -> None:
    """Give a sealed notification other sealed bytes."""
    notifications = table_of(Notification)
    mine = update(notifications).where(notifications.c.id == notification_id)
    await run(session, mine.values(sealed=sealed))


async def reseal_notifications(session: AsyncSession, sealed: Mapping[int, bytes]) -> None:
    """Give sealed notifications other sealed bytes together, by their numbers."""
    notifications = table_of(Notification)
    changed = update(notifications).where(notifications.c.id == bindparam("number"))
    rows = [{"number": number, "bytes": again} for number, again in sealed.items()]
    await many(session, changed.values(sealed=bindparam("bytes")), rows)


async def sealed_notifications(
    session: AsyncSession, numbers: Collection[int]
) -> list[Notification]:
    """Return those of these notifications that are sealed."""
    notifications = table_of(Notification)
    is_one = notifications.c.id.in_(among("numbers"))
    wanted = rows_of(Notification).where(is_one, notifications.c.sealed.is_not(None))
    return await whole(session, Notification, wanted, {"numbers": as_json(numbers)})


async def name_notification(
    session: AsyncSession,
    notification_id: int,
    *,
    recipient_id: int,
    post_id: int,
    actor_id: int | None,
    read_at: datetime | None,
    held_at: datetime | None,
    is_heard: bool,
) -> None:
    """Make a sealed notification an open one of a member's."""
    notifications = table_of(Notification)
    mine = update(notifications).where(notifications.c.id == notification_id)
    await run(
        session,
        mine.values(
            recipient_id=recipient_id,
            post_id=post_id,
            actor_id=actor_id,
            read_at=read_at,
            held_at=held_at,
            is_heard=is_heard,
            recipient_mark=None,
            sealed=None,
        ),
    )


async def sealed_after(session: AsyncSession, last: int, limit: int) -> list[Notification]:
    """Return sealed notifications by number, those after the last one."""
    wanted = (
        select(Notification)
        .where(col(Notification.id) > last, col(Notification.sealed).is_not(None))
        .order_by(col(Notification.id))
        .limit(limit)
    )
    return list((await session.exec(wanted)).all())
