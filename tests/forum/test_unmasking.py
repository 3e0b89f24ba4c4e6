"""Breaking the glass: who may ask, confirm and look, and until when."""

import pytest

from bot.forum.anonymous import unmasking
from bot.forum.anonymous.authors import OwnPost, SealedAuthor, sign
from bot.forum.anonymous.unmask_requests import Stage
from bot.forum.errors import ForumError, Invalid, NotFound
from bot.forum.powers import powers
from bot.forum.summaries import Actor
from data.anonymity import forget_authors
from data.posts import insert_post, update_post
from data.tables import AuditEntry, Notification, PostKind, PostState, UnmaskRequest
from tests.forum.world import ANNA, BEN, MODERATOR, World

SECOND = Actor(20, "Su", is_moderator=True)
THIRD = Actor(21, "Ed", is_moderator=True)
REASON = "They write that they will hurt somebody tonight."


async def masked(world: World, author: Actor = ANNA, *, is_unmaskable: bool = True) -> int:
    """Ask anonymously, and let it appear."""
    async with world.database.write() as session:
        number = await insert_post(
            session,
            forum_id=world.forum_id,
            kind=PostKind.QUESTION,
            title=next(world.titles),
            body="",
            alias="Quiet Heron",
            is_unmaskable=is_unmaskable,
            created_at=world.now,
        )
        post = OwnPost(number, number, PostKind.QUESTION, world.now)
        await sign(session, post, world.forum_id, SealedAuthor(author.discord_id, notify=False))
    return number


async def ask(
    world: World, number: int, actor: Actor = MODERATOR, *, is_danger: bool = False
) -> None:
    await unmasking.ask(
        world.database,
        forum_id=world.forum_id,
        post_id=number,
        reason=REASON,
        is_danger=is_danger,
        actor=actor,
        now=world.now,
    )


async def confirm(world: World, number: int, actor: Actor = SECOND) -> int:
    return await unmasking.confirm(
        world.database, forum_id=world.forum_id, post_id=number, actor=actor, now=world.now
    )


async def look(world: World, number: int, actor: Actor = MODERATOR) -> int:
    return await unmasking.look(
        world.database, forum_id=world.forum_id, post_id=number, actor=actor, now=world.now
    )


async def stage(world: World, number: int, actor: Actor) -> Stage:
    found = await powers(world.database, post_id=number, actor=actor, now=world.now)
    return found.unmasking


async def test_each_moderator_is_as_far_as_they_are(world: World) -> None:
    number = await masked(world)
    assert await stage(world, number, MODERATOR) is Stage.MAY_ASK
    await ask(world, number)
    assert await stage(world, number, MODERATOR) is Stage.WAITING
    assert await stage(world, number, SECOND) is Stage.MAY_CONFIRM
    assert await stage(world, number, BEN) is Stage.NEVER
    assert await confirm(world, number) == ANNA.discord_id
    assert await stage(world, number, MODERATOR) is Stage.MAY_LOOK
    assert await stage(world, number, SECOND) is Stage.MAY_LOOK
    assert await stage(world, number, THIRD) is Stage.MAY_ASK


async def test_both_may_look_for_a_day(world: World) -> None:
    number = await masked(world)
    await ask(world, number)
    await confirm(world, number)
    world.later(hours=23, minutes=59)
    assert await look(world, number) == await look(world, number, SECOND) == ANNA.discord_id
    with pytest.raises(unmasking.LookedTooLate):
        await look(world, number, THIRD)
    world.later(minutes=2)
    with pytest.raises(unmasking.LookedTooLate):
        await look(world, number)
    assert await stage(world, number, MODERATOR) is Stage.MAY_ASK


async def test_one_person_cannot_do_both(world: World) -> None:
    number = await masked(world)
    await ask(world, number)
    with pytest.raises(unmasking.NotAlone):
        await confirm(world, number, MODERATOR)
    with pytest.raises(unmasking.LookedTooLate):
        await look(world, number)
    assert len(await world.all(UnmaskRequest)) == 1


