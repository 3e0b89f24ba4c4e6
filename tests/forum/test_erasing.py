"""Carrying out wishes to be erased: whole, in parts, never more than was chosen."""

from datetime import timedelta

import pytest
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.forum.anonymous.naming import take_name
from bot.forum.edits import delete
from bot.forum.identity import Sealer, provide
from bot.forum.moderation import hide
from bot.forum.privacy import erasing, pauses
from bot.forum.privacy.erasing import carry_out, erase
from bot.forum.privacy.erasures import choose, confirm, drop, erasure, tick, undo
from data.tables import (
    AnonymousIndex,
    AuditEntry,
    DeliveryKind,
    Erasure,
    Identity,
    Member,
    Post,
    PostKind,
    PostState,
    Revision,
    Tagged,
    Vote,
)
from data.tagging import set_tags
from tests.forum.test_exporting import anonymously
from tests.forum.world import ANNA, BEN, CLEO, MODERATOR, World

GRACE = timedelta(days=7)


@pytest.fixture(autouse=True)
def _small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("WISHES_AT_ONCE", "TEXTS_AT_ONCE", "NAMES_AT_ONCE", "VOTES_AT_ONCE"):
        monkeypatch.setattr(erasing, name, 1)
    monkeypatch.setattr(pauses, "PAUSE", timedelta.max)


async def confirmed(world: World, *posts: int, removes: tuple[PostKind, ...] = ()) -> None:
    """Let Anna choose and confirm."""
    user_id = ANNA.discord_id
    for kind in removes:
        await choose(world.database, user_id=user_id, kind=kind, removes=True, now=world.now)
    await tick(world.database, user_id=user_id, shown=posts, ticked=posts, now=world.now)
    await confirm(world.database, user_id=user_id, now=world.now, grace=GRACE)


async def days_later(world: World, days: float) -> None:
    world.later(days=days)
    await carry_out(world.database, now=world.now)


async def test_everything_of_several_is_erased_in_parts_and_counts_stay_right(
    world: World,
) -> None:
    for _ in range(3):
        question = await world.ask(ANNA, details="Mine.")
        answer = await world.answer(question, BEN)
        await world.answer(question, ANNA)
        await world.vote(question, BEN, 1)
        await world.vote(question, CLEO, -1)
        await world.vote(answer, ANNA, 1)
        await world.edit(question, ANNA, title="How do I sleep again?", body="Mine, still.")
    await confirmed(world, removes=(PostKind.QUESTION,))
    await world.drop_deliveries()
    await days_later(world, 7)
    assert {each.external_id for each in await world.all(Identity)} == {"12", "13"}
    states = [(post.kind.value, post.state.value) for post in await world.all(Post)]
    assert states.count(("question", "deleted")) == 3
    assert states.count(("answer", "visible")) == 6
    assert await world.all(Revision) == []
    assert await world.all(Vote) == []
    assert len(await world.deliveries(DeliveryKind.REMOVE_MESSAGE)) == 3
    await world.check_counts()


async def test_kept_texts_have_no_author_editor_or_date_of_an_edit(world: World) -> None:
    question = await world.ask(ANNA, details="Mine.")
    await world.edit(question, ANNA, title="How do I sleep again?", body="Mine, still.")
    await erase(world.database, user_id=ANNA.discord_id, removes=(), now=world.now)
    post = await world.post(question)
    assert (post.author_id, post.edited_by, post.edited_at) == (None, None, None)
    (earlier,) = await world.all(Revision)
    assert earlier.written_by is None
    assert question in await world.refreshed()


async def test_a_moderators_edits_and_acts_lose_their_name_and_the_log_is_not_altered(
    world: World,
) -> None:
    question = await world.ask(ANNA)
    await world.edit(question, MODERATOR, title="How do I sleep again?", body="Rewritten.")
    await hide(
        world.database,
        forum_id=world.forum_id,
        post_id=question,
        reason="Too much",
        actor=MODERATOR,
        now=world.now,
    )
    before = [entry.model_dump() for entry in await world.all(AuditEntry)]
    number = await world.member_id(MODERATOR)
    await erase(world.database, user_id=MODERATOR.discord_id, removes=(), now=world.now)
    assert [entry.model_dump() for entry in await world.all(AuditEntry)] == before
    post = await world.post(question)
    assert (post.edited_by, post.state_by) == (None, None)
    assert post.edited_at is not None
    assert await world.member(MODERATOR) is None
    (shell,) = [each for each in await world.all(Member) if each.id == number]
    assert shell.name is None
    await world.check_counts()


