"""Queries on which message in Discord a post is."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import bindparam, delete, func, or_, update
from sqlalchemy import select as select_columns
from sqlalchemy.dialects.sqlite import insert as upsert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from data.columns import among, as_json, rows_of, run, table_of, whole
from data.tables import DiscordLink, Post, PostKind, PostOrigin, PostState, Reaction

# Built once: to build and key a statement anew costs more than SQLite takes to answer it.
LINKS = table_of(DiscordLink)
OF_POST = rows_of(DiscordLink).where(LINKS.c.post_id == bindparam("wanted"))
POSTS = table_of(Post)
OF_POSTS = rows_of(DiscordLink).where(LINKS.c.post_id.in_(among("wanted")))

# Those that came from a website have no message. One that was just written here gets its own soon.
WITHOUT_MESSAGE = (
    select_columns(func.count())
    .select_from(POSTS.outerjoin(LINKS, LINKS.c.post_id == POSTS.c.id))
    .where(
        POSTS.c.question_id == bindparam("wanted"),
        POSTS.c.kind == PostKind.ANSWER,
        POSTS.c.state == PostState.VISIBLE,
        POSTS.c.origin == PostOrigin.WEBSITE,
        or_(LINKS.c.post_id.is_(None), LINKS.c.gone_at.is_not(None)),
    )
)


async def link_of(session: AsyncSession, post_id: int) -> DiscordLink | None:
    """Return where a post stands in Discord."""
    return next(iter(await whole(session, DiscordLink, OF_POST, {"wanted": post_id})), None)


async def links_of(session: AsyncSession, post_ids: Collection[int]) -> dict[int, DiscordLink]:
    """Return where posts stand in Discord, by post."""
    found = await whole(session, DiscordLink, OF_POSTS, {"wanted": as_json(post_ids)})
    return {link.post_id: link for link in found}


async def answers_without_message(session: AsyncSession, question_id: int) -> int:
    """Count a question's visible answers from a website that no message in Discord shows."""
    return int((await run(session, WITHOUT_MESSAGE, {"wanted": question_id})).scalar_one())


async def post_of_message(session: AsyncSession, message_id: int) -> int | None:
    """Return the post that a message is."""
    wanted = select(DiscordLink.post_id).where(col(DiscordLink.message_id) == message_id)
    return (await session.exec(wanted)).first()


async def question_of_thread(session: AsyncSession, thread_id: int) -> Post | None:
    """Return the question whose thread this is."""
    wanted = (
        select(Post)
        .join(DiscordLink, col(DiscordLink.post_id) == col(Post.id))
        .where(col(DiscordLink.thread_id) == thread_id, col(Post.kind) == PostKind.QUESTION)
    )
    return (await session.exec(wanted)).first()


async def links_in_thread(session: AsyncSession, thread_id: int) -> list[DiscordLink]:
    """Return every linked post of a thread, the question first; as many as it has posts."""
    wanted = select(DiscordLink).where(col(DiscordLink.thread_id) == thread_id)
    return list((await session.exec(wanted.order_by(col(DiscordLink.post_id)))).all())


async def set_link(
    session: AsyncSession,
    post_id: int,
    *,
    channel_id: int,
    thread_id: int | None,
    message_id: int,
    is_adopted: bool = False,
) -> None:
    """Note where a post stands in Discord, in place of what was noted before.

    What was known of reactions to an earlier message of it goes.
    """
    links, reactions = table_of(DiscordLink), table_of(Reaction)
    earlier = select_columns(links.c.message_id).where(
        links.c.post_id == post_id, links.c.message_id != message_id
    )
    await session.exec(delete(reactions).where(reactions.c.message_id.in_(earlier)))
    place = {"channel_id": channel_id, "thread_id": thread_id, "message_id": message_id}
    fresh = place | {"is_stale": False, "is_adopted": is_adopted, "gone_at": None, "tags_off": None}
    statement = upsert(links).values(fresh | {"post_id": post_id})
    await session.exec(statement.on_conflict_do_update(index_elements=["post_id"], set_=fresh))


async def mark_gone(session: AsyncSession, post_ids: Collection[int], now: datetime) -> None:
    """Note that posts' messages were deleted in Discord."""
    links = table_of(DiscordLink)
    gone = update(links).where(links.c.post_id.in_(list(post_ids)), links.c.gone_at.is_(None))
    await session.exec(gone.values(gone_at=now))


async def forget_thread(session: AsyncSession, post_id: int) -> None:
    """Note that a question's card stands without a thread: it is gone, another can be started."""
    links = table_of(DiscordLink)
    await session.exec(
        update(links).where(links.c.post_id == post_id).values(thread_id=None, tags_off=None)
    )


async def mark_stale(session: AsyncSession, post_id: int, *, is_stale: bool) -> None:
    """Note whether a card waits for its thread to open before it can be refreshed."""
    links = table_of(DiscordLink)
    await session.exec(update(links).where(links.c.post_id == post_id).values(is_stale=is_stale))


async def note_tags_off(session: AsyncSession, post_id: int, tag_ids: Collection[int]) -> None:
    """Note which tags of moderators' own a question's thread is owed."""
    owed = list(tag_ids) or None
    links = table_of(DiscordLink)
    await session.exec(update(links).where(links.c.post_id == post_id).values(tags_off=owed))
