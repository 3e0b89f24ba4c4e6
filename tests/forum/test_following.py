"""Following through the use cases: who is told, once, in which parts, and what is left of it."""

from datetime import timedelta
from itertools import pairwise

import pytest
from sqlalchemy import insert

from bot.forum import categories, followers, follows, notices
from bot.forum.anonymous import follows as sealed
from bot.forum.anonymous.authors import sealed_author
from bot.forum.anonymous.followed import followed_by
from bot.forum.anonymous.notices import all_sealed, write_reads
from bot.forum.anonymous.rotation import note_key, rotate
from bot.forum.answers import answer
from bot.forum.errors import PostGone
from bot.forum.follow_errors import FollowsTooMuch
from bot.forum.followers import tell_followers, tell_part
from bot.forum.following import following
from bot.forum.identity import Sealer, provide
from bot.forum.notifying import notify_me
from bot.forum.privacy.erasing import erase
from bot.forum.privacy.exporting import export
from bot.forum.privacy.followers_who_left import followers_to_ask, note_who_still_follows
from bot.forum.summaries import Actor
from data.columns import many, table_of
from data.follow_indexes import reseal_follow_indexes
from data.posts import get_post
from data.tables import (
    Delivery,
    DeliveryKind,
    Follow,
    FollowIndex,
    FollowTarget,
    Identity,
    IdentitySource,
    Member,
    NotificationKind,
    Post,
    QuestionFollow,
    Tag,
)
from data.tags import delete_unused_tags
from tests.forum.test_exporting import anonymously
from tests.forum.world import ANNA, BEN, CLEO, MODERATOR, NOW, World

MOST_A_PART = 500
PUBLISHES = (
    DeliveryKind.PUBLISH_QUESTION,
    DeliveryKind.PUBLISH_ANSWER,
    DeliveryKind.PUBLISH_COMMENT,
)


async def notified(world: World, question: int, *people: Actor) -> None:
    for each in people:
        await notify_me(
            world.database, post_id=question, actor=each, now=world.now, is_toggle=False
        )


async def published(world: World) -> None:
    """Take what was to be published as published."""
    found = await world.deliveries(*PUBLISHES)
    async with world.database.write() as session:
        for delivery in found:
            if "tells" in delivery.payload:
                post_id = delivery.payload["post"]
                await tell_followers(session, world.forum_id, post_id, world.now)
    await world.drop_deliveries(*PUBLISHES)


async def told(world: World) -> None:
    """Tell followers of what is published, part by part."""
    await published(world)
    for delivery in await world.deliveries(DeliveryKind.TELL_FOLLOWERS):
        is_done = False
        while not is_done:
            async with world.database.write() as session:
                is_done = await tell_part(session, delivery, world.now)
    await world.drop_deliveries(DeliveryKind.TELL_FOLLOWERS)


async def found_by(world: World, actor: Actor) -> list[int | None]:
    page = await notices.inbox(world.database, discord_id=actor.discord_id, forum_id=None, page=0)
    assert len(page.notices) == await notices.unread(world.database, discord_id=actor.discord_id)
    return [each.post_id for each in page.notices]


async def crowd(world: World, count: int, target: FollowTarget, target_id: int) -> None:
    """Let many members follow something, each by DM."""
    members = [
        Member(id=1000 + each, forum_id=world.forum_id, created_at=NOW) for each in range(count)
    ]
    async with world.database.write() as session:
        await many(session, insert(table_of(Member)), [each.model_dump() for each in members])
        await many(
            session,
            insert(table_of(Identity)),
            [
                {
                    "member_id": each.id,
                    "forum_id": world.forum_id,
                    "source": IdentitySource.DISCORD,
                    "external_id": str(5000 + (each.id or 0)),
                }
                for each in members
            ],
        )
        await many(
            session,
            insert(table_of(Follow)),
            [
                {
                    "member_id": each.id,
                    "target": target,
                    "target_id": target_id,
                    "by_dm": True,
                    "created_at": NOW,
                }
                for each in members
            ],
        )


async def dms(world: World) -> int:
    return len(await world.deliveries(DeliveryKind.DIRECT_MESSAGE))


