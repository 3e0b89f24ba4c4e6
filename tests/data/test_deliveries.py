from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from sqlalchemy import event
from sqlmodel import col, select

from data import claiming, deliveries, troubles
from data.claiming import Queue
from data.database import Database
from data.tables import Delivery, DeliveryKind, DeliveryState
from tests.data.conftest import NOW

SECOND = timedelta(seconds=1)


async def enqueue(database: Database, lane: str, *, due_at: datetime = NOW) -> int:
    async with database.write() as session:
        return await deliveries.enqueue(
            session, DeliveryKind.PUBLISH_ANSWER, lane=lane, now=NOW, due_at=due_at
        )


async def refresh(
    database: Database, *, due_at: datetime = NOW, forum_id: int | None = None
) -> None:
    async with database.write() as session:
        await deliveries.enqueue_once(
            session,
            DeliveryKind.REFRESH_CARD,
            lane="card:1",
            key="card:1",
            now=NOW,
            due_at=due_at,
            forum_id=forum_id,
            payload={"post": 1},
        )


async def claim(
    database: Database, *, now: datetime = NOW, limit: int = 100, busy_lanes: Sequence[str] = ()
) -> list[Delivery]:
    async with database.write() as session:
        return await claiming.claim(
            session, Queue.WORK, now=now, limit=limit, busy_lanes=busy_lanes
        )


async def claim_one(database: Database, delivery_id: int) -> Delivery | None:
    async with database.write() as session:
        return await claiming.claim_one(session, delivery_id)


async def put_back(
    database: Database, delivery: Delivery, *, due_at: datetime = NOW, is_uncertain: bool = False
) -> None:
    async with database.write() as session:
        await deliveries.put_back(
            session, delivery, due_at=due_at, reason="TimeoutError", is_uncertain=is_uncertain
        )


async def give_up(database: Database, delivery: Delivery) -> None:
    async with database.write() as session:
        await deliveries.give_up(session, delivery, reason="Forbidden")


async def finish(database: Database, delivery: Delivery) -> None:
    async with database.write() as session:
        await deliveries.finish(session, delivery.id or 0)


async def rows(database: Database) -> list[Delivery]:
    async with database.read() as session:
        return list((await session.exec(select(Delivery).order_by(col(Delivery.id)))).all())


async def test_the_first_of_each_lane_is_claimed_and_runs(database: Database) -> None:
    a = await enqueue(database, "a")
    await enqueue(database, "a")
    b = await enqueue(database, "b")
    assert [each.id for each in await claim(database)] == [a, b]
    states = [row.state for row in await rows(database)]
    assert states == [DeliveryState.RUNNING, DeliveryState.WAITING, DeliveryState.RUNNING]
    assert await claim(database) == []


async def test_a_lane_goes_on_when_its_first_is_done(database: Database) -> None:
    await enqueue(database, "a")
    second = await enqueue(database, "a")
    (first,) = await claim(database)
    await finish(database, first)
    assert [each.id for each in await claim(database)] == [second]


async def test_a_lane_waits_while_its_first_backs_off(database: Database) -> None:
    first_id = await enqueue(database, "a")
    await enqueue(database, "a")
    other = await enqueue(database, "b")
    first = next(each for each in await claim(database, limit=1) if each.id == first_id)
    await put_back(database, first, due_at=NOW + 60 * SECOND)
    assert [each.id for each in await claim(database)] == [other]
    (again,) = await claim(database, now=NOW + 60 * SECOND)
    assert again.id == first_id
    assert (again.attempts, again.reason) == (1, "TimeoutError")


async def test_a_failed_delivery_does_not_block_its_lane(database: Database) -> None:
    await enqueue(database, "a")
    second = await enqueue(database, "a")
    (first,) = await claim(database)
    await give_up(database, first)
    assert [each.id for each in await claim(database)] == [second]


async def test_what_is_not_due_is_left(database: Database) -> None:
    await enqueue(database, "a", due_at=NOW + SECOND)
    assert await claim(database) == []
    assert len(await claim(database, now=NOW + SECOND)) == 1


async def test_claims_are_bounded_and_leave_busy_lanes_alone(database: Database) -> None:
    for lane in "abcd":
        await enqueue(database, lane)
    found = await claim(database, limit=2, busy_lanes=["a"])
    assert [each.lane for each in found] == ["b", "c"]


async def test_the_longest_due_come_first(database: Database) -> None:
    await enqueue(database, "late", due_at=NOW)
    await enqueue(database, "early", due_at=NOW - SECOND)
    assert [each.lane for each in await claim(database)] == ["early", "late"]


async def test_claim_one_takes_the_first_of_its_lane_only(database: Database) -> None:
    first = await enqueue(database, "a")
    second = await enqueue(database, "a")
    assert await claim_one(database, second) is None
    claimed = await claim_one(database, first)
    assert claimed is not None
    assert claimed.id == first
    assert await claim_one(database, first) is None
    assert await claim_one(database, second) is None
    await give_up(database, claimed)
    assert await claim_one(database, second) is not None


