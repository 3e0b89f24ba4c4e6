"""When an account's digest comes, and what was brought by digests or will be: all of it sealed.

A digest brings what is new since the moment of the one before. Since when that is so without a gap
stands in its turn. What earlier ones brought, before digests were given up or refused, stands in
the account's preferences, which are sealed anew at such a moment anyway: rows that said which
digest brought them would say whose it was.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.forum.anonymous.preferences import DIGEST_LANE
from bot.forum.anonymous.sealed_turns import Turn, add_turn, opened_turn
from bot.forum.anonymous.turns import anew, lanes_of
from bot.forum.topics import Preferences
from data.deliveries import delete_lanes, in_lanes, postpone
from data.tables import Delivery, DeliveryKind, DeliveryState

MOST_SPANS = 3
"""So many times that digests were given up or refused are remembered."""


@dataclass(frozen=True, slots=True)
class Brought:
    """What digests brought, or are to bring: of which moments, in seconds."""

    spans: tuple[tuple[float, float], ...]
    coming: float | None = None

    def has(self, moment: datetime) -> bool:
        """Tell whether a digest says what somebody was told of at a moment."""
        at = moment.timestamp()
        if self.coming is not None and at >= self.coming:
            return True
        return any(begun <= at < until for begun, until in self.spans)


async def brought_by_digests(
    session: AsyncSession, chosen: Preferences, *, is_refused: bool
) -> Brought:
    """Return what digests brought to somebody, or will, unless Discord refuses their DMs."""
    spans, coming = chosen.brought, None
    for each in await _digests(session, chosen.user_id):
        if each.state is DeliveryState.FAILED or is_refused:
            spans = (*spans, _span(each, opened_turn(session, each)))
        else:
            begun, _ = _span(each, opened_turn(session, each))
            coming = begun if coming is None else min(begun, coming)
    return Brought(spans, coming)


async def with_brought(session: AsyncSession, chosen: Preferences) -> Preferences:
    """Return somebody's preferences with what digests brought that are given up now."""
    turns = await _digests(session, chosen.user_id)
    spans = [_span(each, opened_turn(session, each)) for each in turns]
    return _also_brought(chosen, spans)


def refused_digest(chosen: Preferences, delivery: Delivery, turn: Turn) -> Preferences:
    """Return somebody's preferences with what digests brought before one that could not come."""
    return _also_brought(chosen, [_span(delivery, turn)])


def _also_brought(chosen: Preferences, spans: list[tuple[float, float]]) -> Preferences:
    known = (*chosen.brought, *(each for each in spans if each[0] < each[1]))
    return replace(chosen, brought=known[-MOST_SPANS:])


def _span(delivery: Delivery, turn: Turn) -> tuple[float, float]:
    """Return from when until when digests brought what is new, before this one."""
    # Turns of old say nothing of it: what is older than they are was left to digests.
    begun = 0.0 if turn.begun is None else turn.begun
    return begun, (turn.since or delivery.created_at).timestamp()


async def schedule_digest(session: AsyncSession, chosen: Preferences, now: datetime) -> None:
    """Give an account the turn of its next digest, or none any more."""
    due_at, lanes = chosen.digest_after(now), lanes_of(session, chosen.user_id, DIGEST_LANE)
    turns = await in_lanes(session, lanes)
    is_given_up = not any(each.state is not DeliveryState.FAILED for each in turns)
    if due_at is None or is_given_up:
        await delete_lanes(session, lanes)
    if due_at is None:
        return
    for each in turns:
        if each.state is DeliveryState.WAITING:
            await postpone(session, each.id or 0, due_at)
    if is_given_up:
        begun = [_span(each, opened_turn(session, each))[0] for each in turns]
        turn = replace(
            anew(session, chosen.user_id, turns), begun=min(begun, default=now.timestamp())
        )
        await add_turn(session, turn, since=now, due_at=due_at, kind=DeliveryKind.DIGEST)


async def mend_digest(session: AsyncSession, chosen: Preferences, now: datetime) -> None:
    """Give an account the turn of its next digest again when the last one was given up.

    What that may have sent is looked for.
    """
    if all(each.state is DeliveryState.FAILED for each in await _digests(session, chosen.user_id)):
        await schedule_digest(session, chosen, now)


async def move_digest(session: AsyncSession, chosen: Preferences, now: datetime) -> None:
    """Have an account's digest wait for the end of quiet hours that were just chosen.

    One whose hour has passed comes as soon as they let it.
    """
    for each in await _digests(session, chosen.user_id):
        due_at = chosen.digest_after(each.created_at)
        if each.state is not DeliveryState.WAITING or due_at is None:
            continue
        if due_at <= now:
            due_at = chosen.quiet_end_after(now) or now
        await postpone(session, each.id or 0, due_at)


async def next_digest(
    session: AsyncSession,
    chosen: Preferences,
    *,
    since: datetime,
    until: datetime,
    now: datetime,
    begun: float | None,
) -> None:
    """Give an account the turn of its next digest, of what is new after `since`.

    One only, however long the bot was away. `begun` is since when digests bring all that is new.
    In clear stands until when this one looked: a later moment than `since` if it was found, sent by
    an earlier try, and one that was asked for in vain can't be.
    """
    due_at = chosen.digest_after(now)
    if due_at is not None:
        turn = Turn(chosen.user_id, since=since if since != until else None, begun=begun)
        await add_turn(session, turn, since=until, due_at=due_at, kind=DeliveryKind.DIGEST)


async def _digests(session: AsyncSession, user_id: int) -> list[Delivery]:
    return await in_lanes(session, lanes_of(session, user_id, DIGEST_LANE))
