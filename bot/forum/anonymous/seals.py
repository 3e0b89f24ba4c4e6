"""Destroying seals when their time has come: from then on nobody can learn who wrote a post.

The promise stands on the post itself, so another setting of the forum changes nothing about it.
"""

import json
from datetime import UTC, datetime
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.forum.anonymous.authors import author_at_hand, is_nobodys, own_in
from bot.forum.anonymous.strays import listed_posts, seal_as_long
from bot.forum.identity import Sealer, WrongKey, sealer_of
from bot.forum.privacy.unlinked import unlink
from data.anonymity import (
    blocks_in,
    delete_blocks,
    delete_index,
    forget_authors,
    indexes_of,
    put_index,
)
from data.database import Database
from data.forgetting import delete_marked
from data.retention import (
    IndexRow,
    expired_seals,
    indexes_after,
    reseal_indexes,
    sealed_among,
)
from data.tables import Post

SEALS_AT_ONCE = 50
INDEXES_AT_ONCE = 50
INDEX_TABLE = "anonymous_index"
BEGINNING = datetime.min.replace(tzinfo=UTC)


async def destroy_seals(database: Database, *, now: datetime) -> bool:
    """Destroy the seals whose time has come, with what else would name the authors.

    Tell whether there were any; the authors' indexes are to be tidied then.
    """
    were_any, count = False, SEALS_AT_ONCE
    while count >= SEALS_AT_ONCE:
        async with database.write() as session:
            posts = await expired_seals(session, now, limit=SEALS_AT_ONCE)
            authors = [(post, author_at_hand(session, post)) for post in posts]
            await forget_authors(session, [post.number for post in posts])
            if posts:
                await unlink(session, {post.number for post in posts})
            for post, author in authors:
                if author is not None:
                    await _forget_in_question(session, post, author.user_id)
        count = len(posts)
        were_any = were_any or count > 0
    return were_any


async def _forget_in_question(session: AsyncSession, post: Post, user_id: int) -> None:
    """Delete what is sealed about an author in a question, unless a younger post of theirs stays.

    A block of their alias would name them for ever, so it ends.
    """
    if await own_in(session, post.root_id, user_id):
        return
    sealer = sealer_of(session)
    await delete_marked(session, sealer.marks("inbox", user_id, post.root_id))
    salts = []
    for block in await blocks_in(session, post.forum_id, BEGINNING):
        if block.sealed is not None:
            held = json.loads(sealer.open(block.sealed, table="block", row=block.salt))
            if (held["user"], held["question"]) == (user_id, post.root_id):
                salts.append(block.salt)
    await delete_blocks(session, salts)


async def tidy_indexes(database: Database) -> None:
    """Take posts without a seal out of their former authors' indexes.

    Every index is sealed anew, whether or not it changes: which ones change would link posts.
    """
    mark: bytes | None = None
    while True:
        async with database.write() as session:
            rows = await indexes_after(session, mark, limit=INDEXES_AT_ONCE)
            await _tidy(session, rows)
        if len(rows) < INDEXES_AT_ONCE:
            return
        mark = rows[-1].owner_mark


async def _tidy(session: AsyncSession, rows: list[IndexRow]) -> None:
    """Tidy some rows up, and put those at their mark that are not: a rotation is under way.

    Or a key was lost amid one: somebody may have another row at their mark then.
    """
    sealer, forums = sealer_of(session), {}
    for row in rows:
        held = _held(sealer, row.owner_mark, row.sealed)
        if held is None:
            continue
        if row.owner_mark == sealer.mark("index", row.forum_id, held["user"]):
            forums[row.owner_mark] = row.forum_id
            continue
        held = await _without_faded(session, held)
        await delete_index(session, row.owner_mark)
        if held["posts"] or is_nobodys(held):
            await _bring_home(session, row, held)
    changed = {}
    for mark, sealed in await indexes_of(session, list(forums)):
        held = await _without_faded(session, json.loads(_opened(sealer, mark, sealed)))
        if held["posts"] or is_nobodys(held):
            plain = json.dumps(held).encode()
            changed[mark] = sealer.seal_alike(plain, sealed, table=INDEX_TABLE, row=mark)
        else:
            await delete_index(session, mark)
    await reseal_indexes(session, changed)


async def _without_faded(session: AsyncSession, held: dict[str, Any]) -> dict[str, Any]:
    """Return what a row holds without posts that have no seal any more."""
    known = await sealed_among(session, [entry[0] for entry in held["posts"]])
    return held | {"posts": [entry for entry in held["posts"] if entry[0] in known]}


async def _bring_home(session: AsyncSession, row: IndexRow, held: dict[str, Any]) -> None:
    """Put what a row held at its owner's mark, with what stands there."""
    sealer, alike = sealer_of(session), [row.sealed]
    mark = sealer.mark("index", row.forum_id, held["user"])
    for _, sealed in await indexes_of(session, [mark]):
        alike.append(sealed)
        held = listed_posts(_held(sealer, mark, sealed) or held, held)
    plain = json.dumps(held).encode()
    again = seal_as_long(sealer, plain, *alike, table=INDEX_TABLE, row=mark)
    await put_index(session, owner_mark=mark, forum_id=row.forum_id, sealed=again)


def _held(sealer: Sealer, mark: bytes, sealed: bytes) -> dict[str, Any] | None:
    try:
        held: dict[str, Any] = json.loads(_opened(sealer, mark, sealed))
    except WrongKey:
        return None
    return held


def _opened(sealer: Sealer, mark: bytes, sealed: bytes) -> bytes:
    return sealer.open(sealed, table=INDEX_TABLE, row=mark)
