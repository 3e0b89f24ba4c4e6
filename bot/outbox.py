"""The worker that carries out deliveries: claim, do, retry, give up visibly.

Deliveries of one lane run one after another, lanes run beside each other. A delivery is
forgotten in the transaction that writes down what it made; one that may have been done without
being written down is looked for before it is tried again. Direct messages have a queue of their
own and go out at a pace, so that they hold up nothing that somebody waits for.
"""

import asyncio
import logging
from collections.abc import Mapping
from datetime import datetime

from discord.ext import tasks
from sqlalchemy.exc import SQLAlchemyError

from bot.awaited import Awaited
from bot.forum.recovering import recover
from bot.forum.waiting_together import take_up
from bot.giving_way import GivingWay
from bot.outcomes import Outcomes
from bot.pace import Meter, Pace
from bot.publishing.context import Context, Handler
from bot.publishing.dm_channels import NotItsTurn
from bot.publishing.redrawing import redrawer
from bot.publishing.sending_early import early_sender
from data.claiming import Queue, claim, claim_one, due, is_any_ready
from data.tables import Delivery, DeliveryKind

log = logging.getLogger(__name__)

# Nobody waits for one of these: they give way to whoever waits for a reply. When one is done says
# whether somebody was told of something: it is not logged.
MAIL = {
    DeliveryKind.DIRECT_MESSAGE,
    DeliveryKind.WAKE_UP,
    DeliveryKind.DIGEST,
}
PUBLISHING = {
    DeliveryKind.PUBLISH_QUESTION,
    DeliveryKind.PUBLISH_ANSWER,
    DeliveryKind.PUBLISH_COMMENT,
}
POLL_SECONDS, LANES_AT_ONCE = 1.0, 8
# While direct messages wait for their turn; each takes about a fifth of a second.
MAIL_POLL_SECONDS = 0.02
MAIL_LANES_AT_ONCE = 16


