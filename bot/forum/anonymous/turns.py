"""When an account has its turn: at the end of quiet hours, whatever there is for it then.

The delivery is sealed and found by the mark of the account's preferences. It says when somebody's
quiet hours end and nothing of whom, nor whether anything waits for them.
"""

import contextlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.forum.anonymous.preferences import DIGEST_LANE, PURPOSE, TURN_LANE
from bot.forum.identity import WrongKey, sealer_of
from bot.forum.mail import seal_anew
from bot.forum.topics import Preferences
from data.database import Database
from data.deliveries import delete_lanes, enqueue, in_lanes, next_turns, postpone
from data.tables import Delivery, DeliveryKind, DeliveryState

MOST_TROUBLES = 100
# Those in trouble are due soonest; which they are is sealed.
MOST_LOOKED_AT = 5000
LANES = {DeliveryKind.WAKE_UP: TURN_LANE, DeliveryKind.DIGEST: DIGEST_LANE}


@dataclass(frozen=True, slots=True)
class Turn:
    """Whose turn it is, and what waits since the moment of the last one that it saw already.

    How often it was tried, why that failed, and whether that may have sent something, is sealed as
    well: only a turn for which something waits sends anything that can fail.
    """

    user_id: int
    done: frozenset[int]
    tries: int = 0
    reason: str | None = None
    is_uncertain: bool = False
    begun: float | None = None
    """Of a digest: since when, in seconds, digests bring without a gap all that is new."""


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
        await add_turn(session, chosen.user_id, since=now, due_at=quiet.end_after(now))


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
    if is_left:
        await add_turn(session, chosen.user_id, since=since, due_at=now, done=done)
    elif chosen.quiet is not None:
        due_at = chosen.quiet.end_after(now)
        await add_turn(session, chosen.user_id, since=since, due_at=due_at, done=done)


async def mend(session: AsyncSession, chosen: Preferences, now: datetime) -> None:
    """Give an account its turns again when the last ones were given up.

    What those may have sent is looked for.
    """
    turns = await _turns(session, chosen.user_id)
    if chosen.quiet is None or any(each.state is not DeliveryState.FAILED for each in turns):
        return
    await delete_lanes(session, lanes_of(session, chosen.user_id))
    first = min(turns, key=lambda each: each.created_at, default=None)
    await add_turn(
        session,
        chosen.user_id,
        since=now if first is None else first.created_at,
        due_at=chosen.quiet.end_after(now),
        done=sorted(opened_turn(session, first).done) if first is not None else (),
        is_uncertain=any(each.is_uncertain for each in turns),
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
    if turn.due_at <= now or chosen.quiet is None or opened_turn(session, turn).reason is not None:
        return True
    return chosen.quiet.end_after(turn.created_at) <= now


def opened_turn(session: AsyncSession, delivery: Delivery) -> Turn:
    """Return whose turn it is. Raises `WrongKey`."""
    mark = bytes.fromhex(delivery.lane.partition(":")[2])
    plain = sealer_of(session).open(delivery.sealed or b"", table="delivery", row=mark)
    held = json.loads(plain)
    tries, reason, is_uncertain = held.get("tried", (0, None, 0))
    begun = held.get("begun")
    return Turn(held["user"], frozenset(held["done"]), tries, reason, bool(is_uncertain), begun)


def tried(session: AsyncSession, delivery: Delivery) -> Delivery:
    """Return a turn's delivery with what is sealed of earlier tries, as its handler takes it."""
    with contextlib.suppress(WrongKey):  # which its handler says
        turn = opened_turn(session, delivery)
        delivery.attempts += turn.tries
        delivery.is_uncertain |= turn.is_uncertain
    return delivery


async def put_turn_back(
    session: AsyncSession,
    delivery: Delivery,
    *,
    due_at: datetime,
    reason: str | None,
    is_uncertain: bool,
) -> None:
    """Let a turn wait for its next try; in clear nothing of it changes but that time."""
    turn = opened_turn(session, delivery)
    held: dict[str, object] = {
        "user": turn.user_id,
        "done": sorted(turn.done),
        "tried": [turn.tries + 1, reason, int(is_uncertain or turn.is_uncertain)],
    }
    if turn.begun is not None:
        held["begun"] = turn.begun
    await seal_anew(session, delivery, held)
    await postpone(session, delivery.id or 0, due_at)


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
                        is_final=each.state is DeliveryState.FAILED,
                    )
                )
    return sorted(found, key=lambda each: each.number)[:MOST_TROUBLES]


def lanes_of(session: AsyncSession, user_id: int, *lanes: str) -> list[str]:
    """Return the lanes in which an account's turns may stand; those that end quiet hours."""
    marks = sealer_of(session).marks(PURPOSE, user_id)
    return [f"{lane}{mark.hex()}" for lane in lanes or (TURN_LANE,) for mark in marks]


async def _turns(session: AsyncSession, user_id: int) -> list[Delivery]:
    return await in_lanes(session, lanes_of(session, user_id))


async def add_turn(
    session: AsyncSession,
    user_id: int,
    *,
    since: datetime,
    due_at: datetime,
    done: Sequence[int] = (),
    kind: DeliveryKind = DeliveryKind.WAKE_UP,
    is_uncertain: bool = False,
    begun: float | None = None,
) -> None:
    """Give an account a turn that is about what is new `since` then; digests since they `begun`."""
    sealer = sealer_of(session)
    mark = sealer.mark(PURPOSE, user_id)
    held: dict[str, object] = {"user": user_id, "done": list(done)}
    if begun is not None:
        held["begun"] = begun
    await enqueue(
        session,
        kind,
        lane=f"{LANES[kind]}{mark.hex()}",
        now=since,
        due_at=due_at,
        sealed=sealer.seal(json.dumps(held).encode(), table="delivery", row=mark),
        is_uncertain=is_uncertain,
    )
