"""What was kept long enough goes, in parts; what was promised about seals holds."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from sqlalchemy import func
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.forum.anonymous.authors import own_posts
from bot.forum.anonymous.rotation import note_key, rotate
from bot.forum.anonymous.seals import destroy_seals, tidy_indexes
from bot.forum.blocks import block_author, block_user
from bot.forum.drafts import Submission, keep
from bot.forum.identity import Sealer, provide
from bot.forum.notifications import tell_of_moderation
from bot.forum.privacy import departures, erasing, pauses, retention
from bot.forum.privacy.departures import members_to_ask, note_servers, note_who_is_there
from bot.forum.privacy.erasures import confirm, tick
from bot.forum.privacy.retention import Retention, forget_old
from bot.forum.privacy.tidying import forget_what_aged_out
from bot.forum.votes import vote
from data.accounts import set_dm_refused
from data.deliveries import enqueue, give_up
from data.forums import update_forum
from data.moderation import insert_request, log_act
from data.notices import mark_read
from data.posts import update_post
from data.tables import (
    Account,
    AnonymousIndex,
    AuditEntry,
    Block,
    Delivery,
    DeliveryKind,
    Departure,
    Draft,
    Erasure,
    Forum,
    Identity,
    IgnoredUser,
    Member,
    NotificationKind,
    Post,
    Reaction,
    Removal,
    UnmaskRequest,
    metadata,
)
from tests.forum.test_exporting import anonymously
from tests.forum.world import ANNA, BEN, CLEO, GUILD, World

KEEP = Retention()
LONG_AGO = timedelta(days=800)  # the log's own guard goes by the real clock


async def gone_for(world: World, days: float) -> None:
    world.later(days=days)
    await forget_old(world.database, keep=KEEP, now=world.now)


async def test_read_notifications_go_after_90_days_and_unread_ones_stay(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "ROWS_AT_ONCE", 2)
    question = await world.ask(ANNA)
    for actor in (BEN, CLEO):
        for _ in range(3):
            await world.answer(question, actor)
    async with world.database.write() as session:
        await mark_read(session, ANNA.discord_id, world.now, forum_id=None)
    await world.answer(question, BEN)
    await gone_for(world, 89.9)
    assert len(await world.notices()) == 7
    await gone_for(world, 0.2)
    assert [each.read_at for each in await world.notices()] == [None]


async def test_sealed_notifications_go_by_their_age(world: World) -> None:
    await world.answer(await anonymously(world, ANNA), BEN)
    await gone_for(world, 89.9)
    assert len(await world.notices()) == 1
    await gone_for(world, 0.2)
    assert await world.notices() == []


async def test_the_log_goes_after_a_year_and_with_it_the_shells_of_erased_members(
    world: World,
) -> None:
    async with world.database.write() as session:
        shell = Member(forum_id=world.forum_id, created_at=world.now - LONG_AGO)
        session.add(shell)
        await session.flush()
        await log_act(
            session,
            forum_id=world.forum_id,
            action="close",
            actor_id=shell.id,
            created_at=world.now - LONG_AGO,
        )
    await forget_old(world.database, keep=Retention(log=timedelta(days=900)), now=world.now)
    assert [each.action for each in await world.all(AuditEntry)] == ["set up", "close"]
    assert len(await world.all(Member)) == 1
    await forget_old(world.database, keep=KEEP, now=world.now)
    assert [each.action for each in await world.all(AuditEntry)] == ["set up"]
    assert await world.all(Member) == []


async def test_blocks_that_ended_go(world: World) -> None:
    async with world.database.write() as session:
        for hours, user in ((1, 5), (48, 6)):
            until = world.now + timedelta(hours=hours)
            await block_user(session, world.forum_id, user, until=until, reason="")
    await gone_for(world, 1)
    assert [each.discord_id for each in await world.all(Block)] == [6]


async def test_drafts_blocks_and_requests_go_in_parts(
    world: World, sealer: Sealer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "ROWS_AT_ONCE", 2)
    tables = (Draft, Block, UnmaskRequest)
    for number in range(5):
        post_id, user_id = await world.ask(ANNA), 1_000 + number
        submission = Submission("ask", {"title": f"Draft {number}"})
        await keep(world.database, sealer, user_id=user_id, submission=submission, now=world.now)
        async with world.database.write() as session:
            until = world.now + timedelta(hours=1)
            await block_user(session, world.forum_id, user_id, until=until, reason="")
            await insert_request(
                session,
                post_id=post_id,
                requested_by=await world.member_id(ANNA),
                reason="They wrote of wanting to die.",
                is_danger=False,
                created_at=world.now,
            )
    world.later(days=30)
    write, gone = world.database.write, []

    async def count(session: AsyncSession) -> int:
        counted = [(await session.exec(select(func.count()).select_from(t))).one() for t in tables]
        return sum(counted)

    @asynccontextmanager
    async def counted() -> AsyncIterator[AsyncSession]:
        async with write() as session:
            before = await count(session)
            yield session
            gone.append(before - await count(session))

    monkeypatch.setattr(world.database, "write", counted)
    await forget_old(world.database, keep=KEEP, now=world.now)
    assert (max(gone), sum(gone)) == (2, 15)


async def test_turns_that_were_given_up_go_in_the_end(world: World) -> None:
    async with world.database.write() as session:
        for kind in (DeliveryKind.WAKE_UP, DeliveryKind.DIGEST, DeliveryKind.MAKE_ROOM):
            lane = f"{kind.value}:1"
            await enqueue(session, kind, lane=lane, now=world.now, sealed=b"sealed")
        for delivery in (await session.exec(select(Delivery))).all():
            await give_up(session, delivery, reason="Forbidden")
    before = await world.all(Delivery)
    await gone_for(world, 29)
    assert await world.all(Delivery) == before
    await gone_for(world, 1)
    gone = {DeliveryKind.WAKE_UP, DeliveryKind.DIGEST}
    assert await world.all(Delivery) == [each for each in before if each.kind not in gone]


async def sealed_for(world: World, days: int | None) -> int:
    async with world.database.write() as session:
        await update_forum(session, world.forum_id, seal_days=days)
    return await anonymously(world, ANNA)


async def test_a_seal_is_destroyed_so_long_after_the_last_activity(world: World) -> None:
    question, other = await sealed_for(world, 10), await sealed_for(world, None)
    world.later(days=9)
    answer = await world.answer(question, BEN)
    await sealed_for(world, 99)  # what was promised before stays promised
    world.later(days=9.9)
    assert not await destroy_seals(world.database, now=world.now)
    await world.edit(answer, BEN, body="Talk about it together, and then again.")
    world.later(days=9.9)
    assert not await destroy_seals(world.database, now=world.now)
    world.later(days=0.2)
    assert await destroy_seals(world.database, now=world.now)
    gone, kept = await world.post(question), await world.post(other)
    assert (gone.author_seal, gone.author_mark, gone.alias) == (None, None, "Quiet One")
    assert kept.author_seal is not None


async def test_with_a_seal_goes_all_that_would_name_its_author(world: World) -> None:
    question = await sealed_for(world, 10)
    other = await sealed_for(world, None)
    await world.answer(question, BEN)
    async with world.database.write() as session:
        for number in (question, other):
            post = (await session.exec(select(Post).where(Post.id == number))).one()
            await block_author(session, post, until=None, reason="", is_named_too=False)
            await tell_of_moderation(session, post, NotificationKind.EDITED, world.now)
    world.later(days=10.1)
    before = {row.owner_mark: row.sealed for row in await world.all(AnonymousIndex)}
    await destroy_seals(world.database, now=world.now)
    await tidy_indexes(world.database)
    assert len(await world.all(Block)) == 1
    assert len(await world.notices()) == 1
    async with world.database.read() as session:
        own = await own_posts(session, world.forum_id, ANNA.discord_id)
    assert [each.post_id for each in own] == [other]
    after = {row.owner_mark: row.sealed for row in await world.all(AnonymousIndex)}
    assert before.keys() == after.keys()


async def test_every_index_is_sealed_anew_so_that_none_stands_out(world: World) -> None:
    await sealed_for(world, 10)
    async with world.database.write() as session:
        await update_forum(session, world.forum_id, seal_days=None)
    await anonymously(world, BEN)
    await anonymously(world, CLEO)
    before = {row.owner_mark: row.sealed for row in await world.all(AnonymousIndex)}
    world.later(days=10.1)
    await forget_what_aged_out(world.database, keep=KEEP, now=world.now)
    after = {row.owner_mark: row.sealed for row in await world.all(AnonymousIndex)}
    assert len(after) == 2  # Anna's listed nothing else
    assert all(before[mark] != sealed for mark, sealed in after.items())


async def test_a_destroyed_seal_leaves_the_index_also_amid_a_rotation(world: World) -> None:
    """It was interrupted after the posts, so the indexes have the old key, for as long as it is."""
    faded, kept = await sealed_for(world, 10), await sealed_for(world, None)
    new = Sealer(b"another secret", b"a secret for tests")
    provide(world.database, new)
    await note_key(world.database, new, world.now)
    await anext(rotate(world.database, new))
    before = await world.all(AnonymousIndex)
    world.later(days=10.1)
    await forget_what_aged_out(world.database, keep=KEEP, now=world.now, is_daily=False)
    assert (await world.post(faded)).author_seal is None
    after = await world.all(AnonymousIndex)
    assert {len(row.sealed) for row in after} == {len(row.sealed) for row in before}
    alone = Sealer(b"another secret")  # nothing needs the old key any more
    held = [
        json.loads(alone.open(row.sealed, table="anonymous_index", row=row.owner_mark))
        for row in after
    ]
    assert [each[0] for row in held for each in row["posts"]] == [kept]
    async with world.database.read() as session:
        own = await own_posts(session, world.forum_id, ANNA.discord_id)
    assert [each.post_id for each in own] == [kept]


async def asked_for(world: World, *there: int) -> None:
    """Ask Discord who is there, everybody at once."""
    asked = await members_to_ask(world.database, forum_id=world.forum_id, after=0)
    await note_who_is_there(
        world.database,
        forum_id=world.forum_id,
        asked=asked,
        there=there,
        keep=KEEP.members_who_left,
        now=world.now,
    )


async def test_whoever_left_30_days_ago_is_erased_and_their_texts_stay(world: World) -> None:
    question = await world.ask(ANNA, details="I lie awake.")
    await world.answer(question, BEN)
    await world.react(question, (BEN, "+👍"))
    secret = await anonymously(world, BEN)
    await asked_for(world, ANNA.discord_id)
    world.later(days=29)
    await asked_for(world, ANNA.discord_id)
    assert len(await world.all(Identity)) == 2
    world.later(days=1.1)
    await asked_for(world, ANNA.discord_id)
    assert [each.external_id for each in await world.all(Identity)] == [str(ANNA.discord_id)]
    (answer,) = await world.answers_of(question)
    assert answer.author_id is None
    assert answer.body
    assert await world.score(question) == (0, 0)
    assert [*await world.all(Reaction), *await world.all(Departure)] == []
    assert (await world.post(secret)).author_mark is not None
    assert len(await world.all(IgnoredUser)) == 1
    await world.check_counts()


async def test_whoever_comes_back_in_time_loses_nothing(world: World) -> None:
    await world.ask(ANNA)
    await asked_for(world)
    world.later(days=20)
    await asked_for(world, ANNA.discord_id)
    assert await world.all(Departure) == []
    world.later(days=20)
    await asked_for(world)
    assert len(await world.all(Identity)) == 1


async def test_all_of_a_server_that_removed_the_bot_goes_after_30_days(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(departures, "QUESTIONS_AT_ONCE", 1)
    monkeypatch.setattr(departures, "MEMBERS_AT_ONCE", 1)
    question = await world.ask(ANNA, tags=("sleep",))
    await world.answer(question, BEN)
    duplicate = await world.ask(BEN)
    async with world.database.write() as session:
        await update_post(session, question, duplicate_of=duplicate)
        await log_act(
            session,
            forum_id=world.forum_id,
            action="hide",
            actor_id=await _member(world),
            post_id=question,
            created_at=world.now,
        )
    await world.react(question, (CLEO, "+👍"))
    await world.answer(await anonymously(world, ANNA), BEN)
    await note_servers(world.database, there=[GUILD], keep=KEEP.removed_servers, now=world.now)
    assert await world.all(Removal) == []
    for days, forums in ((0, 1), (29, 1), (1.1, 0)):
        world.later(days=days)
        await note_servers(world.database, there=[], keep=KEEP.removed_servers, now=world.now)
        assert len(await world.all(Forum)) == forums
    left = {}
    async with world.database.read() as session:
        for name, table in metadata.tables.items():
            count = select(func.count()).select_from(table)
            left[name] = (await session.exec(count)).one()
    assert {name: count for name, count in left.items() if count} == {}


async def _member(world: World) -> int:
    return await world.member_id(ANNA)


async def test_a_vote_cast_while_somebody_is_erased_is_settled_too(world: World) -> None:
    question = await world.ask(ANNA)
    await world.ask(BEN)
    await asked_for(world, ANNA.discord_id)
    await vote(
        world.database,
        forum_id=world.forum_id,
        post_id=question,
        actor=BEN,
        value=1,
        now=world.now,
    )
    world.later(days=31)
    await asked_for(world, ANNA.discord_id)
    assert await world.score(question) == (0, 0)
    await world.check_counts()


async def test_a_seals_end_leaves_no_wish_that_names_the_author(
    world: World, sealer: Sealer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pauses, "PAUSE", timedelta.max)
    async with world.database.write() as session:
        await update_forum(session, world.forum_id, seal_days=30)
    ticked, other = await anonymously(world, ANNA), await anonymously(world, BEN)
    world.later(days=29)
    for actor, post in ((ANNA, ticked), (BEN, other)):
        user_id = actor.discord_id
        await tick(world.database, user_id=user_id, shown=[post], ticked=[post], now=world.now)
    await confirm(world.database, user_id=ANNA.discord_id, now=world.now, grace=timedelta(days=7))
    before = {each.owner_mark: len(each.sealed) for each in await world.all(Erasure)}
    world.later(days=2)
    await forget_what_aged_out(world.database, keep=KEEP, now=world.now)
    rows = {each.owner_mark: each.sealed for each in await world.all(Erasure)}
    told = [sealer.open(sealed, table="erasure", row=mark) for mark, sealed in rows.items()]
    found = {each["user"]: [post for post, _ in each["posts"]] for each in map(json.loads, told)}
    assert found == {ANNA.discord_id: [], BEN.discord_id: [], -ticked: [ticked]}
    assert {mark: len(rows[mark]) for mark in before} == before
    world.later(days=22)
    await erasing.carry_out(world.database, now=world.now)
    states = {post.number: post.state.value for post in await world.all(Post)}
    assert states[ticked] == "deleted", "its text goes all the same"
    assert states[other] == "visible", "it was ticked, and never confirmed"
    for _ in range(2):
        world.later(days=15)
        await erasing.carry_out(world.database, now=world.now)
    assert await world.all(Erasure) == []


async def test_a_crash_when_a_leaver_is_erased_keeps_no_settings(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await world.ask(ANNA)
    async with world.database.write() as session:
        await set_dm_refused(session, ANNA.discord_id, world.now)

    async def round_of_questions() -> None:
        asked = await members_to_ask(world.database, forum_id=world.forum_id, after=0)
        keep = timedelta(days=30)
        await note_who_is_there(
            world.database,
            forum_id=world.forum_id,
            asked=asked,
            there=set(),
            keep=keep,
            now=world.now,
        )

    async def killed(*_: object) -> None:
        raise KeyboardInterrupt

    await round_of_questions()
    world.later(days=31)
    monkeypatch.setattr(departures, "forget_follower", killed)
    with pytest.raises(KeyboardInterrupt):
        await round_of_questions()
    assert await world.all(Identity) == []
    assert await world.all(Account) == []
