"""Blocks: who may not post for a while, by their Discord account or as the author of an alias.

Nothing that a moderator sees of one kind depends on the other.
"""

import json
import os
from datetime import UTC, datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.forum.anonymous.authors import sealed_author
from bot.forum.errors import Blocked
from bot.forum.identity import sealer_of
from data.anonymity import blocks_in, delete_blocks, insert_block
from data.tables import Block, Post

SALT_BYTES = 16
BEGINNING = datetime.min.replace(tzinfo=UTC)


async def refuse_blocked(
    session: AsyncSession, forum_id: int, user_id: int, now: datetime, *, is_anonymous: bool
) -> None:
    """Refuse a post of somebody who is blocked. Raises `Blocked`."""
    for block in await blocks_in(session, forum_id, now):
        by_account = block.discord_id == user_id
        by_alias = (is_anonymous or block.is_named_too) and _is_behind(session, block, user_id)
        if by_account or by_alias:
            raise Blocked(reason=block.reason or "…")


async def block_user(
    session: AsyncSession, forum_id: int, user_id: int, *, until: datetime | None, reason: str
) -> None:
    """Block a Discord user from posting, by name and anonymously; an earlier block is replaced."""
    await unblock_user(session, forum_id, user_id)
    await insert_block(
        session,
        salt=os.urandom(SALT_BYTES),
        forum_id=forum_id,
        discord_id=user_id,
        is_named_too=True,
        until=until,
        reason=reason,
    )


async def unblock_user(session: AsyncSession, forum_id: int, user_id: int) -> None:
    """Take back the blocks of a Discord user; those of aliases stay."""
    found = await blocks_in(session, forum_id, BEGINNING)
    await delete_blocks(session, [block.salt for block in found if block.discord_id == user_id])


async def block_author(
    session: AsyncSession, post: Post, *, until: datetime | None, reason: str, is_named_too: bool
) -> None:
    """Block the author of an anonymous post; an earlier block of this alias is replaced.

    Whoever has destroyed or never had a sealed author is not blocked, and that doesn't show.
    """
    await unblock_author(session, post)
    author = sealed_author(session, post)
    if author is None:
        return
    sealer, salt = sealer_of(session), os.urandom(SALT_BYTES)
    held = {"user": author.user_id, "question": post.root_id}
    await insert_block(
        session,
        salt=salt,
        forum_id=post.forum_id,
        mark=sealer.mark("block", salt, post.forum_id, author.user_id),
        sealed=sealer.seal(json.dumps(held).encode(), table="block", row=salt),
        is_named_too=is_named_too,
        until=until,
        reason=reason,
    )


async def name_blocks(session: AsyncSession, post: Post, user_id: int) -> None:
    """Let the block of an alias go over to the account that put its name to it.

    One that stopped anonymous posts alone ends: there is no alias that anybody could name.
    """
    found = await blocks_in(session, post.forum_id, BEGINNING)
    behind = [block for block in found if _is_behind(session, block, user_id)]
    for block in behind:
        if _question_of(session, block) == post.root_id:
            await delete_blocks(session, [block.salt])
            if block.is_named_too:
                await block_user(
                    session, post.forum_id, user_id, until=block.until, reason=block.reason
                )


async def unblock_author(session: AsyncSession, post: Post) -> None:
    """Take back the blocks of an alias: of this author in this question, not in others."""
    author = sealed_author(session, post)
    if author is None:
        return
    gone = [
        block.salt
        for block in await blocks_in(session, post.forum_id, BEGINNING)
        if _is_behind(session, block, author.user_id)
        and _question_of(session, block) == post.root_id
    ]
    await delete_blocks(session, gone)


def _is_behind(session: AsyncSession, block: Block, user_id: int) -> bool:
    marks = sealer_of(session).marks("block", block.salt, block.forum_id, user_id)
    return block.mark in marks


def _question_of(session: AsyncSession, block: Block) -> int:
    plain = sealer_of(session).open(block.sealed or b"", table="block", row=block.salt)
    return int(json.loads(plain)["question"])
