"""DMs that come in somebody's quiet hours: held, and gathered once these end.

Of what is sealed its seal says since when it is held: the delivery's, until those of all others
about the post are done; then that of its notification. Both are sealed anew whatever became of a
DM, sent or held or not wanted: nothing shows which it was.
"""

import contextlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.forum.anonymous.notices import CHANNEL, HEARD, HELD, REFUSED, all_sealed
from bot.forum.anonymous.turns import is_due
from bot.forum.identity import WrongKey, sealer_of
from bot.forum.mail import told_by
from bot.forum.post_mail import note
from bot.forum.topics import Preferences
from data.anonymity import reseal_notifications, sealed_notifications
from data.hearing import note_heard
from data.notices import get_notification, held_since, hold_notification
from data.tables import Delivery, Notification

NOTED = (HEARD, HELD, REFUSED, CHANNEL)


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


async def note_done(
    session: AsyncSession,
    delivery: Delivery,
    *,
    held_at: datetime | None = None,
    is_heard: bool = False,
    refused_at: datetime | None = None,
    channel_id: int | None = None,
) -> None:
    """Note that a DM is done: it brought its notification, is held, or (sealed) was refused.

    Of what is sealed that stands in its own seal until `write_down`, and in which channel it was
    heard, so that a restart knows that. Raises `WrongKey`.
    """
    notification_id, _ = told_by(session, delivery)
    if delivery.sealed is None:
        await _note_by_name(session, notification_id, held_at=held_at, is_heard=is_heard)
        return
    said: dict[str, float] = {HEARD: 1} if is_heard else {}
    for name, moment in ((HELD, held_at), (REFUSED, refused_at)):
        if moment is not None:
            said[name] = moment.timestamp()
    if is_heard and channel_id is not None:
        said[CHANNEL] = channel_id
    if not said:
        return
    await note(session, delivery.id or 0, said)
    row = await get_notification(session, notification_id)
    if row is not None and row.sealed is None:
        # Whom it tells has taken their name meanwhile.
        await _note_by_name(session, notification_id, held_at=held_at, is_heard=is_heard)


async def _note_by_name(
    session: AsyncSession, notification_id: int, *, held_at: datetime | None, is_heard: bool
) -> None:
    if held_at is not None:
        await hold_notification(session, notification_id, held_at)
    if is_heard:
        await note_heard(session, [notification_id])


async def write_down(session: AsyncSession, told: Iterable[Mapping[str, float]]) -> None:
    """Write into sealed notifications what became of their DMs: all those of a post together.

    Each is sealed anew, with the present key, whatever became of it: one alone would be known.
    `told` is what stands in the seals of their deliveries.
    """
    sealer, again = sealer_of(session), {}
    said = {int(each["notification"]): each for each in told}
    for row in await sealed_notifications(session, said):
        number, mark, sealed = row.id or 0, row.recipient_mark or b"", row.sealed or b""
        with contextlib.suppress(WrongKey):  # it is nobody's any more
            plain = json.loads(sealer.open(sealed, table="notification", row=mark))
            plain |= {name: said[number][name] for name in NOTED if name in said[number]}
            text = json.dumps(plain).encode()
            again[number] = sealer.seal_alike(text, sealed, table="notification", row=mark)
    await reseal_notifications(session, again)


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
