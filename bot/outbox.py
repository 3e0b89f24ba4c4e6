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
from bot.forum.deliveries import make_room
from bot.forum.post_mail import is_sealed_mail
from bot.forum.recovering import recover
from bot.forum.shared_fate import fail, settle, share, wait_behind
from bot.forum.waiting_together import take_up
from bot.pace import Meter, Pace
from bot.publishing.context import Context, Handler, Record
from bot.publishing.dm_budget import KeptBudget
from bot.publishing.dm_channels import NotItsTurn, WaitsBehind
from bot.publishing.failures import NO_ROOM, Failure, failure_of, is_hopeless
from bot.turn_tries import TurnTries, is_turn
from data.claiming import Queue, claim, claim_one, due, is_any_ready
from data.deliveries import finish, give_up, postpone, put_back
from data.tables import Delivery, DeliveryKind

log = logging.getLogger(__name__)

# When one of these is done says whether somebody was told of something: it is not logged.
QUIET = {
    DeliveryKind.DIRECT_MESSAGE,
    DeliveryKind.WAKE_UP,
    DeliveryKind.DIGEST,
    DeliveryKind.REDRAW_MESSAGES,
}
PUBLISHING = {
    DeliveryKind.PUBLISH_QUESTION,
    DeliveryKind.PUBLISH_ANSWER,
    DeliveryKind.PUBLISH_COMMENT,
}
POLL_SECONDS, LANES_AT_ONCE = 1.0, 8
# While direct messages wait for their turn; each takes about a fifth of a second. They begin one by
# one: what somebody waits for meanwhile would come after the work of all that begin together.
MAIL_POLL_SECONDS = 0.02
MAIL_LANES_AT_ONCE, MAIL_BEGUN_AT_ONCE = 16, 1


