import pytest
from sqlmodel import select

from bot.forum import controls, notices, stopping
from bot.forum.errors import NotYourNotification
from data.tables import DeliveryKind, Identity, IdentitySource
from tests.forum.world import ANNA, BEN, CLEO, MESSAGES, MODERATOR, World

TITLE = "How do I sleep again?"


async def inbox(world: World, discord_id: int = ANNA.discord_id, page: int = 0) -> list[int | None]:
    found = await notices.inbox(world.database, discord_id=discord_id, forum_id=None, page=page)
    return [notice.post_id for notice in found.notices]


async def test_a_notice_says_who_what_and_where(world: World) -> None:
    question = await world.ask(title=TITLE)
    answer = await world.answer(question, BEN, body="Get up at the same time, always.")
    found = await notices.inbox(
        world.database, discord_id=ANNA.discord_id, forum_id=world.forum_id, page=0
    )
    (notice,) = found.notices
    assert not found.has_more
    assert (notice.kind, notice.forum_name, notice.title) == ("answer", "Mindwell", TITLE)
    assert (notice.actor, notice.excerpt) == ("Ben", "Get up at the same time, always.")
    assert notice.url is not None
    assert notice.url.endswith(str(MESSAGES + answer))
    assert not notice.is_read


async def test_the_inbox_shows_the_unread_first_in_pages(world: World) -> None:
    question = await world.ask()
    old = [await world.answer(question) for _ in range(3)]
    await notices.mark_all_read(world.database, discord_id=ANNA.discord_id, now=world.now)
    new = [await world.answer(question) for _ in range(3)]
    assert await notices.unread(world.database, discord_id=ANNA.discord_id) == 3
    assert await inbox(world) == [*new[::-1], *old[:0:-1]]
    assert await inbox(world, page=1) == old[:1]


async def test_an_inbox_is_its_owners(world: World) -> None:
    await world.answer(await world.ask())
    assert await inbox(world, BEN.discord_id) == []
    await notices.mark_all_read(world.database, discord_id=BEN.discord_id, now=world.now)
    assert await notices.unread(world.database, discord_id=ANNA.discord_id) == 1


async def test_a_removed_answers_text_is_not_shown(world: World) -> None:
    question = await world.ask(title=TITLE)
    answer = await world.answer(question)
    await controls.messages_deleted(world.database, message_ids=[MESSAGES + answer], now=world.now)
    found = await notices.inbox(world.database, discord_id=ANNA.discord_id, forum_id=None, page=0)
    (notice,) = found.notices
    assert (notice.title, notice.excerpt, notice.url) == (TITLE, "", None)


async def test_moderation_names_no_moderator(world: World) -> None:
    question = await world.ask(title=TITLE)
    await world.edit(question, MODERATOR, title=TITLE, body="Rewritten")
    found = await notices.inbox(world.database, discord_id=ANNA.discord_id, forum_id=None, page=0)
    (notice,) = found.notices
    assert (notice.kind, notice.actor) == ("edited", None)


async def test_stopping_ends_the_dms_and_keeps_the_inbox(world: World) -> None:
    question = await world.ask(title=TITLE, notify=True)
    await world.answer(question)
    (row,) = await world.notices()
    stopped = await stopping.stop(
        world.database, notification_id=row.id or 0, discord_id=ANNA.discord_id, now=world.now
    )
    assert stopped == TITLE
    await world.answer(question, CLEO)
    assert len(await world.deliveries(DeliveryKind.DIRECT_MESSAGE)) == 1
    assert len(await inbox(world)) == 2


async def test_others_stop_nothing(world: World) -> None:
    question = await world.ask(notify=True)
    await world.answer(question)
    (row,) = await world.notices()
    for notification_id, discord_id in ((row.id or 0, BEN.discord_id), (4711, ANNA.discord_id)):
        with pytest.raises(NotYourNotification):
            await stopping.stop(
                world.database,
                notification_id=notification_id,
                discord_id=discord_id,
                now=world.now,
            )
    assert (await world.post(question)).notify


async def test_somebody_without_discord_finds_it_in_the_inbox_alone(world: World) -> None:
    question = await world.ask(notify=True)
    async with world.database.write() as session:
        identity = (await session.exec(select(Identity))).one()
        identity.source = IdentitySource.WEBSITE
    await world.answer(question)
    assert len(await world.notices()) == 1
    assert await world.deliveries(DeliveryKind.DIRECT_MESSAGE) == []
