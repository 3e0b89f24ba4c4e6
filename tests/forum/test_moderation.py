"""Hiding, blocking and settings as use cases: who is told, what is published, what is refused."""

import pytest

from bot.forum import blocking, moderation
from bot.forum.errors import NotFound, PostGone
from bot.forum.forum_settings import Setting, change
from bot.forum.moderation_log import log_of
from bot.forum.powers import NONE, powers
from bot.forum.summaries import Actor
from data.posts import insert_post, update_post
from data.tables import DeliveryKind, PostKind, PostState
from tests.forum.world import ANNA, BEN, MODERATOR, NOW, World


async def hide(world: World, number: int, actor: Actor = MODERATOR, reason: str = "") -> None:
    await moderation.hide(
        world.database,
        forum_id=world.forum_id,
        post_id=number,
        reason=reason,
        actor=actor,
        now=world.now,
    )


async def unhide(world: World, number: int) -> None:
    await moderation.unhide(
        world.database, forum_id=world.forum_id, post_id=number, actor=MODERATOR, now=world.now
    )


async def test_who_hides_their_own_post_is_not_told(world: World) -> None:
    number = await world.ask(MODERATOR)
    await hide(world, number, MODERATOR)
    assert await world.notices() == []
    other = await world.ask(ANNA)
    await hide(world, other)
    assert len(await world.notices()) == 1


async def test_points_go_with_the_post_and_come_back(world: World) -> None:
    number = await world.ask(ANNA)
    before = await world.points(ANNA)
    await hide(world, number)
    assert await world.points(ANNA) < before
    await unhide(world, number)
    assert await world.points(ANNA) == before
    await world.check_counts()


async def test_a_post_that_never_was_published_is_published_when_shown(world: World) -> None:
    async with world.database.write() as session:
        number = await insert_post(
            session,
            forum_id=world.forum_id,
            kind=PostKind.QUESTION,
            title="How do I begin?",
            body="",
            created_at=NOW,
        )
    await hide(world, number)
    await world.drop_deliveries()
    await unhide(world, number)
    (delivery,) = await world.deliveries(DeliveryKind.PUBLISH_QUESTION)
    # Its followers have never heard of it.
    assert delivery.payload == {"post": number, "tells": 1}


async def test_what_stands_there_is_not_published_twice(world: World) -> None:
    number = await world.ask()
    await hide(world, number)
    await world.drop_deliveries()
    await unhide(world, number)
    assert await world.deliveries(DeliveryKind.PUBLISH_QUESTION) == []
    assert await world.refreshed() == {number}


async def test_what_waits_to_appear_can_be_neither_hidden_nor_blocked(world: World) -> None:
    number = await world.ask()
    async with world.database.write() as session:
        await update_post(session, number, state=PostState.QUEUED)
    with pytest.raises(NotFound):
        await hide(world, number)
    with pytest.raises(NotFound):
        await blocking.named_author(world.database, forum_id=world.forum_id, post_id=number)


async def test_a_removed_post_is_not_hidden(world: World) -> None:
    number = await world.ask()
    await world.delete(number, ANNA)
    with pytest.raises(PostGone):
        await hide(world, number)


async def test_a_long_reason_is_cut_to_one_line(world: World) -> None:
    number = await world.ask()
    await hide(world, number, reason="so\nlong " * 100)
    reason = (await world.post(number)).state_reason
    assert reason is not None
    assert len(reason) == moderation.REASON_CHARACTERS
    assert "\n" not in reason


async def test_nobody_stands_behind_what_a_website_visitor_wrote(world: World) -> None:
    number = await world.ask()
    async with world.database.write() as session:
        await update_post(session, number, author_id=None)
    with pytest.raises(blocking.NobodyToBlock):
        await blocking.named_author(world.database, forum_id=world.forum_id, post_id=number)


async def test_only_moderators_have_powers(world: World) -> None:
    number = await world.ask()
    assert await powers(world.database, post_id=number, actor=BEN, now=NOW) == NONE
    assert await powers(world.database, post_id=999, actor=MODERATOR, now=NOW) == NONE
    assert (await powers(world.database, post_id=number, actor=MODERATOR, now=NOW)).may_hide


async def test_the_log_of_somebody_unknown_is_empty(world: World) -> None:
    await world.ask()
    found = await log_of(world.database, forum_id=world.forum_id, user_id=404)
    assert (found.acts, found.has_more) == ((), False)


async def test_only_the_choices_can_be_set(world: World) -> None:
    with pytest.raises(ValueError, match="seal_days can't be 7"):
        await change(
            world.database,
            forum_id=world.forum_id,
            setting=Setting.SEAL_DAYS,
            value=7,
            actor=MODERATOR,
            now=NOW,
        )
