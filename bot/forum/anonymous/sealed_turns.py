"""What is sealed of an account's turn: whose it is, what it saw, and how it was tried.

In clear all turns look alike, but for their marks, since when they look and when they are due.
"""

import contextlib
import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.forum.anonymous.preferences import DIGEST_LANE, PURPOSE, TURN_LANE, preferences_of
from bot.forum.identity import WrongKey, sealer_of
from bot.forum.mail import seal_anew
from data.deliveries import enqueue, finish, postpone
from data.tables import Delivery, DeliveryKind

LANES = {DeliveryKind.WAKE_UP: TURN_LANE, DeliveryKind.DIGEST: DIGEST_LANE}
DAY, PATIENCE = timedelta(days=1), timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Turn:
    """Whose turn it is, and what waits since the moment of the last one that it saw already.

    How often it was tried, why that failed, and whether that may have sent something, is sealed as
    well: only a turn for which something waits sends anything that can fail. One that was given up
    lapsed to its next time, and looks at what waits `since` it began, before its row was made.
    """

    user_id: int
    done: frozenset[int] = frozenset()
    tries: int = 0
    reason: str | None = None
    is_uncertain: bool = False
    is_given_up: bool = False
    since: datetime | None = None
    begun: float | None = None
    """Of a digest: since when, in seconds, digests bring without a gap all that is new."""
    asked: str = ""
    """Until when its reader's own was asked for in vain, as the button of a message would say."""


def opened_turn(session: AsyncSession, delivery: Delivery) -> Turn:
    """Return whose turn it is. Raises `WrongKey`."""
    mark = bytes.fromhex(delivery.lane.partition(":")[2])
    plain = sealer_of(session).open(delivery.sealed or b"", table="delivery", row=mark)
    held = json.loads(plain)
    tries, reason, is_uncertain = held.get("tried", (0, None, 0))
    since = held.get("since")
    return Turn(
        held["user"],
        frozenset(held["done"]),
        tries,
        reason,
        bool(is_uncertain),
        is_given_up="given_up" in held,
        since=None if since is None else datetime.fromtimestamp(since, UTC),
        begun=held.get("begun"),
        asked=held.get("asked", ""),
    )


def _plain(turn: Turn) -> dict[str, object]:
    held: dict[str, object] = {"user": turn.user_id, "done": sorted(turn.done)}
    if turn.tries or turn.reason or turn.is_uncertain:
        held["tried"] = [turn.tries, turn.reason, int(turn.is_uncertain)]
    if turn.is_given_up:
        held["given_up"] = 1
    if turn.since is not None:
        held["since"] = turn.since.timestamp()
    if turn.begun is not None:
        held["begun"] = turn.begun
    if turn.asked:
        held["asked"] = turn.asked
    return held


def tried(session: AsyncSession, delivery: Delivery) -> Delivery:
    """Return a turn's delivery with what is sealed of earlier tries, as its handler takes it."""
    with contextlib.suppress(WrongKey):  # which its handler says
        turn = opened_turn(session, delivery)
        delivery.attempts += turn.tries
        delivery.is_uncertain |= turn.is_uncertain
        delivery.created_at = turn.since or delivery.created_at
    return delivery


async def put_turn_back(
    session: AsyncSession,
    delivery: Delivery,
    *,
    due_at: datetime,
    reason: str | None,
    is_uncertain: bool,
    asked: str = "",
) -> None:
    """Let a turn wait for its next try; in clear nothing of it changes but that time."""
    turn = opened_turn(session, delivery)
    again = replace(
        turn,
        tries=turn.tries + 1,
        reason=reason,
        is_uncertain=is_uncertain or turn.is_uncertain,
        is_given_up=False,
        asked=asked or turn.asked,
    )
    await seal_anew(session, delivery, _plain(again))
    await postpone(session, delivery.id or 0, due_at)


async def lapse(
    session: AsyncSession, delivery: Delivery, *, reason: str, is_uncertain: bool, now: datetime
) -> None:
    """Let a turn that can't succeed lapse to the next one, as if it were over.

    In clear nothing tells it from one that is. Its seal says that it was given up, and since when
    something may wait. Without quiet hours it is tried a week long, each day.
    """
    turn = opened_turn(session, delivery)
    chosen, since = await preferences_of(session, turn.user_id), turn.since or delivery.created_at
    if delivery.kind is DeliveryKind.DIGEST:
        due_at = chosen.digest_after(now)
    elif chosen.quiet is not None:
        due_at = chosen.quiet.end_after(now)
    else:
        due_at = now + DAY if now - since < PATIENCE else None
    if due_at is not None:
        given_up = replace(
            turn,
            tries=0,
            reason=reason,
            is_uncertain=is_uncertain or turn.is_uncertain,
            is_given_up=True,
            since=since,
        )
        await add_turn(session, given_up, since=now, due_at=due_at, kind=delivery.kind)
    await finish(session, delivery.id or 0)


async def add_turn(
    session: AsyncSession,
    turn: Turn,
    *,
    since: datetime,
    due_at: datetime,
    kind: DeliveryKind = DeliveryKind.WAKE_UP,
) -> None:
    """Write down an account's turn, which looks at what waits `since` then unless it says so."""
    sealer = sealer_of(session)
    mark = sealer.mark(PURPOSE, turn.user_id)
    plain = json.dumps(_plain(turn)).encode()
    await enqueue(
        session,
        kind,
        lane=f"{LANES[kind]}{mark.hex()}",
        now=since,
        due_at=due_at,
        sealed=sealer.seal(plain, table="delivery", row=mark),
    )
