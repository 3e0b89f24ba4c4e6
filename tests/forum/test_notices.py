import pytest
from sqlmodel import select

from bot.forum import (
    categories,
    closing,
    controls,
    moderation,
    moving,
    notices,
    notifications,
    stopping,
)
from bot.forum.errors import NotYourNotification
from bot.forum.summaries import Actor
from data.tables import Delivery, DeliveryKind, Identity, IdentitySource, Notification
from tests.forum.test_exporting import anonymously
from tests.forum.world import ANNA, BEN, CLEO, MESSAGES, MODERATOR, World

TITLE = "How do I sleep again?"


async def inbox(world: World, discord_id: int = ANNA.discord_id, page: int = 0) -> list[int | None]:
    found = await notices.inbox(world.database, discord_id=discord_id, forum_id=None, page=page)
    return [notice.post_id for notice in found.notices if notice.kind != "welcome"]


async def test_a_notice_says_who_what_and_where(world: World) -> None:
    question = await world.ask(title=TITLE)
    answer = await world.answer(question, BEN, body="Get up at the same time, always.")
    found = await notices.inbox(
        world.database, discord_id=ANNA.discord_id, forum_id=world.forum_id, page=0
    )
    notice = found.notices[0]
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
    assert await notices.unread(world.database, discord_id=ANNA.discord_id) == 2
    assert await notices.unread(world.database, discord_id=BEN.discord_id) == 0


async def test_a_removed_answers_text_is_not_shown(world: World) -> None:
    question = await world.ask(title=TITLE)
    answer = await world.answer(question)
    await controls.messages_deleted(world.database, message_ids=[MESSAGES + answer], now=world.now)
    found = await notices.inbox(world.database, discord_id=ANNA.discord_id, forum_id=None, page=0)
    notice = found.notices[0]
    assert (notice.title, notice.excerpt, notice.url) == (TITLE, "", None)


async def test_moderation_names_no_moderator(world: World) -> None:
    question = await world.ask(title=TITLE)
    await world.edit(question, MODERATOR, title=TITLE, body="Rewritten")
    found = await notices.inbox(world.database, discord_id=ANNA.discord_id, forum_id=None, page=0)
    notice = found.notices[0]
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


async def test_the_first_post_by_name_is_welcomed_once_and_not_by_dm(world: World) -> None:
    question = await world.ask(notify=True)
    await world.ask()
    await world.answer(question, ANNA, body="I found it out myself: a walk helps.")
    await world.answer(question, CLEO)
    found = [each for each in await world.all(Notification) if each.kind.value == "welcome"]
    assert [each.post_id for each in found] == [question, question + 3]
    sent = [
        each.payload["notification"] for each in await world.deliveries(DeliveryKind.DIRECT_MESSAGE)
    ]
    assert not {each.id for each in found} & set(sent)


async def test_who_posts_anonymously_is_not_welcomed(world: World) -> None:
    await anonymously(world, ANNA)
    assert "welcome" not in {each.kind.value for each in await world.all(Notification)}


async def test_an_author_is_told_of_what_is_undone_and_moved(world: World) -> None:
    by_night, by_day = [
        await categories.add(
            world.database, forum_id=world.forum_id, actor=MODERATOR, name=name, now=world.now
        )
        for name in ("Nights", "Days")
    ]
    question = await world.ask(category_id=by_night)
    where, post, now = world.database, question, world.now
    forum_id = world.forum_id
    for mover in (MODERATOR, ANNA):
        await moving.move(
            where, forum_id=forum_id, post_id=post, category_id=by_day, actor=mover, now=now
        )
    who = MODERATOR
    await closing.close(where, forum_id=forum_id, post_id=post, actor=who, reason="", now=now)
    await closing.reopen(where, forum_id=forum_id, post_id=post, actor=who, now=now)
    await moderation.hide(where, forum_id=forum_id, post_id=post, actor=who, reason="", now=now)
    await moderation.unhide(where, forum_id=forum_id, post_id=post, actor=who, now=now)
    told = [each.kind.value for each in await world.notices()]
    assert told == ["moved", "closed", "reopened", "hidden", "restored"]


async def test_a_comment_told_to_a_crowd_sends_no_dms(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notifications, "MOST_DMS", 3)
    question = await world.ask(ANNA, notify=True)
    people = [Actor(50 + number, f"Person {number}") for number in range(3)]
    told = []
    for person in people:
        await world.comment(question, person, body=f"Something that {person.name} knows of.")
        mail = [d for d in await world.all(Delivery) if d.kind is DeliveryKind.DIRECT_MESSAGE]
        told.append(len(mail))
    assert told == [1, 2, 3]
    await world.comment(question, BEN, body="One more, of which four are told.")
    mail = [d for d in await world.all(Delivery) if d.kind is DeliveryKind.DIRECT_MESSAGE]
    assert len(mail) == 3
    assert len(await world.notices()) == 1 + 2 + 3 + 4
