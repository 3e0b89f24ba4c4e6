"""How a forum's deliveries stand, and what is done about those that failed."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from bot.forum import given_up
from bot.forum.summaries import Actor
from data.database import Database
from data.deliveries import count_waiting
from data.members import member_of_discord
from data.moderation import log_act
from data.tables import Delivery, DeliveryKind, DeliveryState
from data.troubles import TroubledMail, delete_failed, retry_failed, troubled, troubled_mail

MOST_TROUBLES = 20


@dataclass(frozen=True, slots=True)
class Trouble:
    """A delivery that failed, or waits after a failure, and how often it was tried.

    Of direct messages it may be many that had the same.
    """

    kind: str
    reason: str
    attempts: int
    is_final: bool
    since: datetime
    due_at: datetime
    subject: int | None
    count: int = 1


@dataclass(frozen=True, slots=True)
class Health:
    """How a forum's deliveries stand."""

    waiting: int
    troubles: tuple[Trouble, ...] = field(default=())


async def health(database: Database, forum_id: int) -> Health:
    """Return how a forum's deliveries stand, with the 20 oldest troubles.

    Direct messages with the same trouble are one: of a post there may be hundreds.
    """
    async with database.read() as session:
        waiting = await count_waiting(session, forum_id)
        found = await troubled(session, forum_id, limit=MOST_TROUBLES)
        mail = await troubled_mail(session, forum_id)
    troubles = [*map(_trouble, found), *map(_trouble_of_mail, mail)]
    troubles.sort(key=lambda each: each.since)
    return Health(waiting, tuple(troubles[:MOST_TROUBLES]))


async def forget_failed(database: Database, *, forum_id: int, actor: Actor, now: datetime) -> int:
    """Forget what was given up, so that health shows new trouble only; return how many."""
    count = await given_up.forget(database, forum_id)
    async with database.write() as session:
        member = await member_of_discord(session, forum_id, actor.discord_id)
        count += await delete_failed(session, forum_id)
        await log_act(
            session,
            forum_id=forum_id,
            action="forget failed deliveries",
            actor_id=member.id if member else None,
            detail=str(count),
            created_at=now,
        )
    return count


async def retry(
    database: Database, forum_id: int, now: datetime, *, turns: Collection[int] = ()
) -> int:
    """Have a forum's failed and delayed deliveries tried again now; return how many.

    `turns`: with those of accounts, by their numbers.
    """
    async with database.write() as session:
        count = await retry_failed(session, forum_id, now=now, turns=turns)
    return count + await given_up.try_again(database, forum_id, now)


def _trouble(delivery: Delivery) -> Trouble:
    return Trouble(
        kind=delivery.kind.value,
        reason=delivery.reason or "",
        attempts=delivery.attempts,
        is_final=delivery.state is DeliveryState.FAILED,
        since=delivery.created_at,
        due_at=delivery.due_at,
        subject=delivery.payload.get("post"),
    )


def _trouble_of_mail(found: TroubledMail) -> Trouble:
    return Trouble(
        kind=DeliveryKind.DIRECT_MESSAGE.value,
        reason=found.reason,
        attempts=found.attempts,
        is_final=found.is_final,
        since=found.since,
        due_at=found.due_at,
        subject=None,
        count=found.messages,
    )
