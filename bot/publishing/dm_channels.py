"""Channels of direct messages: opened slowly, remembered, and no more of them when Discord balks.

Bots that open many quickly are quarantined, and then reach nobody. Who was written to before is
written to without opening anything.
"""

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol

import discord
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.publishing.dm_budget import Budget
from bot.publishing.dm_turns import Turns
from bot.publishing.met_channels import MetChannels
from data.tables import Delivery

MOST_KNOWN = 10_000
# "Opening direct messages too fast", and "flagged by our anti-spam system".
TOO_FAST, FLAGGED = 40003, 20026
PAUSES = {TOO_FAST: timedelta(hours=1), FLAGGED: timedelta(days=1)}
LONGEST_PAUSE = timedelta(days=7)
MOST_DOUBLINGS = 10
TRIPS_KEPT = timedelta(days=1)
"""For so long after a pause the next one is longer."""


@dataclass(frozen=True, slots=True)
class Addressee:
    """Whom a message is for, and in which channel they were written to by name, if they were."""

    user_id: int
    known_id: int | None
    is_anonymous: bool


class Errand(Protocol):
    """What is done of a message while it waits for its turn; carried out or dropped."""

    async def write(self, session: AsyncSession) -> None:
        """Write down what is about to be done, in the transaction in which its wait begins."""

    async def carry_out(self) -> None:
        """Do it, after that transaction."""

    def drop(self) -> None:
        """Leave it: that transaction failed."""


class NotItsTurn(Exception):
    """A delivery has to wait until then, though nothing failed."""

    def __init__(self, until: datetime) -> None:
        """Say when its turn comes."""
        super().__init__(until)
        self.until = until
        self.errand: Errand | None = None


class WaitsBehind(NotItsTurn):
    """A sealed message has to wait for an earlier one to the same person that failed."""

    def __init__(self, first: Delivery, until: datetime) -> None:
        """Say for which one it waits."""
        super().__init__(until)
        self.first = first


