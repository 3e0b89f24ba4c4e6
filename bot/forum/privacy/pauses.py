"""Pauses of the bot: what is to go at a time of its own then goes as much later.

Texts that came due meanwhile would go together at the next start, and say that one person wrote
them. So the time in which nobody looked doesn't count: it is put on every wish, with texts to go
or without, and all are sealed anew at once. Else a copy of the file would say who ticked some.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.forum.identity import WrongKey
from bot.forum.privacy.erasures import Erasure, opened, save_alike
from data.app_state import get_fact, set_fact
from data.database import Database
from data.erasing import erasures_after

LOOKED_AT = "erasures_looked_at"
# Wishes are looked at every five minutes; what comes due within less than this goes together.
PAUSE = timedelta(minutes=15)
WISHES_AT_ONCE = 500


async def leave_out_pause(database: Database, *, now: datetime) -> None:
    """Note that wishes are looked at, and put them off by as long as nobody had before."""
    async with database.write() as session:
        noted = await get_fact(session, LOOKED_AT)
        await set_fact(session, LOOKED_AT, now.isoformat())
        away = now - datetime.fromisoformat(noted) if noted else timedelta(0)
        if away >= PAUSE:
            await _put_all_off(session, away, now)


def counted_from(wish: Erasure, now: datetime) -> Erasure:
    """Return a wish as carried out now; what was to go after that goes as much after it."""
    if wish.due_at is None or wish.due_at >= now:
        return replace(wish, is_done=True)
    since, late = wish.due_at, now - wish.due_at
    posts = {id_: at + late if at and at >= since else at for id_, at in wish.posts.items()}
    return replace(wish, is_done=True, due_at=now, posts=posts)


async def _put_all_off(session: AsyncSession, away: timedelta, now: datetime) -> None:
    mark: bytes | None = None
    found: list[tuple[bytes, bytes]] = []
    # All of them first: amid a rotation one that is sealed anew gets another mark.
    while rows := await erasures_after(session, mark, limit=WISHES_AT_ONCE):
        found += rows
        mark = rows[-1][0]
    for mark, sealed in found:
        try:
            wish = opened(session, mark, sealed)
        except WrongKey:
            continue
        await save_alike(session, _put_off(wish, away, now), mark, sealed)


def _put_off(wish: Erasure, away: timedelta, now: datetime) -> Erasure:
    """Return a wish with a pause put on what it still waits for."""
    due_at = wish.due_at
    if wish.is_pending and due_at is not None:
        # It is due when that was said; what goes after it is counted from then.
        posts = {id_: at + away if at and at < due_at else at for id_, at in wish.posts.items()}
        return replace(wish, posts=posts)
    if due_at is not None:
        if wish.user_id > 0:
            # The operator may have erased them while the bot was away.
            away = min(away, now - due_at)
        due_at += away
    posts = {id_: at and at + away for id_, at in wish.posts.items()}
    kept_until = wish.kept_until and wish.kept_until + away
    return replace(wish, due_at=due_at, posts=posts, kept_until=kept_until)
