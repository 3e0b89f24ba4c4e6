"""Sealed direct messages that go before their turn, to whoever's channel is known already.

All that is sealed takes turns with what opens channels, wanted or not, so that turns say nothing of
anybody (`dm_channels.py`). What is sent need not wait for them. When a sealed message first has to
wait, its seal is made anew whatever it is for, and in it stands whether it may be sent at once;
after that it is, and only memory knows what came of it. Its row waits for its turn like any other.
"""

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import discord
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.forum.anonymous.early_mail import came_before_a_restart, may_be_early
from bot.forum.anonymous.notices import EARLY, NOT_EARLY, all_sealed
from bot.forum.anonymous.preferences import preferences_of
from bot.forum.identity import WrongKey, not_early
from bot.forum.mail import dm_lane, told_by
from bot.forum.post_mail import note, to_somebody_before
from bot.logs import unlogged
from bot.pace import Pace
from bot.publishing.asking_ahead import ask_ahead
from bot.publishing.background import Act, Background
from bot.publishing.codes import UNKNOWN_CHANNEL
from bot.publishing.context import Context
from bot.publishing.dm_channels import NotItsTurn
from bot.publishing.early_tries import Came, EarlyTry
from bot.publishing.mail import Mail, may_read, tells_of_own, wanted
from bot.publishing.sending import REFUSED, Channel, find, stands
from data.database import DatabaseClosed
from data.deliveries import in_lanes, still_waiting
from data.notices import get_notification
from data.tables import Delivery, DeliveryState

LONG = timedelta(minutes=1)
"""A pause of Discord's, or an hour that is full: turns are given out for sooner."""


@dataclass(frozen=True, slots=True)
class _Before:
    """An earlier message to the same person: what is known of it, or that it is looked for."""

    delivery: Delivery
    told: int
    attempt: EarlyTry | None
    is_own: bool
    """Whether it was asked for in vain, and can't be found."""


@dataclass(frozen=True, slots=True)
class _Plan:
    """A message that may go before its turn: into which channel, and after which others."""

    mail: Mail
    channel_id: int
    before: Sequence[_Before]


class _Early:
    """What is done of a sealed message before its turn: its seal made anew, and it is sent or not.

    Each is carried out or dropped: later ones to the same person may wait for it.
    """

    def __init__(
        self, context: Context, delivery: Delivery, attempt: EarlyTry, plan: _Plan | None
    ) -> None:
        """Without a plan nothing is sent."""
        self._context, self._delivery, self._try = context, delivery, attempt
        self._plan = plan
        if plan is None:
            attempt.end(Came.NO)

    async def write(self, session: AsyncSession) -> None:
        """Seal the message anew, with what is about to be done: in it alone, and before it is."""
        said = {} if self._plan is None else {EARLY: self._plan.channel_id, NOT_EARLY: 0}
        try:
            await note(session, self._delivery.id or 0, said)
        except WrongKey:
            self.drop()  # it is nobody's any more

    async def carry_out(self) -> None:
        """Send it where it may be sent. What fails is tried again soon, or in its turn."""
        if self._plan is None:
            return
        came: Came | None = None
        try:
            # A word of what went wrong, and the log would say that there is one.
            with unlogged(), contextlib.suppress(Exception):
                came = await self._sent(self._plan)
        except BaseException:
            self._try.end(Came.PERHAPS)
            raise
        await self._note(came, self._plan.mail.notice.id)

    async def _note(self, came: Came | None, notification_id: int) -> None:
        """Note what became of it; None: it may be tried again."""
        early, wait = self._context.early, None
        if came is not None:
            self._try.end(came)
        else:
            wait = self._try.wait()
        if wait is not None:
            early.put_back(self._delivery.id or 0, self._context.clock() + wait, self._again)
        async with self._context.database.read() as session:
            failed = not_early(session)
            if came is not Came.YES:
                # One that may have come before a restart still may.
                failed[notification_id] = not self._try.is_again
            elif notification_id in failed:
                failed[notification_id] = False

    async def _again(self) -> None:
        """Try it again, if it still waits for its turn and would be sent into the same channel."""
        if self._plan is None or not self._try.go_on():
            return
        plan, channel_id = None, self._plan.channel_id
        with contextlib.suppress(Exception):
            plan = await self._plan_anew()
        if plan is None or plan.channel_id != channel_id:
            self.drop()
            return
        self._plan = plan
        with contextlib.suppress(SQLAlchemyError, DatabaseClosed):
            await self.carry_out()

    async def _plan_anew(self) -> _Plan | None:
        async with self._context.database.read() as session:
            stored = await still_waiting(session, self._delivery.id or 0)
            plan = None if stored is None else await _plan(self._context, session, stored)
        if stored is not None:
            # Whether an earlier try sent it nobody knows.
            self._delivery, stored.is_uncertain = stored, True
        return plan

    def drop(self) -> None:
        """Send nothing: its seal may not say that it is about to be."""
        self._plan = None
        self._try.end(Came.NO)

    async def _sent(self, plan: _Plan) -> Came | None:
        """Send it; return what came of it, None if it may be tried again."""
        context, mail = self._context, plan.mail
        channel = context.channels.at(context.client, plan.channel_id)
        guild = context.client.get_guild(mail.forum.guild_id or 0)
        try:
            for each in plan.before:
                has_come = await _has_come(context, channel, each)
                if not has_come:
                    return None if has_come is None else Came.NO
            if guild is None:
                return Came.NO
            await ask_ahead(context, guild, self._delivery, mail)
            if not await may_read(context, mail):
                return Came.NO
            # What others were sent before a restart is found; one's own never can be.
            to_send = None if mail.is_own and self._try.is_again else mail
            await stands(context, channel, self._delivery, mail.notice.id, mail.to, to_send)
        except discord.HTTPException as error:
            _note_error(context, error, plan)
            return Came.NO if error.code in {UNKNOWN_CHANNEL, *REFUSED} else None
        context.channels.met.meet(mail.to.user_id, plan.channel_id)
        return Came.YES


