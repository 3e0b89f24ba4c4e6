"""Queries on votes and on what Discord shows of reactions, for batches of hundreds."""

from collections.abc import Collection, Sequence

from sqlalchemy import bindparam, delete, tuple_, update
from sqlalchemy.dialects.sqlite import insert as upsert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from data.columns import many, table_of
from data.tables import DiscordLink, Post, Reaction, Vote

Pair = tuple[int, int]
"""A post and a member, or a message and a Discord user."""


async def posts_of_messages(session: AsyncSession, message_ids: Collection[int]) -> dict[int, Post]:
    """Return message id to post for those messages that are posts; at most 500 asked at once."""
    wanted = (
        select(DiscordLink.message_id, Post)
        .join(Post, col(Post.id) == col(DiscordLink.post_id))
        .where(col(DiscordLink.message_id).in_(list(message_ids)))
    )
    return dict((await session.exec(wanted)).all())


async def reactions_at(session: AsyncSession, pairs: Collection[Pair]) -> dict[Pair, Reaction]:
    """Return the known reactions of (message, Discord user) pairs; at most 500 asked at once."""
    key = tuple_(col(Reaction.message_id), col(Reaction.discord_id))
    wanted = select(Reaction).where(key.in_(list(pairs)))
    found = _loose(session, (await session.exec(wanted)).all())
    return {(each.message_id, each.discord_id): each for each in found}


async def reactions_on(session: AsyncSession, message_id: int) -> list[Reaction]:
    """Return every known reaction on one message; as many as people reacted."""
    wanted = select(Reaction).where(col(Reaction.message_id) == message_id)
    return _loose(session, (await session.exec(wanted)).all())


def _loose(session: AsyncSession, rows: Sequence[Reaction]) -> list[Reaction]:
    """Free rows of the session: callers change them, and only `save_reactions` may store that."""
    for row in rows:
        session.expunge(row)
    return list(rows)


async def votes_at(session: AsyncSession, pairs: Collection[Pair]) -> dict[Pair, Vote]:
    """Return the votes of (post, member) pairs; at most 500 asked at once."""
    key = tuple_(col(Vote.post_id), col(Vote.member_id))
    wanted = select(Vote).where(key.in_(list(pairs)))
    found = (await session.exec(wanted)).all()
    return {(each.post_id, each.member_id): each for each in found}


async def votes_on(session: AsyncSession, post_id: int) -> list[Vote]:
    """Return every vote on one post."""
    return list((await session.exec(select(Vote).where(col(Vote.post_id) == post_id))).all())


async def save_reactions(session: AsyncSession, rows: Sequence[Reaction]) -> None:
    """Note what stands now; a row where nothing stands is removed."""
    reactions = table_of(Reaction)
    standing = [row.model_dump() for row in rows if row.up or row.down]
    statement = upsert(reactions)
    columns = {name: statement.excluded[name] for name in ("up", "down", "is_undecided")}
    keys = ["message_id", "discord_id"]
    await many(
        session, statement.on_conflict_do_update(index_elements=keys, set_=columns), standing
    )
    gone = [
        {"at_message": row.message_id, "at_user": row.discord_id}
        for row in rows
        if not row.up and not row.down
    ]
    removed = delete(reactions).where(
        reactions.c.message_id == bindparam("at_message"),
        reactions.c.discord_id == bindparam("at_user"),
    )
    await many(session, removed, gone)


async def save_votes(session: AsyncSession, rows: Sequence[Vote]) -> None:
    """Cast votes, in place of earlier ones by the same members."""
    votes = table_of(Vote)
    statement = upsert(votes)
    columns = {name: statement.excluded[name] for name in ("value", "source", "cast_at")}
    keys = ["post_id", "member_id"]
    await many(
        session,
        statement.on_conflict_do_update(index_elements=keys, set_=columns),
        [row.model_dump() for row in rows],
    )


async def delete_votes(session: AsyncSession, pairs: Collection[Pair]) -> None:
    """Withdraw votes of (post, member) pairs."""
    votes = table_of(Vote)
    removed = delete(votes).where(
        votes.c.post_id == bindparam("at_post"), votes.c.member_id == bindparam("at_member")
    )
    await many(session, removed, [{"at_post": post, "at_member": member} for post, member in pairs])


async def add_to_counts(session: AsyncSession, changes: dict[int, Pair]) -> None:
    """Add to posts' counts of votes: post to (up, down) change."""
    posts = table_of(Post)
    statement = update(posts).where(posts.c.id == bindparam("at_post"))
    statement = statement.values(
        up=posts.c.up + bindparam("by_up"), down=posts.c.down + bindparam("by_down")
    )
    rows = [
        {"at_post": post, "by_up": up, "by_down": down}
        for post, (up, down) in changes.items()
        if up or down
    ]
    await many(session, statement, rows)