class DirectChannels:
    """Which channels are known, and whose turn it is to have one opened.

    Turns are `every` apart, and at most `an_hour` channels are opened within an hour
    (`dm_turns.py`). Who waits and who is known is in memory: a row would say who is anonymous.
    `to_keep` is what outlives a restart.
    """

    def __init__(self, *, every: timedelta, an_hour: int) -> None:
        """Know no channel yet."""
        self._an_hour = an_hour
        self._known: OrderedDict[int, int] = OrderedDict()
        self._turns = Turns(every=every, an_hour=an_hour)
        self._trips = 0
        self._paused_until: datetime | None = None
        self._budget = Budget()
        self.met = MetChannels()

    @property
    def to_keep(self) -> Budget:
        """What a restart must not forget: how much of the hour is used, and the last pause."""
        return self._budget

    def resume(self, kept: Budget, now: datetime, *, interrupted: int) -> None:
        """Go on with what was kept over a restart, as if each turn had opened a channel.

        `interrupted`: so many more may have been taken that a kill kept from being noted.
        """
        self._budget = kept.since(now)
        if interrupted:
            self._budget = self._budget.used(now, most=self._an_hour, count=interrupted)
        self._turns.resume(self._budget.given(now))
        until = None if kept.until is None else datetime.fromtimestamp(kept.until, UTC)
        if until is not None and now - until < TRIPS_KEPT:
            self._paused_until, self._trips = until, kept.trips

    def paused_until(self, now: datetime) -> datetime | None:
        """Return until when nobody new is written to, because Discord said so; None if not so."""
        until = self._paused_until
        return until if until is not None and now < until else None

    async def open(
        self, client: discord.Client, to: Addressee, delivery_id: int, now: datetime
    ) -> discord.PartialMessageable:
        """Return somebody's channel. Raises `NotItsTurn` when it has to be opened, and not yet.

        For whoever is anonymous `take_turn` was called before, and it is opened each time: what is
        known of them by name, and what becomes known here, would show in when their messages go.
        """
        known_id = self.known(to)
        if known_id is not None:
            return _channel(client, known_id)
        paused = self.paused_until(now)
        if paused is not None:
            raise NotItsTurn(paused)
        if not to.is_anonymous:
            self.take_turn(delivery_id, now)
        until = self._turns.open(delivery_id, now)
        if until is not None:
            raise NotItsTurn(until)
        try:
            # Not what the library has kept of it: that may be gone.
            channel_id = int((await client.http.start_private_message(to.user_id))["id"])
        except discord.HTTPException as error:
            self.pause_after(error, now)
            raise
        self.met.meet(to.user_id, channel_id)
        if not to.is_anonymous:
            self._know(to.user_id, channel_id)
        return _channel(client, channel_id)

    def known(self, to: Addressee) -> int | None:
        """Return the channel in which somebody was written to before; None of the anonymous."""
        return None if to.is_anonymous else self._known.get(to.user_id) or to.known_id

    def at(self, client: discord.Client, channel_id: int) -> discord.PartialMessageable:
        """Return a channel that was opened before."""
        return _channel(client, channel_id)

    def forget(self, user_id: int) -> None:
        """Open somebody's channel anew the next time: the one that was known is gone."""
        self._known.pop(user_id, None)

    def pause_after(
        self, error: discord.HTTPException, now: datetime, *, is_known: bool = False
    ) -> None:
        """Pause when Discord refused what it takes for spam, for longer each time within a day.

        What was on its way already makes no pause longer. Nor is one shorter because somebody was
        reached meanwhile: how long it is stands in the file, and would say that what is done there
        was not wanted. Raises `NotItsTurn` then: what was refused is tried again afterwards; but
        whoever `is_known` waits no pause out, theirs is tried again like what comes too fast.
        """
        pause, until = PAUSES.get(error.code), self.paused_until(now)
        if pause is None:
            return
        if until is None:
            until = self._pause(pause, now)
        if not is_known:
            raise NotItsTurn(until) from error

    def _pause(self, pause: timedelta, now: datetime) -> datetime:
        if self._paused_until is None or now - self._paused_until >= TRIPS_KEPT:
            self._trips = 0
        self._trips += 1
        doubled = pause * 2 ** min(self._trips - 1, MOST_DOUBLINGS)
        until: datetime = now + min(doubled, LONGEST_PAUSE)
        self._paused_until = until
        self._budget = self._budget.paused(until, self._trips)
        # Whoever waits asks anew, after the pause.
        self._turns.give_all_up(now)
        return until

    def _know(self, user_id: int, channel_id: int) -> None:
        self._known[user_id] = channel_id
        self._known.move_to_end(user_id)
        if len(self._known) > MOST_KNOWN:
            self._known.popitem(last=False)

    def take_turn(self, delivery_id: int, now: datetime) -> None:
        """Let a message wait for its turn. Raises `NotItsTurn` until then.

        What is sealed takes one before anything is known of it: whether a channel has to be opened,
        or the message is wanted at all. Else a message that comes ten seconds later would tell its
        reader something of somebody anonymous. While new people wait, it does so too.
        """
        paused = self.paused_until(now)
        if paused is not None:
            raise NotItsTurn(paused)
        until = self._turns.take(delivery_id, now)
        if until is not None:
            raise NotItsTurn(until)
        self._budget = self._budget.used(now, most=self._an_hour)

    def has_turn(self, delivery_id: int) -> bool:
        """Tell whether a message waits for a turn that it was given."""
        return self._turns.has(delivery_id)

    def give_turns_up(self, delivery_ids: Iterable[int]) -> None:
        """Let messages take other turns, whenever they ask for one again."""
        self._turns.give_up(delivery_ids)


def _channel(client: discord.Client, channel_id: int) -> discord.PartialMessageable:
    return client.get_partial_messageable(channel_id, type=discord.ChannelType.private)
