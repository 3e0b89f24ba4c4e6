"""What becomes of a delivery in the database: it is done, waits for its turn, or failed."""

import logging

from sqlalchemy.exc import SQLAlchemyError

from bot.forum.deliveries import make_room
from bot.forum.post_mail import is_sealed_mail
from bot.forum.shared_fate import fail, settle, share, wait_behind
from bot.pace import Pace
from bot.publishing.context import Context, Record
from bot.publishing.dm_budget import KeptBudget
from bot.publishing.dm_channels import NotItsTurn, WaitsBehind
from bot.publishing.failures import NO_ROOM, Failure, failure_of, is_hopeless
from bot.turn_tries import TurnTries, is_turn
from data.deliveries import finish, give_up, postpone, put_back
from data.tables import Delivery

log = logging.getLogger(__name__)


class Outcomes:
    """Writes down what became of deliveries, each in one transaction."""

    def __init__(self, context: Context, pace: Pace) -> None:
        """Know of nothing that is still to be written down."""
        self._context, self._pace = context, pace
        self._turns = TurnTries()
        self._budget = KeptBudget(context.database, context.channels)
        # Failures that the database did not take yet; their rows still say "running".
        self._unnoted: list[tuple[Delivery, Failure]] = []

    async def resume(self) -> None:
        """Go on with what was kept over a restart: who may be written to for the first time."""
        await self._budget.resume(self._context.clock())

    async def begin(self, delivery: Delivery) -> None:
        """Give a delivery that is about to be carried out what is sealed of its earlier tries."""
        await self._turns.begin(self._context.database, delivery)

    async def note_failures(self) -> None:
        """Write down the failures that could not be. Raises `SQLAlchemyError`."""
        while self._unnoted:
            await self._write_failure(*self._unnoted[0])
            del self._unnoted[0]

    async def settle(self, delivery: Delivery, record: Record | None) -> None:
        """Write down what a delivery made, and forget it."""
        now, asked = self._context.clock(), self._context.asked.pop(delivery.id or 0, "")
        async with self._budget.write() as session:
            if await self._turns.waits_with_others(session, delivery, now, asked=asked):
                return
            if record is not None:
                await record(session)
            if is_sealed_mail(delivery):
                waiting = await settle(session, delivery, now)
                self._context.channels.give_turns_up(waiting)
            else:
                await finish(session, delivery.id or 0)

    async def postpone(self, delivery: Delivery, wait: NotItsTurn) -> None:
        """Let a delivery wait for its turn, and do what is done of it meanwhile."""
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
        except BaseException as error:
            if errand is not None:
                errand.drop()
            if not isinstance(error, SQLAlchemyError):
                raise
            await self.fail(delivery, error)
            return
        if errand is not None:
            await errand.carry_out()

    async def fail(self, delivery: Delivery, error: Exception) -> None:
        """Let a delivery wait for its next try, or give it up visibly."""
        failure = failure_of(error, attempts=delivery.attempts)
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
