"""Questions from the website, which have no thread until somebody answers them here."""

import pytest

from bot.forum import moderation
from data.posts import insert_post
from data.tables import Delivery, DeliveryKind, PostKind, PostOrigin, PostState
from tests.forum.world import BEN, MODERATOR, NOW, World

PUBLISHING = (DeliveryKind.PUBLISH_QUESTION, DeliveryKind.PUBLISH_ANSWER)


async def brought_in(world: World, kind: PostKind = PostKind.QUESTION, root: int = 0) -> int:
    async with world.database.write() as session:
        return await insert_post(
            session,
            forum_id=world.forum_id,
            kind=kind,
            origin=PostOrigin.WEBSITE,
            question_id=root or None,
            parent_id=root or None,
            title=None if root else "How do I begin?",
            answers=0 if root else 1,
            body="As on the website",
            alias="Visitor",
            created_at=NOW,
        )


async def answered(world: World, question: int) -> int:
    """Answer it, without that being published."""
    number = await world.answer(question)
    async with world.database.write() as session:
        await (await session.connection()).exec_driver_sql("DELETE FROM discord_link")
    return number


def lane(deliveries: list[Delivery]) -> list[tuple[DeliveryKind, int]]:
    assert len({each.lane for each in deliveries}) <= 1
    found = sorted(deliveries, key=lambda each: each.id or 0)
    return [(each.kind, each.payload["post"]) for each in found]


async def hide(world: World, number: int) -> None:
    await moderation.hide(
        world.database,
        forum_id=world.forum_id,
        post_id=number,
        reason="",
        actor=MODERATOR,
        now=world.now,
    )


async def unhide(world: World, number: int) -> None:
    await moderation.unhide(
        world.database, forum_id=world.forum_id, post_id=number, actor=MODERATOR, now=world.now
    )


async def test_the_first_answer_has_its_question_published_before_it(world: World) -> None:
    question = await brought_in(world)
    answer = await answered(world, question)
    assert lane(await world.deliveries(*PUBLISHING)) == [
        (DeliveryKind.PUBLISH_QUESTION, question),
        (DeliveryKind.PUBLISH_ANSWER, answer),
    ]


async def test_the_next_answer_finds_the_thread(world: World) -> None:
    question = await brought_in(world)
    await world.publish(question, thread_id=77)
    await world.answer(question)
    assert await world.deliveries(DeliveryKind.PUBLISH_QUESTION) == []


@pytest.mark.parametrize("is_answer", [False, True])
async def test_shown_again_it_needs_no_message(world: World, is_answer: bool) -> None:  # noqa: FBT001
    number = question = await brought_in(world)
    if is_answer:
        number = await brought_in(world, PostKind.ANSWER, question)
    await hide(world, number)
    await world.drop_deliveries()
    await unhide(world, number)
    assert await world.deliveries(*PUBLISHING) == []
    assert (await world.post(number)).state is PostState.VISIBLE


async def test_shown_again_it_is_published_with_what_was_answered_here(world: World) -> None:
    question = await brought_in(world)
    await brought_in(world, PostKind.ANSWER, question)
    answer = await answered(world, question)
    await hide(world, question)
    await world.drop_deliveries()
    await unhide(world, question)
    assert lane(await world.deliveries(*PUBLISHING)) == [
        (DeliveryKind.PUBLISH_QUESTION, question),
        (DeliveryKind.PUBLISH_ANSWER, answer),
    ]


async def test_an_answer_shown_again_brings_its_question(world: World) -> None:
    question = await brought_in(world)
    answer = await answered(world, question)
    await hide(world, answer)
    await world.drop_deliveries()
    await unhide(world, answer)
    assert lane(await world.deliveries(*PUBLISHING)) == [
        (DeliveryKind.PUBLISH_QUESTION, question),
        (DeliveryKind.PUBLISH_ANSWER, answer),
    ]
    assert (await world.post(answer)).author_id == await world.member_id(BEN)
