"""Who stopped a question's DMs about what they wrote anonymously there, while a seal says so.

Once their posts there have none any more, that they stopped these DMs would still say whose they
were.
"""

import json

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.forum.anonymous.authors import author_at_hand, own_in, seal_author
from bot.forum.anonymous.preferences import PURPOSE, TABLE, read, written
from bot.forum.anonymous.strays import newer_marks
from bot.forum.identity import WrongKey, sealer_of
from bot.forum.topics import Preferences
from data.anonymity import has_taken_name, signed_in
from data.database import Database
from data.members import member_of_discord
from data.posts import get_post
from data.preferences import (
    delete_preferences,
    preferences_after,
    preferences_marked,
    put_preferences,
    reseal_preferences,
)

ROWS_AT_ONCE = 100


async def forget_stops(database: Database) -> None:
    """Forget who stopped a question as an alias that leads to nobody any more.

    Every row is sealed anew, as long as before: which ones change would say who was anonymous. One
    in which nothing else was chosen goes.
    """
    mark: bytes | None = None
    while True:
        async with database.write() as session:
            rows = await preferences_after(session, mark, limit=ROWS_AT_ONCE)
            await _forget(session, rows)
        if len(rows) < ROWS_AT_ONCE:
            return
        mark = rows[-1][0]


async def _forget(session: AsyncSession, rows: list[tuple[bytes, bytes]]) -> None:
    sealer, changed = sealer_of(session), {}
    for mark, sealed in rows:
        try:
            plain = sealer.open(sealed, table=TABLE, row=mark)
        except WrongKey:
            continue
        kept = await _without_faded(session, read(plain))
        if kept == Preferences(kept.user_id):
            await delete_preferences(session, [mark])
            continue
        own, *older = sealer.marks(PURPOSE, kept.user_id)
        told = written(kept, gone_at=json.loads(plain).get("gone"))
        again = sealer.seal_alike(told, sealed, table=TABLE, row=own)
        if own == mark:
            changed[mark] = again
            continue
        # A rotation is under way, or was interrupted: it gets the present key and mark now, unless
        # they chose anew since its key was lost.
        await delete_preferences(session, [mark])
        if not await preferences_marked(session, newer_marks([own, *older], mark)):
            await put_preferences(session, own, again)
    await reseal_preferences(session, changed)


async def _without_faded(session: AsyncSession, chosen: Preferences) -> Preferences:
    """Return choices without stops of aliases that lead to nobody; a name put to one keeps it."""
    for question_id in chosen.stopped_as_alias:
        if await own_in(session, question_id, chosen.user_id):
            continue
        if await _has_taken_name(session, question_id, chosen.user_id):
            chosen = chosen.without_dms_of(question_id)
        else:
            chosen = chosen.with_no_stop_as_alias(question_id)
    return chosen


async def _has_taken_name(session: AsyncSession, question_id: int, user_id: int) -> bool:
    question = await get_post(session, question_id)
    if question is None:
        return False
    member = await member_of_discord(session, question.forum_id, user_id)
    return member is not None and await has_taken_name(session, question_id, member.id or 0)


async def stop_sealed(session: AsyncSession, user_id: int, question_id: int) -> None:
    """Take back somebody's wish for DMs on everything they wrote anonymously in a question.

    Whoever it is, every author there is sealed anew: beside what the same person takes back by
    name, those seals alone that change would say who they are.
    """
    for post in await signed_in(session, question_id):
        author = author_at_hand(session, post)
        if author is not None:
            kept = author.without_dms() if author.user_id == user_id else author
            await seal_author(session, post.number, question_id, kept)
