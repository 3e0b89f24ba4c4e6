"""Queries on votes and on what Discord shows of reactions, for batches of hundreds."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, Table, and_, bindparam, delete, func, update
from sqlalchemy import select as core_select
from sqlalchemy.dialects.sqlite import insert as upsert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from data.columns import any_of, many, run, table_of
from data.tables import DiscordLink, Post, Reaction, Vote, VoteSource

Pair = tuple[int, int]
"""A post and a member, or a message and a Discord user."""

STANDING = ("message_id", "discord_id", "up", "down", "is_undecided")
CAST = ("post_id", "member_id", "value", "source", "cast_at")


# Not the models: building thousands of those a second is most of what a batch would cost.
@dataclass(slots=True)
class Standing:
    """Which thumbs of one Discord user stand on one message; see `Reaction`."""

    message_id: int
    discord_id: int
    up: bool = False
    down: bool = False
    is_undecided: bool = False


@dataclass(frozen=True, slots=True)
class Cast:
    """One member's vote on one post; see `Vote`."""

    post_id: int
    member_id: int
    value: int
    source: VoteSource
    cast_at: datetime


async def posts_of_messages(session: AsyncSession, message_ids: Collection[int]) -> dict[int, Post]:
    """Return message id to post for those messages that are posts; at most 500 asked at once."""
    wanted = (
        select(DiscordLink.message_id, Post)
        .join(Post, col(Post.id) == col(DiscordLink.post_id))
        .where(col(DiscordLink.message_id).in_(list(message_ids)))
    )
    return dict((await session.exec(wanted)).all())


async def are_posts(session: AsyncSession, message_ids: Collection[int]) -> bool:
    """Tell whether any of these messages is a post."""
    wanted = select(DiscordLink.post_id).where(
        col(DiscordLink.message_id).in_(any_of([*message_ids]))
    )
    return (await session.exec(wanted.limit(1))).first() is not None


async def reactions_at(session: AsyncSession, pairs: Collection[Pair]) -> dict[Pair, Standing]:
    """Return the known reactions of (message, Discord user) pairs."""
    reactions = table_of(Reaction)
    found = await _at(session, reactions, STANDING, ("message_id", "discord_id"), pairs)
    return {(row[0], row[1]): Standing(*row) for row in found}


async def reactions_on(session: AsyncSession, message_id: int) -> list[Standing]:
    """Return every known reaction on one message; as many as people reacted."""
    wanted = select(Reaction).where(col(Reaction.message_id) == message_id)
    return [
        Standing(row.message_id, row.discord_id, row.up, row.down, row.is_undecided)
        for row in (await session.exec(wanted)).all()
    ]


async def votes_at(session: AsyncSession, pairs: Collection[Pair]) -> dict[Pair, Cast]:
    """Return the votes of (post, member) pairs."""
    found = await _at(session, table_of(Vote), CAST, ("post_id", "member_id"), pairs)
    return {(row[0], row[1]): Cast(*row) for row in found}


async def _at(
    session: AsyncSession,
    table: Table,
    columns: Sequence[str],
    key: tuple[str, str],
    pairs: Collection[Pair],
) -> list[tuple[Any, ...]]:
    """Return columns of the rows with these keys: one parameter, however many they are."""
    found = await run(
        session, _with_keys(table, tuple(columns), key), {"keys": json.dumps([*pairs])}
    )
    return [tuple(row) for row in found]


@lru_cache
def _with_keys(table: Table, columns: tuple[str, ...], key: tuple[str, str]) -> Select[Any]:
    """Return the statement for columns of the rows whose keys are the JSON in `keys`."""
    given = func.json_each(bindparam("keys")).table_valued("value", name="given")
    is_given = [
        table.c[name] == func.json_extract(given.c.value, f"$[{place}]")
        for place, name in enumerate(key)
    ]
    wanted = core_select(*(table.c[name] for name in columns)).select_from(given)
    return wanted.join(table, and_(*is_given))


async def votes_on(session: AsyncSession, post_id: int) -> list[Vote]:
    """Return every vote on one post."""
    return list((await session.exec(select(Vote).where(col(Vote.post_id) == post_id))).all())


async def save_reactions(session: AsyncSession, rows: Sequence[Standing]) -> None:
    """Note what stands now; a row where nothing stands is removed."""
    reactions = table_of(Reaction)
    standing = [_values(row, STANDING) for row in rows if row.up or row.down]
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


async def save_votes(session: AsyncSession, rows: Sequence[Cast]) -> None:
    """Cast votes, in place of earlier ones by the same members."""
    votes = table_of(Vote)
    statement = upsert(votes)
    columns = {name: statement.excluded[name] for name in ("value", "source", "cast_at")}
    keys = ["post_id", "member_id"]
    await many(
        session,
        statement.on_conflict_do_update(index_elements=keys, set_=columns),
        [_values(row, CAST) for row in rows],
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


def _values(row: Standing | Cast, names: Sequence[str]) -> dict[str, object]:
    return {name: getattr(row, name) for name in names}
