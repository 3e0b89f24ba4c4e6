"""Wishes to be erased that outlive the seal of a post: its text still goes, and nothing says whose.

A seal is destroyed so that nobody can learn who wrote a post; a wish that names both would tell.
"""

from collections.abc import Collection
from dataclasses import replace

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.forum.identity import WrongKey
from bot.forum.privacy.erasures import Erasure, opened, save, save_alike
from data.erasing import erasures_after

WISHES_AT_ONCE = 500


async def unlink(session: AsyncSession, post_ids: Collection[int]) -> None:
    """Take posts whose seals are being destroyed out of everybody's wishes.

    One whose text is to go at a time of its own gets a wish of its own, which names nobody. Every
    wish is sealed anew, as long as before: which one changed would say that it is of the author of
    such a post.
    """
    mark: bytes | None = None
    own: list[Erasure] = []
    rows = await erasures_after(session, mark, limit=WISHES_AT_ONCE)
    while rows:
        for mark, sealed in rows:
            own += await _without(session, mark, sealed, post_ids)
        rows = await erasures_after(session, mark, limit=WISHES_AT_ONCE)
    for wish in own:
        await save(session, wish)


async def _without(
    session: AsyncSession, mark: bytes, sealed: bytes, post_ids: Collection[int]
) -> list[Erasure]:
    """Seal a wish anew without these posts; return those of them that are to go, each by itself."""
    try:
        wish = opened(session, mark, sealed)
    except WrongKey:
        return []
    kept = replace(wish, posts={id_: at for id_, at in wish.posts.items() if id_ not in post_ids})
    await save_alike(session, kept, mark, sealed)
    return [
        Erasure(-id_, at, due_at=at, posts={id_: at}, is_done=True)
        for id_, at in wish.going.items()
        if id_ in post_ids
    ]
