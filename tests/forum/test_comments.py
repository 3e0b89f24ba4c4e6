"""Comments, named and anonymous: in exports, erased, aged out, and counted nowhere if sealed."""

from datetime import timedelta

import pytest

from bot.forum import comments, policy
from bot.forum.anonymous.reveals import reveal
from bot.forum.anonymous.seals import destroy_seals
from bot.forum.converting import turn_into_comment
from bot.forum.errors import HourlyLimit
from bot.forum.privacy import pauses
from bot.forum.privacy.erasing import carry_out
from bot.forum.privacy.erasures import choose, confirm, tick
from bot.forum.profiles import profile_of
from bot.forum.summaries import Actor, Guise
from data.forums import update_forum
from data.tables import PostKind, PostState
from tests.forum.test_exporting import anonymously, exported, forum_in
from tests.forum.world import ANNA, BEN, CLEO, MODERATOR, World

TEXT = "Did you try to get up a little earlier?"


async def masked(world: World, post_id: int, actor: Actor = BEN, body: str = TEXT) -> int:
    """Comment anonymously, and let it appear."""
    posted = await comments.comment(
        world.database,
        forum_id=world.forum_id,
        post_id=post_id,
        actor=actor,
        body=body,
        guise=Guise(),
        now=world.now,
    )
    async with world.database.write() as session:
        await reveal(session, posted.post_id, world.now)
    await world.publish(posted.post_id, thread_id=4_000_000)
    return posted.post_id


async def test_an_export_has_both_and_those_of_nobody_else(world: World) -> None:
    question = await world.ask(ANNA)
    await world.comment(question, BEN, body="By my name, for all to read.")
    await masked(world, question, BEN, "Behind an alias, for nobody.")
    await masked(world, question, CLEO, "What Cleo thinks, sealed.")
    forum = forum_in(await exported(world, BEN))
    told = str(forum)
    assert "By my name, for all to read." in told
    assert "Behind an alias, for nobody." in told
    assert "What Cleo thinks" not in told
    kinds = [row["kind"] for row in forum["post"]]
    assert kinds == ["comment"]


async def erased(world: World, actor: Actor, *posts: int, removes: bool) -> None:
    user_id = actor.discord_id
    if removes:
        await choose(
            world.database, user_id=user_id, kind=PostKind.COMMENT, removes=True, now=world.now
        )
    await tick(world.database, user_id=user_id, shown=posts, ticked=posts, now=world.now)
    await confirm(world.database, user_id=user_id, now=world.now, grace=timedelta(days=7))
    for days in (7.1, 10, 10):
        world.later(days=days)
        await carry_out(world.database, now=world.now)


async def test_erasing_takes_comments_that_were_chosen(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pauses, "PAUSE", timedelta.max)
    question = await world.ask(ANNA)
    named = await world.comment(question, BEN, body="What I said by my name.")
    ticked, kept = await masked(world, question), await masked(world, question, body=f"{TEXT} No?")
    await erased(world, BEN, ticked, removes=True)
    states = [(await world.post(each)).state for each in (named, ticked, kept)]
    assert states == [PostState.DELETED, PostState.DELETED, PostState.VISIBLE]
    assert [(await world.post(each)).body for each in (named, ticked)] == ["", ""]
    await world.check_counts()


async def test_erasing_only_takes_the_name_off_what_stays(world: World) -> None:
    question = await world.ask(ANNA)
    named = await world.comment(question, BEN, body="What I said by my name.")
    sealed = await masked(world, question)
    await erased(world, BEN, removes=False)
    stays = await world.post(named)
    assert (stays.body, stays.author_id, stays.state) == (
        "What I said by my name.",
        None,
        PostState.VISIBLE,
    )
    # It would show whose it is.
    assert (await world.post(sealed)).author_seal is not None
    await world.check_counts()


async def test_the_seal_of_a_comment_ages_out_with_its_question(world: World) -> None:
    async with world.database.write() as session:
        await update_forum(session, world.forum_id, seal_days=10)
    question = await world.ask(ANNA)
    sealed = await masked(world, question)
    alias = (await world.post(sealed)).alias
    world.later(days=9)
    await world.comment(question, CLEO, body="This is activity, too.")
    world.later(days=9.9)
    assert not await destroy_seals(world.database, now=world.now)
    world.later(days=0.2)
    assert await destroy_seals(world.database, now=world.now)
    post = await world.post(sealed)
    assert (post.author_seal, post.author_mark, post.alias) == (None, None, alias)
    assert post.body == TEXT


async def test_an_anonymous_comment_is_counted_nowhere(world: World) -> None:
    question = await world.ask(ANNA)
    await world.comment(question, BEN, body="By my name, for all to read.")
    before = await world.member(BEN)
    shown = await profile_of(
        world.database, forum_id=world.forum_id, user_id=BEN.discord_id, is_own=True
    )
    await masked(world, question)
    await masked(world, question, CLEO)
    after = await world.member(BEN)
    assert before is not None
    assert after is not None
    assert before.model_dump() == after.model_dump()
    assert await world.member(CLEO) is None
    assert shown == await profile_of(
        world.database, forum_id=world.forum_id, user_id=BEN.discord_id, is_own=True
    )
    await world.check_counts()


async def answers_until_refused(world: World, question: int, actor: Actor) -> int:
    """Answer anonymously until the hour has had enough; return how many times that was."""
    for number in range(policy.POSTS_AN_HOUR[PostKind.ANSWER] + 1):
        try:
            await anonymously(world, actor, question)
        except HourlyLimit:
            return number
    return -1


@pytest.mark.parametrize("is_anonymous", [True, False])
async def test_an_answer_turned_into_a_comment_counts_as_one(
    world: World, *, is_anonymous: bool
) -> None:
    """Of the hour's answers there is one more left, whoever wrote it in which way."""
    question, most = await world.ask(ANNA), policy.POSTS_AN_HOUR[PostKind.ANSWER]
    numbers = [
        await (anonymously(world, BEN, question) if is_anonymous else world.answer(question, BEN))
        for _ in range(most)
    ]
    await turn_into_comment(
        world.database,
        forum_id=world.forum_id,
        post_id=numbers[0],
        actor=MODERATOR,
        now=world.now,
    )
    assert await answers_until_refused(world, question, BEN) == 1
