"""Of which posts DMs told somebody, or are to: in whichever of their rows that stands.

Of one post somebody may have several rows, by name and sealed, as an author and as a follower. Of
these one alone has a DM that comes (`bot.forum.wishes`): what tells of posts otherwise asks here.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.forum.anonymous.notices import SAID_BY_OTHERS, SealedNotice
from bot.forum.identity import named_hints, not_brought
from bot.forum.mail import dm_lane, lane_of_mark, told_by
from bot.forum.post_mail import is_sealed_mail
from bot.forum.shared_fate import is_done
from data.deliveries import in_lanes
from data.notices import notices_about
from data.tables import Delivery, DeliveryState, Notification, NotificationKind


class Fate(StrEnum):
    """What became of the DM of a notification, or is to become of it."""

    CAME = "came"
    HELD = "held"
    """It comes, or came, when quiet hours end."""
    WAITS = "waits"
    """It was not tried yet, and goes out unless it is wanted no more by then."""
    TRIED = "tried"
    """It may have come, and is tried again."""
    GIVEN_UP = "given up"


Coming = Mapping[int, Delivery]
"""DMs that are not done, by the numbers of their notifications."""


@dataclass(frozen=True, slots=True)
class ToldByDms:
    """Of which posts DMs `told` somebody, are held of, or are `to_tell` them.

    `coming` are the notifications whose own DM is to come.
    """

    told: frozenset[int]
    to_tell: frozenset[int]
    coming: frozenset[int]

    def has_told(self, kind: NotificationKind, post_id: int | None) -> bool:
        """Tell whether a DM told of what a notification of this kind tells, or is held."""
        return kind in SAID_BY_OTHERS and post_id in self.told

    def tells(self, kind: NotificationKind, post_id: int | None) -> bool:
        """Tell whether a DM told of it, is held, or is still to come, if it is wanted by then."""
        return self.has_told(kind, post_id) or (kind in SAID_BY_OTHERS and post_id in self.to_tell)


async def told_by_dms(
    session: AsyncSession,
    user_id: int,
    sealed: Collection[SealedNotice],
    post_ids: Collection[int],
    *,
    is_refused: bool = False,
) -> ToldByDms:
    """Return of which of these posts DMs told somebody, or are to, by name or sealed.

    `sealed` is all that somebody is told sealed. What is held will not come while Discord refuses
    their DMs. It takes as many statements whatever there is, for it differs by who wrote a post.
    """
    wanted = {*post_ids}
    about = [each for each in sealed if each.post_id in wanted]
    marks = {each.row.recipient_mark or b"" for each in about}
    coming = await coming_in(session, [dm_lane(user_id), *map(lane_of_mark, marks)])
    rows = await notices_about(session, user_id, SAID_BY_OTHERS, post_ids)
    # Of these it is written that a DM brought them, and none did.
    refused = not_brought(session).get(user_id, set())
    named = [row for row in rows if row.id not in refused]
    fates = [(row.post_id or 0, fate_by_name(session, row, coming)) for row in named]
    others = [each for each in about if each.row.kind in SAID_BY_OTHERS]
    fates += [(each.post_id, _fate_sealed(each, coming)) for each in others]
    came = {Fate.CAME} if is_refused else {Fate.CAME, Fate.HELD}
    return ToldByDms(
        frozenset(post_id for post_id, fate in fates if fate in came),
        frozenset(post_id for post_id, fate in fates if fate in {Fate.WAITS, Fate.TRIED}),
        frozenset(
            number for number, each in coming.items() if each.state is not DeliveryState.FAILED
        ),
    )


async def coming_in(session: AsyncSession, lanes: Iterable[str]) -> Coming:
    """Return the DMs in some lanes that are not done."""
    return {
        told_by(session, each)[0]: each
        for each in await in_lanes(session, [*lanes])
        if not (is_sealed_mail(each) and is_done(session, each))
    }


def fate_by_name(session: AsyncSession, row: Notification, coming: Coming) -> Fate | None:
    """Return what became of the DM of a notification by name; None if there is none, or none came.

    That a word after a command told of it is no DM.
    """
    is_heard = row.is_heard and row.id not in named_hints(session)
    return _fate(row, row.held_at, coming, is_heard=is_heard)


def _fate_sealed(notice: SealedNotice, coming: Coming) -> Fate | None:
    return _fate(notice.row, notice.held_at, coming, is_heard=notice.is_heard)


def _fate(
    row: Notification, held_at: datetime | None, coming: Coming, *, is_heard: bool
) -> Fate | None:
    if held_at is not None:
        return Fate.HELD
    if is_heard:
        return Fate.CAME
    delivery = coming.get(row.id or 0)
    if delivery is None:
        return None
    if delivery.state is DeliveryState.FAILED:
        return Fate.GIVEN_UP
    is_untried = delivery.state is DeliveryState.WAITING and not delivery.is_uncertain
    return Fate.WAITS if is_untried else Fate.TRIED