async def test_others_are_still_told_but_not_by_whom(world: World) -> None:
    question = await world.ask(ANNA)
    await world.answer(question, BEN)
    await erase(world.database, user_id=BEN.discord_id, removes=(), now=world.now)
    (notice,) = await world.notices()
    assert notice.actor_id is None
    assert notice.recipient_id == await world.member_id(ANNA)


async def test_what_a_moderator_hid_goes_too(world: World) -> None:
    question = await world.ask(ANNA)
    answer = await world.answer(question, BEN)
    await hide(
        world.database,
        forum_id=world.forum_id,
        post_id=answer,
        reason="",
        actor=MODERATOR,
        now=world.now,
    )
    await erase(world.database, user_id=BEN.discord_id, removes=[PostKind.ANSWER], now=world.now)
    assert (await world.post(answer)).body == ""
    assert (await world.post(question)).answers == 0
    await world.check_counts()


async def test_while_anonymous_texts_go_no_row_that_lists_them_changes(world: World) -> None:
    secrets = [await anonymously(world, ANNA) for _ in range(4)]
    await confirmed(world, *secrets[:3])
    await days_later(world, 7)
    (wish,) = await world.all(Erasure)
    rows = {each.sealed for each in await world.all(AnonymousIndex)}
    gone = set()
    for _ in range(27):
        await days_later(world, 0.5)
        (now_wish,) = await world.all(Erasure)
        now_rows = {each.sealed for each in await world.all(AnonymousIndex)}
        assert (now_wish.sealed, now_rows) == (wish.sealed, rows)
        states = {post.number: post.state for post in await world.all(Post)}
        gone = {number for number, state in states.items() if state is PostState.DELETED}
    assert gone == set(secrets[:3])
    await days_later(world, 0.6)
    assert await world.all(Erasure) == []


async def test_with_an_anonymous_text_goes_what_only_told_its_author(world: World) -> None:
    secret, other = await anonymously(world, ANNA), await anonymously(world, ANNA)
    for question in (secret, other):
        await world.answer(question, BEN)
    assert len(await world.notices()) == 2
    await confirmed(world, secret)
    await days_later(world, 7)
    await days_later(world, 14)
    assert len(await world.notices()) == 1
    assert (await world.post(other)).author_mark is not None
    await world.check_counts()


async def test_only_ones_own_anonymous_posts_can_be_ticked(world: World) -> None:
    mine, theirs = await anonymously(world, ANNA), await anonymously(world, BEN)
    await confirmed(world, mine, theirs)
    wish = await erasure(world.database, user_id=ANNA.discord_id)
    assert wish is not None
    assert list(wish.going) == [mine]


async def test_a_ticked_post_that_was_named_or_deleted_meanwhile_is_left_alone(
    world: World,
) -> None:
    named, gone = await anonymously(world, ANNA), await anonymously(world, ANNA)
    await confirmed(world, named, gone)
    await take_name(
        world.database, forum_id=world.forum_id, post_id=named, actor=ANNA, now=world.now
    )
    await delete(world.database, forum_id=world.forum_id, post_id=gone, actor=ANNA, now=world.now)
    await days_later(world, 7)
    await days_later(world, 15)
    assert (await world.post(named)).body == "Nobody may know."
    assert await world.all(Erasure) == []


async def test_choices_that_are_not_confirmed_are_forgotten_after_a_day(world: World) -> None:
    await choose(
        world.database,
        user_id=ANNA.discord_id,
        kind=PostKind.ANSWER,
        removes=True,
        now=world.now,
    )
    await days_later(world, 0.9)
    assert len(await world.all(Erasure)) == 1
    await days_later(world, 0.2)
    assert await world.all(Erasure) == []


