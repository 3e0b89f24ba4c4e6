"""DMs that come in somebody's quiet hours: held, and gathered once these end.

Of a sealed notification stands in its seal since when it is held. Its row is sealed anew whenever
its DM is done, sent or held or not wanted: nothing shows which it was.
"""

import json
from dataclasses import dataclass
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.forum.anonymous.notices import HEARD, HELD, REFUSED, all_sealed
from bot.forum.anonymous.turns import is_due
from bot.forum.identity import sealer_of
from bot.forum.topics import Preferences
from data.anonymity import reseal_notification
from data.hearing import note_heard
from data.notices import get_notification, held_since, hold_notification
from data.sealing import KEY_ID_BYTES
from data.tables import Notification


@dataclass(frozen=True, slots=True)
class Held:
    """A notification whose DM waits, and since when."""

    row: Notification
    since: datetime

    @property
    def number(self) -> int:
        """Its number, by which a DM names it."""
        return self.row.id or 0


async def is_to_wait(session: AsyncSession, chosen: Preferences, now: datetime) -> bool:
    """Tell whether a DM has to wait: in quiet hours, and until what waited in them is sent.

    That is so also when there are no quiet hours any more; whoever has no time zone never had any.
    """
    if chosen.zone is None:
        return False
    return chosen.quiet_end_after(now) is not None or await is_due(session, chosen, now)


async def note_done_by_name(
    session: AsyncSession, notification_id: int, *, held_at: datetime | None, is_heard: bool
) -> None:
    """Note that the DM of a notification by name brought it, or is held."""
    if held_at is not None:
        await hold_notification(session, notification_id, held_at)
    if is_heard:
        await note_heard(session, [notification_id])


async def note_done(
    session: AsyncSession,
    notification_id: int,
    *,
    held_at: datetime | None = None,
    is_heard: bool = False,
    refused_at: datetime | None = None,
) -> None:
    """Note that a sealed notification's DM is done: it brought it, is held, or was refused."""
    row = await get_notification(session, notification_id)
    if row is None or row.sealed is None:
        return
    sealer, mark = sealer_of(session), row.recipient_mark or b""
    if row.sealed[:KEY_ID_BYTES] != sealer.key_id and held_at is None and refused_at is None:
        return  # a rotation is under way, and finds it by its old key
    told = json.loads(sealer.open(row.sealed, table="notification", row=mark))
    if held_at is not None:
        told[HELD] = held_at.timestamp()
    if is_heard:
        told[HEARD] = 1
    if refused_at is not None:
        told[REFUSED] = refused_at.timestamp()
    plain = json.dumps(told).encode()
    again = sealer.seal_alike(plain, row.sealed, table="notification", row=mark)
    await reseal_notification(session, notification_id, again)


async def held_for(session: AsyncSession, user_id: int, since: datetime) -> list[Held]:
    """Return what somebody's DMs are held of since then, the oldest first."""
    named = await held_since(session, user_id, since)
    found = [Held(row, row.held_at) for row in named if row.held_at is not None]
    found += [
        Held(each.row, each.held_at)
        for each in await all_sealed(session, user_id, None)
        if each.held_at is not None and each.held_at >= since
    ]
    return sorted(found, key=lambda held: held.number)
