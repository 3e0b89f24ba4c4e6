"""Notifications that nobody heard of: unread, and no DM brought them; told of once."""

from bot.forum.anonymous.notices import sealed_for
from bot.forum.anonymous.preferences import preferences_of
from bot.forum.identity import named_hints, sealed_hints
from bot.forum.mail import told_by
from bot.forum.refusals import refuses_dms
from data.database import Database
from data.deliveries import in_lanes
from data.notices import inbox_of, note_heard
from data.tables import DeliveryState, NotificationKind

MOST = 100
"""So many that are unread are looked at, the newest first."""


class Unheard:
    """Tells people once how much is in their inbox that they can't have heard of.

    Of what is sealed that is remembered, and written with all that is sealed (`write_reads`): a row
    that changes while something is told by name would say who is anonymous.
    """

    def __init__(self, database: Database) -> None:
        """Have told nobody anything yet."""
        self._database = database

    async def take(self, *, discord_id: int) -> int:
        """Count what somebody has not heard of; from now on they have."""
        async with self._database.read() as session:
            chosen = await preferences_of(session, discord_id)
            # What waits for the end of quiet hours comes then, unless Discord lets no DM through.
            is_refused = await refuses_dms(session, chosen)
            # So does what a digest brings.
            is_brought = chosen.digest is not None and not is_refused
            found = await sealed_for(session, discord_id, None)
            rows = await inbox_of(session, discord_id, forum_id=None, limit=MOST)
            shown = await inbox_of(
                session,
                discord_id,
                forum_id=None,
                limit=MOST,
                known=found.known,
                unwanted=chosen.unwanted(),
            )
            sealed = [
                each.row
                for each in found.to_see(chosen)
                if not (each.is_read or each.is_heard or each.is_hinted)
                and (is_refused or each.held_at is None)
                and not (is_brought and each.is_followed)
            ]
            hints = sealed_hints(session)
            marks = {(row.recipient_mark or b"").hex() for row in sealed}
            lanes = [f"dm:{discord_id}", *(f"inbox:{mark}" for mark in marks)]
            coming = {
                told_by(session, delivery)[0]
                for delivery in await in_lanes(session, lanes)
                if delivery.state is not DeliveryState.FAILED
            }
        named = [
            row.id or 0
            for row in rows
            if row.read_at is None
            and (is_refused or row.held_at is None)
            and not row.is_heard
            and row.kind is not NotificationKind.WELCOME
            and not (is_brought and row.kind is NotificationKind.FOLLOWED)
        ]
        # Those that they don't see as well: a follower who wrote the post would stand out.
        by_name = [each for each in named if each not in coming]
        seen = {row.id for row in shown}
        hidden = [row.id or 0 for row in sealed if row.id not in coming]
        hints.update(hidden)
        if by_name:
            async with self._database.write() as session:
                await note_heard(session, by_name)
                named_hints(session).update(by_name)
        return sum(each in seen for each in by_name) + len(hidden)
