"""The order of sealed direct messages: one for all of them, whomever they are for.

A lane a person would keep theirs in order, and would say which questions somebody anonymous has in
common. So each waits for every earlier one that is being sent or just failed, and then takes its
turn: that says nothing of anybody.
"""

from datetime import timedelta

from bot.forum.shared_fate import holds_up
from bot.publishing.context import Context
from bot.publishing.dm_channels import NotItsTurn
from data.claiming import sealed_ahead
from data.tables import Delivery, DeliveryState

SOON = timedelta(seconds=0.25)
MOST_TRIES = 10
"""After so many, a quarter of an hour of them, one holds up the others no more."""


async def take_turn(context: Context, delivery: Delivery) -> None:
    """Let a sealed direct message wait for its turn, and for what is ahead. Raises `NotItsTurn`."""
    number, now = delivery.id or 0, context.clock()
    async with context.database.read() as session:
        found = await sealed_ahead(session, number, most_tries=MOST_TRIES)
        ahead = [each for each in found if await holds_up(session, each)]
    failed = [each.due_at for each in ahead if each.state is DeliveryState.WAITING]
    if failed:
        context.channels.give_turn_up(number)
        raise NotItsTurn(max(*failed, now) + SOON)
    context.channels.take_turn(number, now)
    if ahead:
        raise NotItsTurn(now + SOON)
