"""When an account has its turn: at the end of quiet hours, whatever there is for it then.

The delivery is sealed and found by the mark of the account's preferences. It says when somebody's
quiet hours end and nothing of whom, nor whether anything waits for them.
"""

import contextlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.forum.anonymous.preferences import PURPOSE, TURN_LANE
from bot.forum.anonymous.sealed_turns import Turn, add_turn, opened_turn
from bot.forum.identity import WrongKey, sealer_of
from bot.forum.topics import Preferences
from data.database import Database
from data.deliveries import delete_lanes, in_lanes, postpone
from data.tables import Delivery, DeliveryState
from data.troubles import next_turns

MOST_TROUBLES = 100
# Those in trouble are mostly due soonest; which they are is sealed.
MOST_LOOKED_AT = 5000


async def schedule(session: AsyncSession, chosen: Preferences, now: datetime) -> None:
    """Give an account its turn when its quiet hours end, or at once if they are not now.

    Without quiet hours a last turn brings what waits; then there is none.
    """
    quiet = chosen.quiet
    due_at = chosen.quiet_end_after(now) or now
    waiting = await _turns(session, chosen.user_id)
    for each in waiting:
        if each.state is not DeliveryState.RUNNING:
            await postpone(session, each.id or 0, due_at)
    if not waiting and quiet is not None:
        await add_turn(session, Turn(chosen.user_id), since=now, due_at=quiet.end_after(now))


async def next_turn(
    session: AsyncSession,
    chosen: Preferences,
    *,
    since: datetime,
    now: datetime,
    done: Sequence[int],
    is_left: bool,
) -> None:
    """Give an account its next turn once one is over, which looked at what waited until `since`.

    `done` is what began to wait at that very moment and was seen; `is_left`: more did meanwhile.
    """
    turn = Turn(chosen.user_id, frozenset(done))
    if is_left:
        await add_turn(session, turn, since=since, due_at=now)
    elif chosen.quiet is not None:
        await add_turn(session, turn, since=since, due_at=chosen.quiet.end_after(now))


async def mend(session: AsyncSession, chosen: Preferences, now: datetime) -> None:
    """Give an account its turns again when the last ones were given up by an older version.

    What those may have sent is looked for.
    """
    turns = await _turns(session, chosen.user_id)
    if chosen.quiet is None or any(each.state is not DeliveryState.FAILED for each in turns):
        return
    await delete_lanes(session, lanes_of(session, chosen.user_id))
    turn = anew(session, chosen.user_id, turns)
    await add_turn(session, turn, since=now, due_at=chosen.quiet.end_after(now))


def anew(session: AsyncSession, user_id: int, failed: Collection[Delivery]) -> Turn:
    """Return the turn that takes the place of such as were given up in clear."""
    first = min(failed, key=lambda each: each.created_at, default=None)
    if first is None:
        return Turn(user_id)
    turn = opened_turn(session, first)
    return Turn(
        user_id,
        turn.done,
        is_uncertain=any(each.is_uncertain for each in failed),
        since=turn.since or first.created_at,
    )


async def is_due(session: AsyncSession, chosen: Preferences, now: datetime) -> bool:
    """Tell whether an account's turn has come and is not over: what comes now waits for it.

    Also while it backs off, or waits for its channel to be opened, though it is not due then.
    """
    turns = await _turns(session, chosen.user_id)
    return any(
        each.state is not DeliveryState.FAILED and _has_come(session, each, chosen, now)
        for each in turns
    )


def _has_come(session: AsyncSession, turn: Delivery, chosen: Preferences, now: datetime) -> bool:
    if turn.due_at <= now:
        return True
    held = opened_turn(session, turn)
    if held.is_given_up:
        return False
    if chosen.quiet is None or held.reason is not None:
        return True
    return chosen.quiet.end_after(turn.created_at) <= now


@dataclass(frozen=True, slots=True)
class TurnTrouble:
    """An account's turn that failed, or waits after a failure, and whose it is."""

    number: int
    user_id: int
    kind: str
    reason: str
    is_final: bool


async def troubles_of_turns(database: Database) -> list[TurnTrouble]:
    """Return the hundred oldest accounts' turns that had trouble."""
    found = []
    async with database.read() as session:
        for each in await next_turns(session, limit=MOST_LOOKED_AT):
            with contextlib.suppress(WrongKey):  # its key is lost, and nobody's any more
                turn = opened_turn(session, each)
                reason = each.reason or turn.reason
                if reason is None:
                    continue
                found.append(
                    TurnTrouble(
                        number=each.id or 0,
                        user_id=turn.user_id,
                        kind=each.kind.value,
                        reason=reason,
                        is_final=turn.is_given_up or each.state is DeliveryState.FAILED,
                    )
                )
    return sorted(found, key=lambda each: each.number)[:MOST_TROUBLES]


def lanes_of(session: AsyncSession, user_id: int, *lanes: str) -> list[str]:
    """Return the lanes in which an account's turns may stand; those that end quiet hours."""
    marks = sealer_of(session).marks(PURPOSE, user_id)
    return [f"{lane}{mark.hex()}" for lane in lanes or (TURN_LANE,) for mark in marks]


async def _turns(session: AsyncSession, user_id: int) -> list[Delivery]:
    return await in_lanes(session, lanes_of(session, user_id))
