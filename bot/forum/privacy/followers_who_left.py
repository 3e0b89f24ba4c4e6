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
from bot.forum.identity import WrongKey, sealer_of
from data.database import Database
from data.follow_indexes import follow_indexes_after, reseal_follow_indexes
from data.sealing import KEY_ID_BYTES

ROWS_AT_ONCE = 100  # Discord answers for a hundred people at a time.

Asked = dict[bytes, int]
"""The marks of index rows, and whose they are: `NOBODY`'s where no key opens one."""
NOBODY = 0


async def followers_to_ask(database: Database, *, forum_id: int, after: bytes | None) -> Asked:
    """Return the owners of the next hundred index rows of a forum after one."""
    async with database.read() as session:
        rows = await follow_indexes_after(session, forum_id, after, limit=ROWS_AT_ONCE)
        return {mark: _owner(session, mark, sealed) for mark, sealed in rows}


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


def _owner(session: AsyncSession, mark: bytes, sealed: bytes) -> int:
    try:
        return _opened(session, mark, sealed)["user"]
    except WrongKey:
        return NOBODY  # one damaged row keeps nobody else from being asked for


def _opened(session: AsyncSession, mark: bytes, sealed: bytes) -> dict[str, int]:
    plain = sealer_of(session).open(sealed, table=TABLE, row=mark)
    listed: dict[str, int] = json.loads(plain)
    return listed