async def test_ten_thousand_followers_are_told_in_small_parts_and_none_by_dm(world: World) -> None:
    category = await categories.add(
        world.database, forum_id=world.forum_id, actor=MODERATOR, name="Nights", now=world.now
    )
    await crowd(world, 10_000, FollowTarget.CATEGORY, category)
    await world.ask(ANNA, category_id=category)
    await published(world)
    (delivery,) = await world.deliveries(DeliveryKind.TELL_FOLLOWERS)
    told, is_done = [0], False
    while not is_done:
        async with world.database.write() as session:
            is_done = await tell_part(session, delivery, world.now)
        told.append(len(await world.notices()))
    # How long the lock is held for one, `bench delivering` measures.
    assert max(after - before for before, after in pairwise(told)) <= MOST_A_PART
    assert len(await world.notices()) == 10_000
    assert await dms(world) == 0


@pytest.mark.parametrize(("count", "expected"), [(200, 200), (201, 0)])
async def test_a_crowd_gets_no_dms(world: World, count: int, expected: int) -> None:
    await world.ask(ANNA, tags=["sleep"])
    (tag,) = await world.all(Tag)
    await told(world)
    await crowd(world, count, FollowTarget.TAG, tag.id or 0)
    await world.ask(BEN, tags=["sleep"])
    await told(world)
    assert await dms(world) == expected
    assert len(await world.notices()) == count


async def test_where_dms_are_made_parts_are_smaller(world: World) -> None:
    """A row more for each, and seals: the lock would be held for too long."""
    await world.ask(ANNA, tags=["sleep"])
    question = await world.ask(ANNA)
    await world.answer(question, CLEO)
    author = await world.member_id(CLEO)
    await told(world)
    await crowd(world, 120, FollowTarget.MEMBER, author)
    await notified(world, question, *(Actor(90 + each, f"Reader {each}") for each in range(60)))
    await world.answer(question, CLEO)
    await published(world)
    (delivery,) = await world.deliveries(DeliveryKind.TELL_FOLLOWERS)
    made, is_done = [await dms(world)], False
    while not is_done:
        async with world.database.write() as session:
            is_done = await tell_part(session, delivery, world.now)
        made.append(await dms(world))
    assert made[-1] == 120 + 60
    assert max(after - before for before, after in pairwise(made)) == 50


@pytest.mark.parametrize("dies_after", range(4))
async def test_what_is_told_before_a_crash_is_not_told_again(
    world: World, monkeypatch: pytest.MonkeyPatch, dies_after: int
) -> None:
    monkeypatch.setattr(followers, "BY_DM_AT_ONCE", 2)
    await world.ask(ANNA, tags=["sleep"])
    question = await world.ask(ANNA)
    await told(world)
    await world.answer(question, CLEO)
    author = await world.member_id(CLEO)
    await told(world)
    before = len(await world.notices())
    await crowd(world, 7, FollowTarget.MEMBER, author)
    people = [Actor(90 + each, f"Reader {each}") for each in range(5)]
    await notified(world, question, *people)
    await world.answer(question, CLEO)
    await published(world)
    for _ in range(dies_after):
        (delivery,) = await world.deliveries(DeliveryKind.TELL_FOLLOWERS)
        with pytest.raises(ZeroDivisionError):
            await _die_in_a_part(world, delivery)
        (delivery,) = await world.deliveries(DeliveryKind.TELL_FOLLOWERS)
        async with world.database.write() as session:
            await tell_part(session, delivery, world.now)
    await told(world)
    kinds = [each.kind for each in (await world.notices())[before:]]
    assert kinds.count(NotificationKind.FOLLOWED) == 7 + 5
    assert kinds.count(NotificationKind.ANSWER) == 1
    assert await dms(world) == 7 + 5
    for each in people:
        assert len(await found_by(world, each)) == 1


async def _die_in_a_part(world: World, delivery: Delivery) -> None:
    async with world.database.write() as session:
        await tell_part(session, delivery, world.now)
        raise ZeroDivisionError


