"""How people want to be told, of those who are in no server with this bot any more.

Since when somebody is gone stands in their sealed row. Rows are sealed anew whether or not they
change, and lose what was chosen for forums that are gone; a turn that was given up is made anew.
"""

import json
from collections.abc import Collection
from datetime import datetime, timedelta

from bot.forum.anonymous.digest_turns import mend_digest
from bot.forum.anonymous.preferences import TABLE, forget_preferences, read, written
from bot.forum.anonymous.turns import mend
from bot.forum.identity import sealer_of
from bot.forum.privacy.asked import ROWS_AT_ONCE, Asked, owners
from data.database import Database
from data.forums import all_forums
from data.preferences import preferences_after, reseal_preferences
from data.sealing import KEY_ID_BYTES


async def choosers_to_ask(database: Database, *, after: bytes | None) -> Asked:
    """Return the owners of the next hundred rows after one."""
    async with database.read() as session:
        sealer = sealer_of(session)
        rows = await preferences_after(session, after, limit=ROWS_AT_ONCE)
    return owners(
        rows, lambda mark, sealed: read(sealer.open(sealed, table=TABLE, row=mark)).user_id
    )


async def note_choosers(
    database: Database,
    *,
    after: bytes | None,
    asked: Asked,
    there: Collection[int],
    keep: timedelta,
    now: datetime,
) -> None:
    """Take over who of those asked for is in any server; forget who is gone for long enough."""
    over = []
    async with database.write() as session:
        sealer, changed = sealer_of(session), {}
        forums = [forum.id or 0 for forum in await all_forums(session)]
        for mark, sealed in await preferences_after(session, after, limit=ROWS_AT_ONCE):
            # Who was not asked for chose something for the first time meanwhile.
            if not asked.get(mark) or sealed[:KEY_ID_BYTES] != sealer.key_id:
                continue  # a rotation is under way, and finds it by its old key
            plain = sealer.open(sealed, table=TABLE, row=mark)
            gone_at = json.loads(plain).get("gone", int(now.timestamp()))
            if asked[mark] in there:
                gone_at = None
            elif now.timestamp() - gone_at >= keep.total_seconds():
                over.append(asked[mark])
            await mend_digest(session, read(plain), now)
            await mend(session, read(plain), now)
            kept = written(read(plain).in_forums(forums), gone_at=gone_at)
            changed[mark] = sealer.seal_alike(kept, sealed, table=TABLE, row=mark)
        await reseal_preferences(session, changed)
    for user_id in over:
        async with database.write() as session:
            await forget_preferences(session, user_id)
