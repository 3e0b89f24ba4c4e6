"""The order of sealed direct messages: one for all of them, whomever they are for.

A lane a person would keep theirs in order, and would say which questions somebody anonymous has in
common. So each waits for every earlier one that is being sent or just failed, and then takes its
turn: that says nothing of anybody. What waits until its post is published does so for a few seconds
only (`mailing.PUBLISHED_WITHIN`), so a post that fails for longer holds up nothing. What failed for
long is waited for by what is for the same person in the same question, as their mark says anyway.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.forum.identity import WrongKey
from bot.forum.shared_fate import holding_up, is_done, undone_before
from bot.forum.waiting_together import MOST_TRIES
from bot.publishing.context import Context
from bot.publishing.dm_channels import NotItsTurn, WaitsBehind
from data.claiming import sealed_ahead
from data.tables import Delivery, DeliveryState

SOON, LOOK_AGAIN = timedelta(seconds=0.25), timedelta(seconds=1)


async def take_turn(context: Context, delivery: Delivery) -> None:
    """Let a sealed direct message wait for its turn, and for what is ahead. Raises `NotItsTurn`.

    So it takes none before what was made earlier and goes soon, but for a moment has none: the
    post that it is about may not be published yet.
    """
    number, now = delivery.id or 0, context.clock()
    async with context.database.read() as session:
        found = await sealed_ahead(session, number, most_tries=MOST_TRIES, soon=now + LOOK_AGAIN)
        tried = [each for each in found if not _is_untried(each)]
        ahead = await holding_up(session, tried)
        comes = any(_comes(context, session, each) for each in found if _is_untried(each))
        before = await undone_before(session, delivery)
    failed = [each.due_at for each in ahead if each.state is DeliveryState.WAITING]
    if failed:
        context.channels.give_turns_up([number])
        raise NotItsTurn(max(*failed, now) + SOON)
    if ahead or comes:
        raise NotItsTurn(now + SOON)
    # At its first try it takes a turn like what has nothing before it, and waits only then.
    if not before or delivery.reason is None:
        context.channels.take_turn(number, now)
    if before:
        _wait_for(before, now)


def _wait_for(before: Sequence[Delivery], now: datetime) -> None:
    """Wait for earlier messages to the same person in the same question. Raises `NotItsTurn`."""
    until = max(*(each.due_at for each in before), now) + SOON
    failing = [each for each in before if each.reason is not None]
    raise WaitsBehind(failing[0], until) if failing else NotItsTurn(until)


def _is_untried(delivery: Delivery) -> bool:
    return delivery.state is DeliveryState.WAITING and delivery.reason is None


def _comes(context: Context, session: AsyncSession, delivery: Delivery) -> bool:
    """Tell whether a message that was not tried yet has still to take a turn."""
    if context.channels.has_turn(delivery.id or 0):
        return False
    try:
        return not is_done(session, delivery)
    except WrongKey:
        return False  # its key is lost: it is given up