def early_sender(context: Context, pace: Pace) -> Background:
    """Return what tries sealed messages again before their turn, in the background, at a pace."""

    def due(room: int) -> list[Act]:
        now = context.clock()
        found = context.early.take(now, limit=max(0, min(room, pace.free(now))))
        pace.take(len(found))
        return found

    return Background(context.client, due, name="early")


def _note_error(context: Context, error: discord.HTTPException, plan: _Plan) -> None:
    channels, now = context.channels, context.clock()
    if error.code in {UNKNOWN_CHANNEL, *REFUSED}:
        channels.met.lose(plan.mail.to.user_id, plan.channel_id)
    channels.pause_after(error, now, is_known=True)


async def _has_come(context: Context, channel: Channel, before: _Before) -> bool | None:
    """Tell whether an earlier message came; one that was sent before a restart is looked for.

    None if that is still to be tried again.
    """
    if before.attempt is not None:
        came = await before.attempt.outcome()
        return None if before.attempt.waits else came is Came.YES
    number = before.delivery.id or 0
    attempt = context.early.begin(number)
    if attempt is None:
        return False
    has_come = False
    try:
        found = await find(context, channel, before.delivery, before.told)
        has_come = found is not None or before.is_own
    finally:
        attempt.end(Came.YES if has_come else Came.PERHAPS)
        if not has_come:
            context.early.forget(number)
    return has_come


async def looked_at(context: Context, delivery: Delivery, wait: NotItsTurn) -> NotItsTurn:
    """Return what lets a sealed message wait; look first whether it may be sent all the same.

    Each is looked at once, whomever it is for, and again when it has to wait for long: somebody may
    have been met meanwhile. One that waits with others of its post after a failure is not: its
    seal, made anew alone, would say that it is not done.
    """
    if delivery.reason is not None:
        return wait
    is_long, early = wait.until - context.clock() >= LONG, context.early
    known = early.find(delivery.id or 0)
    attempt = early.begin(delivery.id or 0, is_again=is_long)
    if attempt is None:
        if is_long:
            # It came, or is to be tried again. All are sealed anew, or it would say so.
            wait.errand = _Early(context, delivery, EarlyTry(), None)
        return wait
    try:
        async with context.database.read() as session:
            delivery.is_uncertain |= may_be_early(session, delivery)
            came = came_before_a_restart(session, delivery)
            attempt.is_again = came if known is None else known.is_again
            plan = await _plan(context, session, delivery)
    except BaseException:
        attempt.end(Came.NO)
        raise
    wait.errand = _Early(context, delivery, attempt, plan)
    return wait


async def _plan(context: Context, session: AsyncSession, delivery: Delivery) -> _Plan | None:
    mail = await _wanted(context, session, delivery)
    if mail is None or mail.is_to_wait or not mail.to.is_anonymous:
        return None
    channel_id = await _channel_of(context, session, mail)
    before = await _before(context, session, delivery, mail.to.user_id)
    return None if channel_id is None or before is None else _Plan(mail, channel_id, before)


async def _wanted(context: Context, session: AsyncSession, delivery: Delivery) -> Mail | None:
    notification_id, user_id = told_by(session, delivery)
    row = await get_notification(session, notification_id)
    return None if row is None else await wanted(session, row, user_id, context.clock())


async def _channel_of(context: Context, session: AsyncSession, mail: Mail) -> int | None:
    """Return the channel in which somebody was reached before, by whatever name."""
    met, user_id = context.channels.met, mail.to.user_id
    found = met.of(user_id)
    if found is not None:
        return found
    sealed = [each.channel_id for each in await all_sealed(session, user_id, None)]
    by_account = (await preferences_of(session, user_id)).channel_id
    stored = (*sealed, by_account, mail.to.known_id)
    return next((each for each in stored if each is not None and not met.is_lost(each)), None)


async def _before(
    context: Context, session: AsyncSession, delivery: Delivery, user_id: int
) -> list[_Before] | None:
    """Return the earlier messages that one comes after, of the same person.

    None if it has to wait for its turn: for what is still to be sent in its own. What comes by name
    goes first, but for what failed.
    """
    number = delivery.id or 0
    for each in await in_lanes(session, [dm_lane(user_id)]):
        is_tried = each.reason is not None or each.state is DeliveryState.FAILED
        if (each.id or 0) < number and not is_tried:
            return None
    before = []
    for each in await to_somebody_before(session, number, user_id):
        attempt, told = context.early.find(each.id or 0), told_by(session, each)[0]
        is_known = attempt is not None and attempt.may_have_come
        if is_known or (attempt is None and may_be_early(session, each)):
            each.is_uncertain = True
            row = await get_notification(session, told)
            is_own = row is not None and await tells_of_own(session, row, user_id)
            is_own &= came_before_a_restart(session, each)
            before.append(_Before(each, told, attempt, is_own))
        elif may_be_early(session, each) or await _wanted(context, session, each) is not None:
            return None
    return before