class Outbox:
    """Carries out what the database says must still happen in Discord."""

    def __init__(
        self,
        context: Context,
        handlers: Mapping[DeliveryKind, Handler],
        pace: Pace,
        meter: Meter,
    ) -> None:
        """Prepare to carry deliveries out with these hands: `recover` comes first, then `start`.

        Direct messages keep to the pace, and to the room that the meter leaves.
        """
        self._context = context
        self._handlers = handlers
        self._pace, self._meter = pace, meter
        self._running: dict[str, asyncio.Task[bool]] = {}
        self._mail_lanes: set[str] = set()
        self._eyed: frozenset[Queue] = frozenset()
        self._outcomes = Outcomes(context, pace)
        self._unseen = redrawer(context), early_sender(context, pace)
        self._worker: asyncio.Task[None] | None = None
        self._again = False
        self._awaited = Awaited(context)
        self._giving_way = GivingWay(context.people, self._begin)
        self._poll = tasks.loop(seconds=POLL_SECONDS)(self._look)
        self._mail_poll = tasks.loop(seconds=MAIL_POLL_SECONDS)(self._look_for_mail)

    async def recover(self) -> None:
        """Take up what an earlier process left running, before anything new is written down."""
        await self._outcomes.resume()
        now = self._context.clock()
        is_paused = self._context.channels.paused_until(now) is not None
        async with self._context.database.write() as session:
            left = await recover(session, now, is_paused=is_paused)
        if left:
            log.info("%s deliveries were interrupted; looking before trying again", left)

    def start(self) -> None:
        """Look for due deliveries for ever."""
        self._poll.start()

    async def stop(self) -> None:
        """End; what is under way stays marked as running and is looked for at the next start."""
        self._poll.cancel()
        self._mail_poll.cancel()
        await self._giving_way.stop()
        pending = [*self._running.values(), *([self._worker] if self._worker else [])]
        for task in pending:
            task.cancel()
        await asyncio.gather(*pending, return_exceptions=True)
        for each in self._unseen:
            await each.stop()

    def kick(self) -> None:
        """Look for due deliveries now rather than at the next poll."""
        self._begin()

    def _begin(self) -> None:
        if self._worker is None or self._worker.done():
            self._worker = asyncio.create_task(self._work(), name="outbox")
        else:
            self._again = True

    async def carry_out(self, delivery_id: int) -> bool:
        """Carry out one delivery at once, or after what is before it; return whether it was done.

        False when what is before it has to wait, it takes too long, the try failed or Discord is
        not connected yet: the worker takes it from there. The caller says with `kick` when the
        worker may look for what has become due through this one.
        """
        if not self._context.client.is_ready():
            return False
        async with self._context.database.write() as session:
            delivery = await claim_one(session, delivery_id)
        if delivery is None:
            self._begin()
            return await self._awaited.outcome(delivery_id)
        # Shielded: a command that is cancelled must not cut the delivery in two.
        return await asyncio.shield(self._run(delivery, is_awaited=True))

    async def _look(self) -> None:
        self._begin()
        for each in self._unseen:
            each.begin()

    async def _look_for_mail(self) -> None:
        if self._may_send():
            self._begin()

    def _may_send(self) -> bool:
        return bool(self._pace.free(self._context.clock()) and self._giving_way.room())

    async def _work(self) -> None:
        while True:
            self._again = False
            try:
                await self._outcomes.note_failures()
                await self._claim_and_run_all()
            except SQLAlchemyError as error:
                log.warning("can't look for deliveries: %s", type(error).__name__)
            if not self._again:
                return

    async def _claim_and_run_all(self) -> None:
        # Before Discord has named its servers, a member or a channel seems not to be there.
        if not self._context.client.is_ready():
            return
        now = self._context.clock()
        async with self._context.database.read() as session:
            # Nearly always there is nothing, and to find that out costs an idle bot most.
            ready = {
                queue
                for queue in await due(session, now)
                if queue in self._eyed
                or await is_any_ready(session, queue, now=now, busy_lanes=self._running)
            }
        for queue in Queue:
            room = self._room(queue, now, is_ready=queue in ready)
            if room > 0 and queue in ready:
                await self._claim_and_run(queue, room)

    async def _claim_and_run(self, queue: Queue, room: int) -> None:
        async with self._context.database.write() as session:
            now = self._context.clock()
            claimed = await claim(session, queue, now=now, limit=room, busy_lanes=self._running)
            found = await take_up(session, claimed, now, busy_lanes=self._running)
        if queue is not Queue.WORK:
            self._keep_an_eye(queue, is_ready=bool(claimed))
            self._giving_way.begun()
            self._pace.take(len(found))
            self._mail_lanes.update(delivery.lane for delivery in found)
        for delivery in found:
            self._run(delivery)

    def _room(self, queue: Queue, now: datetime, *, is_ready: bool) -> int:
        """Return how many deliveries may begin; have an eye kept on mail that has to wait."""
        if queue is Queue.WORK:
            return LANES_AT_ONCE - (len(self._running) - len(self._mail_lanes))
        self._keep_an_eye(queue, is_ready=is_ready)
        free = min(self._pace.free(now), self._meter.room())
        room = min(MAIL_LANES_AT_ONCE - len(self._mail_lanes), free)
        return min(room, self._giving_way.room()) if is_ready and room > 0 else 0

    def _keep_an_eye(self, queue: Queue, *, is_ready: bool) -> None:
        self._eyed = self._eyed | {queue} if is_ready else self._eyed - {queue}
        is_ready = bool(self._eyed)
        if is_ready and not self._mail_poll.is_running():
            self._mail_poll.start()
        elif not is_ready and self._mail_poll.is_running():
            self._mail_poll.stop()

    def _run(self, delivery: Delivery, *, is_awaited: bool = False) -> "asyncio.Task[bool]":
        task = asyncio.create_task(self._carry_out(delivery), name=f"delivery-{delivery.id}")
        self._running[delivery.lane] = task
        task.add_done_callback(lambda _: self._ran(delivery.lane, is_awaited=is_awaited))
        return task

    def _ran(self, lane: str, *, is_awaited: bool) -> None:
        self._running.pop(lane, None)
        is_mail = lane in self._mail_lanes
        self._mail_lanes.discard(lane)
        self._awaited.note()
        if is_mail and self._mail_poll.is_running() and not self._may_send():
            return  # what waits for its turn is looked for once it has come
        # Whoever awaits one has somebody to tell first, and kicks then.
        if self._poll.is_running() and (self._awaited or not is_awaited):
            self._begin()

    async def _carry_out(self, delivery: Delivery) -> bool:
        was_uncertain = delivery.is_uncertain
        is_mail = delivery.kind in MAIL
        try:
            await self._outcomes.begin(delivery)
            record = await self._handlers[delivery.kind](self._context, delivery)
            if is_mail:
                await self._context.people.give_way()
            await self._outcomes.settle(delivery, record)
        except asyncio.CancelledError:
            raise
        except NotItsTurn as wait:
            await self._outcomes.postpone(delivery, wait)
            return False
        except Exception as error:  # noqa: BLE001  # whatever it is, the delivery must not be lost
            await self._outcomes.fail(delivery, error)
            return False
        # When a DM is done says whether there was one: none goes to who wrote what it is about.
        if not is_mail:
            log.debug("delivery %s (%s) done", delivery.id, delivery.kind.value)
        if delivery.kind in PUBLISHING:
            self._context.client.dispatch("published", delivery.payload["post"], was_uncertain)
        return True