async def test_a_request_is_confirmed_once(world: World) -> None:
    number = await masked(world)
    with pytest.raises(unmasking.NothingToConfirm):
        await confirm(world, number)
    await ask(world, number)
    with pytest.raises(unmasking.AlreadyAsked):
        await ask(world, number, THIRD)
    await confirm(world, number)
    with pytest.raises(unmasking.NothingToConfirm):
        await confirm(world, number, THIRD)


async def test_a_request_lapses_after_a_week_and_can_be_made_anew(world: World) -> None:
    number = await masked(world)
    await ask(world, number)
    world.later(days=7)
    with pytest.raises(unmasking.NothingToConfirm):
        await confirm(world, number)
    assert await stage(world, number, SECOND) is Stage.MAY_ASK
    await ask(world, number, SECOND)
    assert await confirm(world, number, MODERATOR) == ANNA.discord_id


async def test_members_can_do_none_of_it(world: World) -> None:
    number = await masked(world)
    for act in (ask, confirm, look):
        with pytest.raises(unmasking.OnlyModerators):
            await act(world, number, BEN)
    assert await world.member(BEN) is None


async def test_what_was_promised_otherwise_is_refused(world: World) -> None:
    sealed = await masked(world, is_unmaskable=False)
    named = await world.ask(BEN)
    removed = await masked(world)
    async with world.database.write() as session:
        gone = {"state": PostState.DELETED, "body": "", "title": ""}
        await update_post(session, removed, **gone)
    for number in (sealed, named, removed):
        assert await stage(world, number, MODERATOR) is Stage.NEVER
        for act in (ask, confirm, look):
            with pytest.raises(unmasking.NotUnmaskable):
                await act(world, number, MODERATOR)


async def test_what_waits_to_appear_is_not_there_yet(world: World) -> None:
    number = await masked(world)
    async with world.database.write() as session:
        await update_post(session, number, state=PostState.QUEUED)
    with pytest.raises(NotFound):
        await ask(world, number)


@pytest.mark.parametrize("reason", ["", "too short", " " * 40, "x" * 501])
async def test_the_reason_has_to_say_something(world: World, reason: str) -> None:
    number = await masked(world)
    with pytest.raises(Invalid):
        await unmasking.ask(
            world.database,
            forum_id=world.forum_id,
            post_id=number,
            reason=reason,
            is_danger=False,
            actor=MODERATOR,
            now=world.now,
        )


async def test_every_step_is_logged_and_none_names_the_author(world: World) -> None:
    number = await masked(world)
    await ask(world, number)
    await confirm(world, number)
    await look(world, number)
    entries = [entry for entry in await world.all(AuditEntry) if entry.post_id == number]
    assert [entry.action for entry in entries] == ["ask who wrote", "unmask", "look who wrote"]
    members = [await world.member_id(each) for each in (MODERATOR, SECOND)]
    assert [entry.actor_id for entry in entries] == [*members, members[0]]
    assert all(str(ANNA.discord_id) not in entry.detail for entry in entries)
    assert await world.member(ANNA) is None


@pytest.mark.parametrize("is_danger", [False, True])
async def test_the_author_is_told_unless_a_life_is_in_danger(
    world: World,
    is_danger: bool,  # noqa: FBT001  # a case
) -> None:
    number = await masked(world)
    await ask(world, number, is_danger=is_danger)
    await confirm(world, number)
    told = [each.kind.value for each in await world.all(Notification)]
    assert told == ([] if is_danger else ["unmasked"])


async def test_a_moderators_own_post_is_like_any_other(world: World) -> None:
    number = await masked(world, SECOND)
    await ask(world, number)
    assert await stage(world, number, SECOND) is Stage.MAY_CONFIRM
    assert await confirm(world, number) == SECOND.discord_id


async def test_a_destroyed_seal_cannot_be_opened_and_grants_nothing(world: World) -> None:
    number = await masked(world)
    async with world.database.write() as session:
        await forget_authors(session, [number])
    assert await stage(world, number, MODERATOR) is Stage.MAY_ASK
    await ask(world, number)
    with pytest.raises(unmasking.NobodyCanTell):
        await confirm(world, number)
    with pytest.raises(ForumError):
        await look(world, number)
