"""Wishes to be erased that outlive the seal of a post: its text still goes, and nothing says whose.

A seal is destroyed so that nobody can learn who wrote a post; a wish that names both would tell.
"""

from collections.abc import Collection
from dataclasses import replace

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.forum.identity import WrongKey, sealer_of
from bot.forum.privacy.erasures import Erasure, opened, save, told
from data.erasing import erasures_after, put_erasure
from data.sealing import KEY_ID_BYTES

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
    sealer = sealer_of(session)
    try:
        wish = opened(session, mark, sealed)
    except WrongKey:
        return []
    kept = replace(wish, posts={id_: at for id_, at in wish.posts.items() if id_ not in post_ids})
    if sealed[:KEY_ID_BYTES] == sealer.key_id:
        again = sealer.seal_alike(told(kept), sealed, table="erasure", row=mark)
        await put_erasure(session, mark, again)
    else:
        # A rotation is under way: it gets the present key now.
        await save(session, kept)
    return [
        Erasure(-id_, at, due_at=at, posts={id_: at}, is_done=True)
        for id_, at in wish.going.items()
        if id_ in post_ids
    ]
