"""Whoever erased themselves: their reactions still stand in Discord, and are no votes.

The mark that remembers them is keyed, and ends with their next act. Whoever is a member again
has acted, whichever way.
"""

import json
from collections.abc import Collection

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.forum.identity import sealer_of
from data.erasing import delete_ignored, ignored_among, ignores_anybody, put_ignored
from data.members import members_of_discord

USER_PAD_BYTES = 64


async def ignore(session: AsyncSession, forum_id: int, user_id: int) -> None:
    """Take reactions of somebody's that still stand for no votes, until they act again."""
    sealer = sealer_of(session)
    mark = sealer.mark("ignore", forum_id, user_id)
    plain = json.dumps({"user": user_id}).encode()
    sealed = sealer.seal(plain, table="ignored_user", row=mark, pad_to=USER_PAD_BYTES)
    await put_ignored(session, mark, forum_id, sealed)


async def ignored(
    session: AsyncSession, forum_id: int, user_ids: Collection[int]
) -> dict[int, list[bytes]]:
    """Return those of these users who are ignored in a forum, with the marks that say so."""
    if not user_ids or not await ignores_anybody(session, forum_id):
        return {}
    sealer = sealer_of(session)
    marks = {user: sealer.marks("ignore", forum_id, user) for user in user_ids}
    found = await ignored_among(session, [mark for each in marks.values() for mark in each])
    kept = {user: [mark for mark in each if mark in found] for user, each in marks.items()}
    kept = {user: each for user, each in kept.items() if each}
    returned = await members_of_discord(session, forum_id, kept) if kept else {}
    return {user: each for user, each in kept.items() if user not in returned}


async def heed(session: AsyncSession, forum_id: int, user_ids: Collection[int]) -> None:
    """Ignore these no longer: they acted again."""
    found = await ignored(session, forum_id, user_ids)
    if found:
        await delete_ignored(session, [mark for each in found.values() for mark in each])
