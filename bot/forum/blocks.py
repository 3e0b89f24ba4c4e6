"""Blocks: who may not post for a while, by their Discord account or as the author of an alias.

Nothing that a moderator sees of one kind depends on the other.
"""

import json
import os
from datetime import UTC, datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.forum.anonymous.authors import author_at_hand
from bot.forum.errors import Blocked
from bot.forum.identity import sealer_of
from data.anonymity import blocks_in, delete_blocks, insert_block
from data.tables import Block, Post

SALT_BYTES = 16
BEGINNING, END = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)


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
    author = author_at_hand(session, post)
    if author is None:
        return
    sealer, salt = sealer_of(session), os.urandom(SALT_BYTES)
    held = {"user": author.user_id, "question": post.root_id, "post": post.number}
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

    Nobody shortens a block by that: one of the account that lasts longer stays, and so does one
    that stops anonymous posts alone.
    """
    found = await blocks_in(session, post.forum_id, BEGINNING)
    longest = max((_end(each) for each in found if each.discord_id == user_id), default=BEGINNING)
    for block in await _of_alias(session, post, user_id):
        if not block.is_named_too:
            continue
        await delete_blocks(session, [block.salt])
        if _end(block) > longest:
            await block_user(
                session, post.forum_id, user_id, until=block.until, reason=block.reason
            )


async def unblock_author(session: AsyncSession, post: Post, user_id: int | None = None) -> None:
    """Take back the blocks of an alias: of this author in this question, not in others.

    `user_id` is who has put their name to the post. When its author is known to nobody any more,
    the block that was made for this very post ends.
    """
    author = author_at_hand(session, post)
    if user_id is None and author is not None:
        user_id = author.user_id
    if user_id is not None:
        gone = await _of_alias(session, post, user_id)
    else:
        found = await blocks_in(session, post.forum_id, BEGINNING)
        gone = [each for each in found if held_by(session, each).get("post") == post.number]
    await delete_blocks(session, [block.salt for block in gone])


async def _of_alias(session: AsyncSession, post: Post, user_id: int) -> list[Block]:
    """Return the blocks of whom somebody is, or was, in a post's question."""
    return [
        block
        for block in await blocks_in(session, post.forum_id, BEGINNING)
        if _is_behind(session, block, user_id)
        and held_by(session, block)["question"] == post.root_id
    ]


def _end(block: Block) -> datetime:
    return block.until or END


def _is_behind(session: AsyncSession, block: Block, user_id: int) -> bool:
    marks = sealer_of(session).marks("block", block.salt, block.forum_id, user_id)
    return block.mark in marks


def held_by(session: AsyncSession, block: Block) -> dict[str, int]:
    """Return the user, question and post of an alias's block; nothing of an account's."""
    if block.sealed is None:
        return {}
    held: dict[str, int] = json.loads(
        sealer_of(session).open(block.sealed, table="block", row=block.salt)
    )
    return held
