"""Something sealed of every kind, for several people, and whether its mark still finds it."""

import contextlib
from dataclasses import dataclass

import pytest

from bot.forum import drafts
from bot.forum.anonymous.authors import (
    OwnPost,
    SealedAuthor,
    own_in,
    own_posts,
    sealed_author,
    sign,
)
from bot.forum.anonymous.digest_turns import schedule_digest
from bot.forum.anonymous.follows import QuestionFollower, follow_question, follower_of
from bot.forum.anonymous.notices import sealed_for
from bot.forum.anonymous.preferences import DIGEST_LANE, TURN_LANE, preferences_of
from bot.forum.anonymous.preferences import keep as keep_preferences
from bot.forum.anonymous.sealed_turns import opened_turn
from bot.forum.anonymous.turns import lanes_of, schedule
from bot.forum.blocks import block_author, refuse_blocked
from bot.forum.drafts import Submission
from bot.forum.errors import Blocked
from bot.forum.identity import Sealer, provide
from bot.forum.mail import told_by
from bot.forum.notifications import tell_of_answer
from bot.forum.privacy import erasures
from bot.forum.privacy.erasures import Erasure
from bot.forum.privacy.ignoring import ignore, ignored
from bot.forum.topics import Preferences, Topic, Way
from data.database import Database
from data.deliveries import in_lanes
from data.posts import get_post, insert_post
from data.tables import Delivery, DeliveryKind, PostKind, PostState
from tests.forum.world import GUILD, World

PEOPLE = (11, 12, 13, 80351110224678912)
QUESTIONS_EACH = 3
SOMEBODY_ELSES = 10_000
"""An answer that nobody here wrote, nor is there."""


@dataclass(frozen=True)
class Sealed:
    """The numbers of a person's anonymous questions, each with a notification and a DM waiting."""

    user_id: int
    questions: list[int]
    is_blocked: bool


async def ask_anonymously(world: World, user_id: int) -> int:
    """Ask as the bot does: sign the question, tell of an answer, enqueue the DM."""
    async with world.database.write() as session:
        post_id = await insert_post(
            session,
            forum_id=world.forum_id,
            kind=PostKind.QUESTION,
            state=PostState.VISIBLE,
            title=next(world.titles),
            body="",
            alias="Quiet Heron",
            created_at=world.now,
        )
        post = OwnPost(post_id, post_id, PostKind.QUESTION, world.now)
        await sign(session, post, world.forum_id, SealedAuthor(user_id, notify=True))
    async with world.database.write() as session:
        question = await get_post(session, post_id)
        assert question is not None
        await tell_of_answer(session, question, SOMEBODY_ELSES, world.now)
    return post_id


async def fill(world: World, sealer: Sealer) -> list[Sealed]:
    """Make something of every kind that is sealed; every other person is blocked by alias."""
    made = []
    for place, user_id in enumerate(PEOPLE):
        questions = [await ask_anonymously(world, user_id) for _ in range(QUESTIONS_EACH)]
        is_blocked = place % 2 == 0
        if is_blocked:
            async with world.database.write() as session:
                question = await get_post(session, questions[0])
                assert question is not None
                await block_author(session, question, until=None, reason="", is_named_too=False)
        await drafts.keep(
            world.database,
            sealer,
            user_id=user_id,
            submission=Submission("answer:5", {"body": str(user_id)}, {}, GUILD),
            now=world.now,
        )
        async with world.database.write() as session:
            await ignore(session, world.forum_id, user_id)
            await erasures.save(session, Erasure(user_id, world.now))
            await follow_question(session, world.forum_id, questions[0], user_id, world.now)
            await keep_preferences(session, chosen_by(user_id))
            await schedule(session, chosen_by(user_id), world.now)
            await schedule_digest(session, chosen_by(user_id), world.now)
        made.append(Sealed(user_id, questions, is_blocked))
    return made


def chosen_by(user_id: int) -> Preferences:
    chosen = Preferences(
        user_id, zone="Europe/Berlin", quiet_from=1320, quiet_until=480, digest="daily"
    )
    return chosen.with_way(Topic.ANSWERS, Way.OFF, None)


async def check(world: World, sealer: Sealer, made: list[Sealed]) -> None:
    """Check that everything opens and is found by its marks, with these keys."""
    database = Database(f"sqlite:///{world.database.file}")
    provide(database, sealer)
    try:
        for each in made:
            await _check_posts(database, world, each)
            await _check_draft(database, sealer, world, each)
            await _check_block(database, world, each)
        await _check_deliveries(database, world, made)
    finally:
        await database.close()


async def _check_posts(database: Database, world: World, each: Sealed) -> None:
    async with database.read() as session:
        own = await own_posts(session, world.forum_id, each.user_id)
        assert [post.post_id for post in own] == each.questions
        for number in each.questions:
            (post,) = await own_in(session, number, each.user_id)
            assert sealed_author(session, post) == SealedAuthor(each.user_id, notify=True)
        notices = (await sealed_for(session, each.user_id, world.forum_id)).notices
        assert sorted(notice.question_id for notice in notices) == each.questions
        follower = await follower_of(session, each.questions[0], each.user_id)
        assert follower == QuestionFollower(each.user_id, by_dm=True)
        assert await preferences_of(session, each.user_id) == chosen_by(each.user_id)
        turns = await in_lanes(session, lanes_of(session, each.user_id, TURN_LANE, DIGEST_LANE))
        assert [opened_turn(session, turn).user_id for turn in turns] == [each.user_id] * 2
        assert set(await ignored(session, world.forum_id, [each.user_id])) == {each.user_id}
        assert await erasures.find(session, each.user_id) == Erasure(each.user_id, world.now)


async def _check_draft(database: Database, sealer: Sealer, world: World, each: Sealed) -> None:
    found = await drafts.latest(
        database,
        sealer,
        user_id=each.user_id,
        subject="answer:5",
        guild_id=GUILD,
        now=world.now,
    )
    assert found is not None
    assert found.texts == {"body": str(each.user_id)}


async def _check_block(database: Database, world: World, each: Sealed) -> None:
    async with database.read() as session:
        refused = refuse_blocked(
            session, world.forum_id, each.user_id, world.now, is_anonymous=True
        )
        with pytest.raises(Blocked) if each.is_blocked else contextlib.nullcontext():
            await refused


async def _check_deliveries(database: Database, world: World, made: list[Sealed]) -> None:
    deliveries = [d for d in await world.all(Delivery) if d.kind is DeliveryKind.DIRECT_MESSAGE]
    async with database.read() as session:
        told = sorted(told_by(session, delivery)[1] for delivery in deliveries)
    assert told == sorted(each.user_id for each in made for _ in each.questions)