async def test_anonymous_authors_have_the_same_rows_and_find_nothing_of_their_own(
    world: World,
) -> None:
    await world.ask(BEN, tags=["sleep"])
    question = await anonymously(world, ANNA)
    await notified(world, question, ANNA, CLEO)
    await told(world)
    await anonymously(world, ANNA, question)
    await told(world)
    followed = [each for each in await world.notices() if each.kind is NotificationKind.FOLLOWED]
    assert len(followed) == 2
    assert await found_by(world, ANNA) == []
    assert len(await found_by(world, CLEO)) == 1


async def test_whoever_asked_anonymously_finds_an_answer_once(world: World) -> None:
    question = await anonymously(world, ANNA)
    await notified(world, question, ANNA)
    answer = await world.answer(question, BEN)
    await told(world)
    assert len(await world.notices()) == 2
    assert await found_by(world, ANNA) == [answer]


async def test_what_follows_an_anonymous_author_is_not_told_of(world: World) -> None:
    await world.ask(ANNA)
    await told(world)
    await follows.follow_member(
        world.database,
        forum_id=world.forum_id,
        user_id=ANNA.discord_id,
        actor=CLEO,
        now=world.now,
    )
    question = await anonymously(world, ANNA)
    await anonymously(world, ANNA, question)
    await told(world)
    assert await found_by(world, CLEO) == []


async def test_a_removed_categorys_followers_follow_where_it_went(world: World) -> None:
    made = [
        await categories.add(
            world.database, forum_id=world.forum_id, actor=MODERATOR, name=name, now=world.now
        )
        for name in ("Nights", "Days")
    ]
    for actor, wanted in ((ANNA, made[:1]), (BEN, made)):
        for category in wanted:
            await follows.follow_category(
                world.database,
                forum_id=world.forum_id,
                category_id=category,
                actor=actor,
                now=world.now,
            )
    await categories.remove(
        world.database,
        forum_id=world.forum_id,
        actor=MODERATOR,
        category_id=made[0],
        move_to=made[1],
        now=world.now,
    )
    assert [each.target_id for each in await world.all(Follow)] == [made[1]] * 2


async def test_a_tag_is_kept_for_those_who_follow_it(world: World) -> None:
    question = await world.ask(ANNA, tags=["sleep", "nights"])
    await follows.follow_tag(
        world.database, forum_id=world.forum_id, typed="sleep", actor=BEN, now=world.now
    )
    await world.delete(question, ANNA)
    assert [each.name for each in await world.all(Tag)] == ["sleep"]
    (follow,) = await world.all(Follow)
    await follows.unfollow(world.database, follow_id=follow.id or 0, discord_id=BEN.discord_id)
    async with world.database.write() as session:
        await delete_unused_tags(session)
    assert await world.all(Tag) == []


async def test_a_deleted_question_is_followed_by_nobody(world: World) -> None:
    question = await world.ask(ANNA)
    await notified(world, question, BEN, CLEO)
    await world.delete(question, ANNA)
    assert await world.all(QuestionFollow) == []
    page = await following(world.database, discord_id=BEN.discord_id, forum_id=None, page=0)
    assert page.lines == ()
    with pytest.raises(PostGone):
        await notified(world, question, BEN)


async def test_whoever_is_erased_follows_nothing_and_others_still_do(world: World) -> None:
    question = await world.ask(ANNA, tags=["sleep"])
    await told(world)
    await notified(world, question, BEN, CLEO)
    for actor in (BEN, CLEO):
        await follows.follow_tag(
            world.database, forum_id=world.forum_id, typed="sleep", actor=actor, now=world.now
        )
    await world.answer(question, ANNA)
    await told(world)
    await erase(world.database, user_id=BEN.discord_id, removes=(), now=world.now)
    assert await found_by(world, BEN) == []
    assert len(await found_by(world, CLEO)) == 1
    assert len(await world.all(QuestionFollow)) == 1
    assert len(await world.all(FollowIndex)) == 1
    assert len(await world.all(Follow)) == 1
    assert len(await world.notices()) == 1


