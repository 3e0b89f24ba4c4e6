"""Destroying seals when their time has come: from then on nobody can learn who wrote a post.

The promise stands on the post itself, so another setting of the forum changes nothing about it.
"""

import json
from datetime import UTC, datetime
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.forum.anonymous.authors import SealedAuthor, is_nobodys, own_in, sealed_author
from bot.forum.identity import Sealer, WrongKey, sealer_of
from bot.forum.privacy.unlinked import unlink
from data.anonymity import blocks_in, delete_blocks, delete_index, forget_authors, put_index
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
            authors = [(post, _author(session, post)) for post in posts]
            await forget_authors(session, [post.number for post in posts])
            if posts:
                await unlink(session, {post.number for post in posts})
            for post, author in authors:
                if author is not None:
                    await _forget_in_question(session, post, author.user_id)
        count = len(posts)
        were_any = were_any or count > 0
    return were_any


def _author(session: AsyncSession, post: Post) -> SealedAuthor | None:
    try:
        return sealed_author(session, post)
    except WrongKey:
        return None


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
    sealer, changed = sealer_of(session), {}
    for row in rows:
        held = _held(sealer, row)
        if held is None:
            continue
        known = await sealed_among(session, [entry[0] for entry in held["posts"]])
        held["posts"] = [entry for entry in held["posts"] if entry[0] in known]
        if not (held["posts"] or is_nobodys(held)):
            await delete_index(session, row.owner_mark)
            continue
        mark = sealer.mark("index", row.forum_id, held["user"])
        plain = json.dumps(held).encode()
        sealed = sealer.seal_alike(plain, row.sealed, table=INDEX_TABLE, row=mark)
        if mark == row.owner_mark:
            changed[mark] = sealed
        else:
            # A rotation is under way, or was interrupted: it gets the present key and mark now.
            await delete_index(session, row.owner_mark)
            await put_index(session, owner_mark=mark, forum_id=row.forum_id, sealed=sealed)
    await reseal_indexes(session, changed)


def _held(sealer: Sealer, row: IndexRow) -> dict[str, Any] | None:
    try:
        plain = sealer.open(row.sealed, table=INDEX_TABLE, row=row.owner_mark)
    except WrongKey:
        return None
    held: dict[str, Any] = json.loads(plain)
    return held
