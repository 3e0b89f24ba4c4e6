"""Showing an anonymous post once its random while is over; the rest is publishing as usual."""

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.forum.anonymous.reveals import reveal as show
from bot.publishing.context import Context, Record
from data.tables import Delivery


async def reveal(context: Context, delivery: Delivery) -> Record:
    """Make a post visible in the transaction that forgets this delivery."""

    async def record(session: AsyncSession) -> None:
        await show(session, delivery.payload["post"], context.clock())

    return record
