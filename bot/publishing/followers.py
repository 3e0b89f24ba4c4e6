"""Telling followers of a new post, in parts, once it stands where they can read it."""

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.forum.followers import tell_followers, tell_part
from bot.publishing.context import Context, Handler, Record
from data.tables import Delivery


def then_tells(publish: Handler) -> Handler:
    """Have followers told in the transaction that writes down where a new post stands."""

    async def handle(context: Context, delivery: Delivery) -> Record | None:
        written = await publish(context, delivery)
        if written is None or not delivery.payload.get("tells"):
            return written

        async def record(session: AsyncSession) -> None:
            await written(session)
            forum_id, post_id = delivery.forum_id or 0, delivery.payload["post"]
            await tell_followers(session, forum_id, post_id, context.clock())

        return record

    return handle


async def tell(context: Context, delivery: Delivery) -> Record | None:
    """Tell everybody who follows what a post belongs to; what is told is not told again."""
    is_done = False
    while not is_done:
        async with context.database.write() as session:
            is_done = await tell_part(session, delivery, context.clock())
    return None