async def test_an_export_says_what_is_followed_and_was_told(world: World) -> None:
    question = await world.ask(ANNA)
    await notified(world, question, BEN)
    await world.answer(question, ANNA)
    await told(world)
    found = await export(world.database, user_id=BEN.discord_id, now=world.now)
    assert isinstance(found["forums"], list)
    forum = found["forums"][0]
    assert forum["followed question"] == [
        {
            "question_id": question,
            "is_followed": True,
            "by_dm": True,
            "since": world.now.isoformat(),
        }
    ]
    assert [each["kind"] for each in forum["sealed notification"]] == ["followed"]
    assert found["delivery"]


async def test_a_new_key_finds_what_followers_were_told(world: World, sealer: Sealer) -> None:
    question = await world.ask(ANNA)
    await notified(world, question, BEN)
    await world.answer(question, CLEO)
    await told(world)
    new = Sealer(b"another secret", b"a secret for tests")
    await note_key(world.database, new, NOW)
    async for _ in rotate(world.database, new):
        pass
    provide(world.database, Sealer(b"another secret"))
    async with world.database.read() as session:
        (notice,) = await all_sealed(session, BEN.discord_id, world.forum_id)
        follower = await sealed.follower_of(session, question, BEN.discord_id)
    assert notice.question_id == question
    assert follower == sealed.QuestionFollower(BEN.discord_id, by_dm=True)
    provide(world.database, sealer)


async def test_nobody_follows_without_end(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealed, "MOST_QUESTIONS", 2)
    questions = [await world.ask(ANNA) for _ in range(3)]
    await notified(world, questions[0], BEN)
    await notified(world, questions[1], BEN)
    with pytest.raises(FollowsTooMuch):
        await notified(world, questions[2], BEN)
    await notify_me(world.database, post_id=questions[0], actor=BEN, now=world.now)
    await notified(world, questions[2], BEN)
    page = await following(world.database, discord_id=BEN.discord_id, forum_id=None, page=0)
    assert [each.id for each in page.lines] == [questions[2], questions[1]]


async def test_what_was_told_stays_in_the_inbox_after_stopping(world: World) -> None:
    question = await world.ask(ANNA)
    await notified(world, question, BEN)
    answer = await world.answer(question, CLEO)
    await told(world)
    await notify_me(world.database, post_id=question, actor=BEN, now=world.now)
    assert await found_by(world, BEN) == [answer]
    world.later(days=91)
    await notified(world, await world.ask(ANNA), BEN)
    async with world.database.read() as session:
        followed = await followed_by(session, BEN.discord_id, world.forum_id)
    assert question not in [each.question_id for each in followed]


async def test_an_edit_tells_nobody_who_follows(world: World) -> None:
    question = await world.ask(ANNA, title="How do I sleep?")
    await notified(world, question, BEN)
    await told(world)
    await world.edit(question, ANNA, title="How do I sleep again?", body="Since May.")
    await told(world)
    assert await found_by(world, BEN) == []


async def test_whoever_left_and_is_no_member_is_forgotten_in_time(world: World) -> None:
    question = await world.ask(ANNA)
    await notified(world, question, BEN, CLEO)
    keep = timedelta(days=30)
    for days, left in ((0, 2), (29, 2), (1, 1)):
        world.later(days=days)
        asked = await followers_to_ask(world.database, forum_id=world.forum_id, after=None)
        assert set(asked.values()) <= {BEN.discord_id, CLEO.discord_id}
        await note_who_still_follows(
            world.database,
            forum_id=world.forum_id,
            after=None,
            asked=asked,
            there=[CLEO.discord_id],
            keep=keep,
            now=world.now,
        )
        assert len(await world.all(QuestionFollow)) == left
    async with world.database.read() as session:
        assert await followed_by(session, CLEO.discord_id, world.forum_id)
        assert not await followed_by(session, BEN.discord_id, world.forum_id)


async def test_whoever_is_back_in_time_goes_on_following(world: World) -> None:
    await notified(world, await world.ask(ANNA), BEN)
    for days, there in ((0, []), (20, [BEN.discord_id]), (20, []), (20, [])):
        world.later(days=days)
        asked = await followers_to_ask(world.database, forum_id=world.forum_id, after=None)
        await note_who_still_follows(
            world.database,
            forum_id=world.forum_id,
            after=None,
            asked=asked,
            there=there,
            keep=timedelta(days=30),
            now=world.now,
        )
    assert len(await world.all(QuestionFollow)) == 1


