"""Followers of questions who left the server: they may be no members, so only sealed rows say it.

Since when somebody is gone stands in their row. Rows are sealed anew whether or not they
change: which ones change would say who follows.
"""

import json
from collections.abc import Collection
from datetime import datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.forum.anonymous.followed import TABLE
from bot.forum.anonymous.follows import forget_follower
from bot.forum.identity import sealer_of
from bot.forum.privacy.asked import ROWS_AT_ONCE, Asked, owners
from data.database import Database
from data.follow_indexes import follow_indexes_after, reseal_follow_indexes
from data.sealing import KEY_ID_BYTES


async def followers_to_ask(database: Database, *, forum_id: int, after: bytes | None) -> Asked:
    """Return the owners of the next hundred index rows of a forum after one."""
    async with database.read() as session:
        rows = await follow_indexes_after(session, forum_id, after, limit=ROWS_AT_ONCE)
        return owners(rows, lambda mark, sealed: _opened(session, mark, sealed)["user"])


async def note_who_still_follows(
    database: Database,
    *,
    forum_id: int,
    after: bytes | None,
    asked: Asked,
    there: Collection[int],
    keep: timedelta,
    now: datetime,
) -> None:
    """Take over who of those asked for is in the server; forget who is gone for long enough."""
    over = []
    async with database.write() as session:
        sealer, changed = sealer_of(session), {}
        for mark, sealed in await follow_indexes_after(
            session, forum_id, after, limit=ROWS_AT_ONCE
        ):
            # Who was not asked for began to follow meanwhile.
            if not asked.get(mark) or sealed[:KEY_ID_BYTES] != sealer.key_id:
                continue  # a rotation is under way, and finds it by its old key
            held = _opened(session, mark, sealed)
            gone_at = None if held["user"] in there else held.get("gone", int(now.timestamp()))
            if gone_at is not None and now.timestamp() - gone_at >= keep.total_seconds():
                over.append(held["user"])
            held = {name: value for name, value in held.items() if name != "gone"}
            if gone_at is not None:
                held["gone"] = gone_at
            plain = json.dumps(held).encode()
            changed[mark] = sealer.seal_alike(plain, sealed, table=TABLE, row=mark)
        await reseal_follow_indexes(session, changed)
    for user_id in over:
        async with database.write() as session:
            await forget_follower(session, forum_id, user_id)


def _opened(session: AsyncSession, mark: bytes, sealed: bytes) -> dict[str, int]:
    plain = sealer_of(session).open(sealed, table=TABLE, row=mark)
    listed: dict[str, int] = json.loads(plain)
    return listed