class Outbox:
    """Carries out what the database says must still happen in Discord."""

    def __init__(
        self,
        context: Context,
        handlers: Mapping[DeliveryKind, Handler],
        pace: Pace,
        meter: Meter,
    ) -> None:
        """Prepare to carry deliveries out with these hands; nothing runs before `start`.

        Direct messages keep to the pace, and to the room that the meter leaves.
        """
        self._context = context
        self._handlers = handlers
        self._pace, self._meter = pace, meter
        self._running: dict[str, asyncio.Task[bool]] = {}
        self._mail_lanes: set[str] = set()
        self._eyed: frozenset[Queue] = frozenset()
        self._turns = TurnTries()
        self._budget = KeptBudget(context.database, context.channels)
        self._worker: asyncio.Task[None] | None = None
        self._again = False
        self._awaited = Awaited(context)
        # Failures that the database did not take yet; their rows still say "running".
        self._unnoted: list[tuple[Delivery, Failure]] = []
        self._poll = tasks.loop(seconds=POLL_SECONDS)(self._look)
        self._mail_poll = tasks.loop(seconds=MAIL_POLL_SECONDS)(self._look_for_mail)

    async def start(self) -> None:
        """Take up what an earlier process left running, then look for due deliveries for ever."""
        await self._budget.resume(self._context.clock())
        async with self._context.database.write() as session:
            left = await recover(session, self._context.clock())
        if left:
            log.info("%s deliveries were interrupted; looking before trying again", left)
        self._poll.start()

    async def stop(self) -> None:
        """End; what is under way stays marked as running and is looked for at the next start."""
        self._poll.cancel()
        self._mail_poll.cancel()
        pending = [*self._running.values(), *([self._worker] if self._worker else [])]
        for task in pending:
            task.cancel()
        await asyncio.gather(*pending, return_exceptions=True)

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

    async def _look_for_mail(self) -> None:
        if self._pace.free(self._context.clock()):
            self._begin()

    async def _work(self) -> None:
        while True:
            self._again = False
            try:
                await self._note_failures()
                await self._claim_and_run_all()
            except SQLAlchemyError as error:
                log.warning("can't look for deliveries: %s", type(error).__name__)
            if not self._again:
                return

    async def _note_failures(self) -> None:
        while self._unnoted:
            await self._write_failure(*self._unnoted[0])
            del self._unnoted[0]

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
                if await is_any_ready(session, queue, now=now, busy_lanes=self._running)
            }
        for queue in Queue:
            room = self._room(queue, now, is_ready=queue in ready)
            if room > 0 and queue in ready:
                await self._claim_and_run(queue, room)

    async def _claim_and_run(self, queue: Queue, room: int) -> None:
        async with self._context.database.write() as session:
            now = self._context.clock()
            found = await claim(session, queue, now=now, limit=room, busy_lanes=self._running)
            found = await take_up(session, found, now)
        if queue is not Queue.WORK:
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
        return min(MAIL_LANES_AT_ONCE - len(self._mail_lanes), free, MAIL_BEGUN_AT_ONCE)

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
        self._mail_lanes.discard(lane)
        self._awaited.note()
        # Whoever awaits one has somebody to tell first, and kicks then.
        if self._poll.is_running() and (self._awaited or not is_awaited):
            self._begin()

    async def _carry_out(self, delivery: Delivery) -> bool:
        was_uncertain = delivery.is_uncertain
        try:
            await self._turns.begin(self._context.database, delivery)
            record = await self._handlers[delivery.kind](self._context, delivery)
            await self._settle(delivery, record)
        except asyncio.CancelledError:
            raise
        except NotItsTurn as wait:
            await self._postpone(delivery, wait)
            return False
        except Exception as error:  # noqa: BLE001  # whatever it is, the delivery must not be lost
            await self._failed(delivery, failure_of(error, attempts=delivery.attempts), error)
            return False
        # When a DM is done says whether there was one: none goes to who wrote what it is about.
        if delivery.kind not in QUIET:
            log.debug("delivery %s (%s) done", delivery.id, delivery.kind.value)
        if delivery.kind in PUBLISHING:
            self._context.client.dispatch("published", delivery.payload["post"], was_uncertain)
        return True

    async def _settle(self, delivery: Delivery, record: Record | None) -> None:
        async with self._budget.write() as session:
            if await self._turns.waits_with_others(session, delivery, self._context.clock()):
                return
            if record is not None:
                await record(session)
            if is_sealed_mail(delivery):
                waiting = await settle(session, delivery, self._context.clock())
                self._context.channels.give_turns_up(waiting)
            else:
                await finish(session, delivery.id or 0)

    async def _postpone(self, delivery: Delivery, wait: NotItsTurn) -> None:
        errand, now = wait.errand, self._context.clock()
        if errand is None:
            # What is looked at keeps its place in the pace, sent or not: else the next one would
            # come the sooner behind what is not.
            self._pace.give_back()
        try:
            async with self._budget.write() as session:
                if errand is not None:
                    await errand.write(session)
                if isinstance(wait, WaitsBehind):
                    waiting = await wait_behind(session, delivery, wait.first, wait.until, now)
                else:
                    await postpone(session, delivery.id or 0, wait.until)
                    waiting = await share(session, delivery, now)
                self._context.channels.give_turns_up(waiting)
        except SQLAlchemyError as error:
            if errand is not None:
                errand.drop()
            await self._failed(delivery, failure_of(error, attempts=delivery.attempts), error)
            return
        if errand is not None:
            await errand.carry_out()

    async def _failed(self, delivery: Delivery, failure: Failure, error: Exception) -> None:
        is_fault = failure.reason.startswith("Fault")
        if is_sealed_mail(delivery) or is_turn(delivery):
            # Its number would say for which mark there is a message.
            log.warning("a sealed message failed", exc_info=error if is_fault else None)
        else:
            log.warning(
                "delivery %s (%s) failed: %s, try %s",
                delivery.id,
                delivery.kind.value,
                failure.reason,
                delivery.attempts + 1,
                exc_info=error if is_fault else None,
            )
        try:
            await self._write_failure(delivery, failure)
        except SQLAlchemyError as refused:
            log.warning("can't note the failure yet: %s", type(refused).__name__)
            self._unnoted.append((delivery, failure))

    async def _write_failure(self, delivery: Delivery, failure: Failure) -> None:
        now, channels = self._context.clock(), self._context.channels
        async with self._budget.write() as session:
            age, attempts = now - delivery.created_at, delivery.attempts + 1
            is_over = failure.wait is None or is_hopeless(age=age, attempts=attempts)
            if await self._turns.fail(session, delivery, failure, now, is_over=is_over):
                return
            due_at = None if is_over or failure.wait is None else now + failure.wait
            if is_sealed_mail(delivery):
                waiting = await fail(session, delivery, now, due_at=due_at, reason=failure.reason)
                channels.give_turns_up(waiting)
                return
            if due_at is None:
                await give_up(session, delivery, reason=failure.reason)
                return
            if failure.reason == NO_ROOM and delivery.forum_id is not None:
                await make_room(session, delivery.forum_id, now, is_full=True)
            await put_back(
                session,
                delivery,
                due_at=due_at,
                reason=failure.reason,
                is_uncertain=failure.is_uncertain or delivery.is_uncertain,
            )