async def test_claim_one_of_a_finished_delivery_is_none(database: Database) -> None:
    await enqueue(database, "a")
    (first,) = await claim(database)
    await finish(database, first)
    assert await claim_one(database, first.id or 0) is None


@pytest.mark.parametrize("times", [(5, 2), (2, 5)])
async def test_refreshes_coalesce_and_the_earlier_time_holds(
    database: Database, times: tuple[int, int]
) -> None:
    for seconds in times:
        await refresh(database, due_at=NOW + seconds * SECOND)
    (row,) = await rows(database)
    assert row.due_at == NOW + 2 * SECOND


async def test_a_change_while_a_refresh_runs_makes_one_more(database: Database) -> None:
    await refresh(database)
    (running,) = await claim(database)
    await refresh(database)
    await refresh(database)
    assert len(await rows(database)) == 2
    assert await claim(database) == []
    await finish(database, running)
    assert len(await claim(database)) == 1


async def test_a_refresh_that_is_put_back_gives_way_to_its_newer_twin(database: Database) -> None:
    await refresh(database)
    (running,) = await claim(database)
    await refresh(database)
    await put_back(database, running, due_at=NOW + 9 * SECOND)
    (row,) = await rows(database)
    assert row.id != running.id
    assert (row.state, row.attempts) == (DeliveryState.WAITING, 1)
    assert row.due_at == NOW + 9 * SECOND


async def test_a_refresh_that_is_put_back_without_a_twin_waits(database: Database) -> None:
    await refresh(database)
    (running,) = await claim(database)
    await put_back(database, running, is_uncertain=True)
    (row,) = await rows(database)
    assert (row.id, row.state, row.is_uncertain) == (running.id, DeliveryState.WAITING, True)


async def test_troubles_are_those_with_a_reason_the_oldest_first(
    database: Database, forum_id: int
) -> None:
    await refresh(database, forum_id=forum_id)
    async with database.write() as session:
        for _ in range(2):
            await deliveries.enqueue(
                session,
                DeliveryKind.PUBLISH_QUESTION,
                lane="a",
                now=NOW,
                forum_id=forum_id,
            )
    card, first = await claim(database)
    await give_up(database, first)
    await put_back(database, card)
    async with database.read() as session:
        found = await troubles.troubled(session, forum_id, limit=10)
        assert [each.id for each in found] == [card.id, first.id]
        assert len(await troubles.troubled(session, forum_id, limit=1)) == 1
        assert await deliveries.count_waiting(session, forum_id) == 2


async def test_a_retry_lets_failed_and_delayed_ones_run_now(
    database: Database, forum_id: int
) -> None:
    await refresh(database, forum_id=forum_id)
    async with database.write() as session:
        await deliveries.enqueue(
            session, DeliveryKind.PUBLISH_QUESTION, lane="a", now=NOW, forum_id=forum_id
        )
    delayed, failed = await claim(database)
    await put_back(database, delayed, due_at=NOW + 3600 * SECOND)
    await give_up(database, failed)
    async with database.write() as session:
        assert await troubles.retry_failed(session, forum_id, now=NOW) == 2
    again = await claim(database)
    assert {each.id for each in again} == {delayed.id, failed.id}
    assert next(each for each in again if each.id == failed.id).is_uncertain


async def test_two_failed_refreshes_of_one_card_are_retried_as_one(
    database: Database, forum_id: int
) -> None:
    for _ in range(2):
        await refresh(database, forum_id=forum_id)
        (running,) = await claim(database)
        await give_up(database, running)
    async with database.write() as session:
        await troubles.retry_failed(session, forum_id, now=NOW)
    (row,) = await rows(database)
    assert row.state is DeliveryState.WAITING


@pytest.mark.parametrize("queue", Queue)
async def test_what_is_due_is_found_by_the_queues_own_index(
    database: Database, queue: Queue
) -> None:
    asked: list[tuple[str, tuple[object, ...]]] = []

    def note(_1: object, _2: object, sql: str, values: tuple[object, ...], *_: object) -> None:
        asked.append((sql, values))

    event.listen(database.engine.sync_engine, "before_cursor_execute", note)
    async with database.write() as session:
        await claiming.due(session, NOW)
        await claiming.claim(session, queue, now=NOW, limit=8, busy_lanes=["dm:1"])
        found = await session.connection()
        looks = [(sql, values) for sql, values in asked if sql.startswith(("SELECT ", "UPDATE "))]
        assert len(looks) == 2
        for sql, values in looks:
            plan = (await found.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", values)).all()
            steps = [str(row[-1]) for row in plan]
            assert any(f"INDEX ix_delivery_{queue} (due_at<?)" in step for step in steps), steps
            assert not any(step.startswith("SCAN delivery") for step in steps), steps
            assert not any("TEMP B-TREE" in step for step in steps), steps