async def test_what_is_confirmed_can_not_be_changed_by_an_old_menu(world: World) -> None:
    await world.ask(ANNA)
    secret = await anonymously(world, ANNA)
    await confirmed(world)
    (before,) = await world.all(Erasure)
    await choose(
        world.database,
        user_id=ANNA.discord_id,
        kind=PostKind.QUESTION,
        removes=True,
        now=world.now,
    )
    await tick(
        world.database, user_id=ANNA.discord_id, shown=[secret], ticked=[secret], now=world.now
    )
    assert [each.sealed for each in await world.all(Erasure)] == [before.sealed]


async def test_who_comes_back_can_go_again_while_old_texts_still_go(world: World) -> None:
    secret = await anonymously(world, ANNA)
    await confirmed(world, secret)
    await days_later(world, 7)
    question = await world.ask(ANNA, details="Back again.")
    await confirmed(world, removes=(PostKind.QUESTION,))
    await days_later(world, 7)
    assert (await world.post(question)).body == ""
    await days_later(world, 14)
    assert (await world.post(secret)).body == ""


async def test_the_row_of_who_comes_back_outlasts_the_old_texts(world: World) -> None:
    secret = await anonymously(world, ANNA)
    await confirmed(world, secret)
    await days_later(world, 7)
    await choose(
        world.database, user_id=ANNA.discord_id, kind=PostKind.ANSWER, removes=True, now=world.now
    )
    await days_later(world, 13.6)
    assert (await world.post(secret)).body == ""
    assert len(await world.all(Erasure)) == 1, "it would go with the last text"
    await days_later(world, 0.5)
    assert await world.all(Erasure) == []


async def test_a_wish_sealed_with_a_lost_key_stops_nobody_else(world: World) -> None:
    await world.ask(ANNA)
    await confirmed(world)
    provide(world.database, Sealer(b"another secret"))
    await world.ask(BEN)
    await confirm(world.database, user_id=BEN.discord_id, now=world.now, grace=GRACE)
    await days_later(world, 7)
    assert [each.external_id for each in await world.all(Identity)] == ["11"]


async def test_what_is_taken_back_while_it_goes_stays_from_there_on(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        await world.ask(ANNA, title=f"How do I sleep, part {number}?")
    await confirmed(world, removes=(PostKind.QUESTION,))
    step = erasing._step
    taken_back: list[int] = []

    async def once(*given: object) -> bool:
        is_left = await step(*given)  # type: ignore[arg-type]
        monkeypatch.setattr(erasing, "_step", step)
        return is_left

    async def between(session: AsyncSession, user_id: int) -> bool:
        if erasing._step is step and not taken_back:
            taken_back.append(user_id)
            await drop(session, user_id)
        return await wished(session, user_id)

    wished = erasing._is_wished
    monkeypatch.setattr(erasing, "_step", once)
    monkeypatch.setattr(erasing, "_is_wished", between)
    await days_later(world, 7)
    assert taken_back == [ANNA.discord_id]
    states = [post.state for post in await world.all(Post)]
    assert states.count(PostState.DELETED) == 1
    assert {each.external_id for each in await world.all(Identity)} == {"11"}
    await world.check_counts()


async def test_who_takes_it_back_too_late_hears_that_it_had_begun(world: World) -> None:
    await world.ask(ANNA)
    await confirmed(world)
    assert not await undo(world.database, user_id=ANNA.discord_id, now=world.now)
    await confirmed(world)
    world.later(days=8)
    assert await undo(world.database, user_id=ANNA.discord_id, now=world.now)


async def test_a_tags_lists_forget_who_asked_what_was_anonymous_before(world: World) -> None:
    question = await anonymously(world, ANNA)
    async with world.database.write() as session:
        await set_tags(session, world.forum_id, question, ["sleep", "work"])
    assert [each.author_id for each in await world.all(Tagged)] == [None, None]
    await take_name(
        world.database, forum_id=world.forum_id, post_id=question, actor=ANNA, now=world.now
    )
    await world.check_counts()
    assert None not in [each.author_id for each in await world.all(Tagged)]
    await erase(world.database, user_id=ANNA.discord_id, removes=(), now=world.now)
    await world.check_counts()
    assert [each.author_id for each in await world.all(Tagged)] == [None, None]
