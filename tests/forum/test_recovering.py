"""What ran when the process died waits again, and in clear nothing says of whose it was more."""

from bot.forum.recovering import recover
from data.claiming import Queue, claim
from data.deliveries import enqueue, enqueue_once, finish
from data.tables import Delivery, DeliveryKind, DeliveryState
from tests.forum.world import NOW, World


async def test_what_ran_waits_again_uncertain_and_gives_way_to_a_newer_twin(world: World) -> None:
    async def refresh() -> None:
        async with world.database.write() as session:
            kind = DeliveryKind.REFRESH_CARD
            await enqueue_once(session, kind, lane="card:1", key="card:1", now=NOW)

    async with world.database.write() as session:
        for each in await world.all(Delivery):
            await finish(session, each.id or 0)
        for _ in range(2):
            await enqueue(session, DeliveryKind.PUBLISH_ANSWER, lane="a", now=NOW)
    await refresh()
    async with world.database.write() as session:
        claimed = await claim(session, Queue.WORK, now=NOW, limit=10)
    assert len(claimed) == 2
    await refresh()
    async with world.database.write() as session:
        assert await recover(session, NOW) == 2
    found = await world.all(Delivery)
    assert [each.state for each in found] == [DeliveryState.WAITING] * 3
    assert sorted((each.kind.value, each.is_uncertain, each.reason) for each in found) == [
        ("publish_answer", False, None),
        ("publish_answer", True, "Interrupted"),
        ("refresh_card", False, "Interrupted"),
    ]
