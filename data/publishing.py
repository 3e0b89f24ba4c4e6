"""Queries on the deliveries that publish posts."""

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from data.tables import Delivery, DeliveryKind, DeliveryState, Post, PostState


async def delivery_awaited(session: AsyncSession, delivery_id: int) -> Delivery | None:
    """Return the delivery that one waits for: the first of its lane that can still succeed.

    That is mostly itself; it is itself, too, when it was given up. None when it is done.
    """
    wanted = select(Delivery).where(col(Delivery.id) == delivery_id)
    delivery = (await session.exec(wanted)).first()
    if delivery is None or delivery.state is DeliveryState.FAILED:
        return delivery
    ahead = (
        select(Delivery)
        .where(
            col(Delivery.lane) == delivery.lane,
            col(Delivery.id) <= delivery_id,
            col(Delivery.state) != DeliveryState.FAILED,
        )
        .order_by(col(Delivery.id))
        .limit(1)
    )
    return (await session.exec(ahead)).first()


async def question_on_its_way(session: AsyncSession, forum_id: int, thread_id: int) -> int | None:
    """Return the question that is still to be published into a thread, also one given up.

    It can be tried again until its author deletes it.
    """
    question = col(Delivery.payload)["post"].as_integer()
    wanted = (
        select(col(Post.id))
        .join(Delivery, question == col(Post.id))
        .where(
            col(Delivery.forum_id) == forum_id,
            col(Delivery.kind) == DeliveryKind.PUBLISH_QUESTION,
            col(Delivery.payload)["thread"].as_integer() == thread_id,
            col(Post.state) != PostState.DELETED,
        )
        .limit(1)
    )
    return (await session.exec(wanted)).first()