async def test_a_damaged_row_keeps_nobody_else_from_being_asked_for(world: World) -> None:
    await notified(world, await world.ask(ANNA), BEN, CLEO)
    first, second = await world.all(FollowIndex)
    damaged = first.sealed[:-1] + bytes([first.sealed[-1] ^ 1])
    async with world.database.write() as session:
        await reseal_follow_indexes(session, {first.owner_mark: damaged})
    for days in (0, 31):
        world.later(days=days)
        asked = await followers_to_ask(world.database, forum_id=world.forum_id, after=None)
        assert (asked[first.owner_mark], len(asked)) == (0, 2)
        await note_who_still_follows(
            world.database,
            forum_id=world.forum_id,
            after=None,
            asked=asked,
            there=[],
            keep=timedelta(days=30),
            now=world.now,
        )
    assert asked[second.owner_mark] in {BEN.discord_id, CLEO.discord_id}
    assert first.owner_mark in [each.owner_mark for each in await world.all(FollowIndex)]
    async with world.database.read() as session:
        assert not await followed_by(session, asked[second.owner_mark], world.forum_id)


async def test_stopping_seals_every_author_there_anew(world: World) -> None:
    """Else the seals that change beside what is stopped by name would say who the stopper is."""
    question = await anonymously(world, ANNA)
    by_ben = await anonymously(world, BEN, question)
    posted = await answer(
        world.database,
        forum_id=world.forum_id,
        question_id=question,
        actor=ANNA,
        body="And here by name: a walk helps.",
        notify=True,
        is_sure=True,
        now=world.now,
    )
    named = posted.post_id
    for stopper in (ANNA, BEN, CLEO):
        await notified(world, question, stopper)
        before = await seals(world)
        await notify_me(world.database, post_id=question, actor=stopper, now=world.now)
        after = await seals(world)
        assert {post for post in before if before[post] != after[post]} == {question, by_ben}
        assert [len(seal) for seal in after.values()] == [len(seal) for seal in before.values()]
    async with world.database.read() as session:
        posts = [await get_post(session, each) for each in (question, by_ben, named)]
        wishes = [sealed_author(session, post) for post in posts if post is not None]
    assert [each and each.user_id for each in wishes] == [ANNA.discord_id, BEN.discord_id, None]
    assert not any(each.notify for each in wishes if each is not None)


async def seals(world: World) -> dict[int, bytes]:
    return {post.number: post.author_seal for post in await world.all(Post) if post.author_seal}


async def test_a_new_wish_to_follow_seals_the_rows_beside_it_anew(world: World) -> None:
    question, other = await world.ask(ANNA), await world.ask(ANNA)
    await notified(world, question, BEN, CLEO, MODERATOR)
    before = {each.owner_mark: each.sealed for each in await world.all(FollowIndex)}
    await notified(world, other, CLEO)
    after = {each.owner_mark: each.sealed for each in await world.all(FollowIndex)}
    assert len(before) == 3
    assert not set(before.values()) & set(after.values()), "which one changed would say whose it is"


async def test_what_was_read_is_written_by_sealing_all_anew(world: World) -> None:
    for asker in (ANNA, BEN):
        await world.answer(await anonymously(world, asker), CLEO)
    before = {each.id: each.sealed for each in await world.notices() if each.sealed}
    await notices.mark_all_read(world.database, discord_id=ANNA.discord_id, now=world.now)
    assert {each.id: each.sealed for each in await world.notices() if each.sealed} == before
    await write_reads(world.database)
    after = {each.id: each.sealed for each in await world.notices() if each.sealed}
    assert len(before) == 2
    assert not set(before.values()) & set(after.values()), "which one changed would say who read"
    unread = [await notices.unread(world.database, discord_id=a.discord_id) for a in (ANNA, BEN)]
    assert unread == [0, 1]
