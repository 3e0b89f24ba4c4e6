"""Whatever people do, in whatever order, the counters are what a recount finds."""

import asyncio
import tempfile
from collections.abc import Coroutine
from datetime import timedelta
from pathlib import Path

import hypothesis.strategies as st
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule

from bot.forum import best_answers, controls, converting, moderation
from bot.forum.anonymous.naming import take_name
from bot.forum.errors import ForumError
from bot.forum.identity import Sealer, provide
from bot.forum.privacy.erasing import erase
from bot.forum.summaries import Actor
from data.database import Database
from data.tables import PostKind
from tests.data.files import migrated
from tests.forum.test_exporting import anonymously
from tests.forum.world import MESSAGES, MODERATOR, World

PEOPLE = [Actor(20 + number, f"Person {number}") for number in range(5)]
people = st.sampled_from(PEOPLE)
moves = st.sampled_from(["+👍", "-👍", "+👎", "-👎"])
crowds = st.sets(people)
kinds = st.sets(st.sampled_from(PostKind))


def _database(folder: Path) -> Database:
    database = migrated(folder)
    provide(database, Sealer(b"a secret for tests"))
    return database


class Forum(RuleBasedStateMachine):
    """Five people who ask, answer, vote both ways, choose, change their minds and tidy up."""

    posts: Bundle[int] = Bundle("posts")
    questions: Bundle[int] = Bundle("questions")

    def __init__(self) -> None:
        super().__init__()
        self._runner = asyncio.Runner()
        self._folder = tempfile.TemporaryDirectory()
        self.world = self._runner.run(World.made(_database(Path(self._folder.name))))

    def _do(self, act: Coroutine[object, object, object]) -> None:
        self.world.later(minutes=20)
        try:
            self._runner.run(act)
        except ForumError:
            # A refusal must have changed nothing: the invariant looks.
            return

    @rule(target=questions, actor=people)
    def ask(self, actor: Actor) -> int:
        self.world.later(hours=1)
        return self._runner.run(self.world.ask(actor))

    @rule(target=posts, question=questions)
    def vote_on_questions_too(self, question: int) -> int:
        return question

    @rule(target=posts, question=questions, actor=people)
    def answer(self, question: int, actor: Actor) -> int:
        self.world.later(hours=1)
        try:
            return self._runner.run(self.world.answer(question, actor))
        except ForumError:
            return question

    @rule(target=questions, actor=people)
    def ask_anonymously(self, actor: Actor) -> int:
        self.world.later(hours=1)
        return self._runner.run(anonymously(self.world, actor))

    @rule(target=posts, post=posts, actor=people)
    def comment(self, post: int, actor: Actor) -> int:
        self.world.later(hours=1)
        try:
            return self._runner.run(self.world.comment(post, actor))
        except ForumError:
            return post

    @rule(target=posts, question=questions, actor=people)
    def answer_anonymously(self, question: int, actor: Actor) -> int:
        self.world.later(hours=1)
        try:
            return self._runner.run(anonymously(self.world, actor, question))
        except ForumError:
            return question

    @rule(post=posts, actor=people)
    def leave_anonymity(self, post: int, actor: Actor) -> None:
        self._do(
            take_name(
                self.world.database,
                forum_id=self.world.forum_id,
                post_id=post,
                actor=actor,
                now=self.world.now,
            )
        )

    @rule(post=posts, actor=people | st.just(MODERATOR))
    def choose(self, post: int, actor: Actor) -> None:
        self._do(
            best_answers.choose(
                self.world.database, answer_id=post, actor=actor, now=self.world.now
            )
        )

    @rule(post=posts, actor=people | st.just(MODERATOR))
    def choose_no_more(self, post: int, actor: Actor) -> None:
        self._do(
            best_answers.withdraw(
                self.world.database, answer_id=post, actor=actor, now=self.world.now
            )
        )

    @rule(actor=people, removes=kinds)
    def erase(self, actor: Actor, removes: set[PostKind]) -> None:
        self._do(
            erase(
                self.world.database,
                user_id=actor.discord_id,
                removes=removes,
                now=self.world.now,
            )
        )

    @rule(post=posts, actor=people, value=st.sampled_from([1, -1]))
    def vote(self, post: int, actor: Actor, value: int) -> None:
        self._do(self.world.vote(post, actor, value))

    @rule(post=posts, batch=st.lists(st.tuples(people, moves), min_size=1, max_size=12))
    def react(self, post: int, batch: list[tuple[Actor, str]]) -> None:
        self._do(self.world.react(post, *batch))

    @rule(post=posts, thumbs=st.sampled_from([(True,), (False,), (True, False)]))
    def clear(self, post: int, thumbs: tuple[bool, ...]) -> None:
        self._do(self.world.clear(post, thumbs))

    @rule(post=posts, ups=crowds, downs=crowds)
    def reconcile(self, post: int, ups: set[Actor], downs: set[Actor]) -> None:
        self._do(self.world.reconcile(post, ups=ups, downs=downs))

    @rule(post=posts)
    def delete_in_discord(self, post: int) -> None:
        message = MESSAGES + post
        self._do(
            controls.messages_deleted(
                self.world.database, message_ids=[message], now=self.world.now
            )
        )

    @rule(post=posts)
    def hide(self, post: int) -> None:
        self._do(
            moderation.hide(
                self.world.database,
                forum_id=self.world.forum_id,
                post_id=post,
                reason="",
                actor=MODERATOR,
                now=self.world.now,
            )
        )

    @rule(post=posts)
    def unhide(self, post: int) -> None:
        self._do(
            moderation.unhide(
                self.world.database,
                forum_id=self.world.forum_id,
                post_id=post,
                actor=MODERATOR,
                now=self.world.now,
            )
        )

    @rule(post=posts)
    def turn_into_comment(self, post: int) -> None:
        self._do(
            converting.turn_into_comment(
                self.world.database,
                forum_id=self.world.forum_id,
                post_id=post,
                actor=MODERATOR,
                now=self.world.now,
            )
        )

    @rule(post=posts, actor=people)
    def delete(self, post: int, actor: Actor) -> None:
        self._do(self.world.delete(post, actor))

    @rule(post=posts)
    def edit(self, post: int) -> None:
        body = f"Edited by a moderator at {self.world.now + timedelta(minutes=1)}"
        self._do(self.world.edit(post, MODERATOR, title=body, body=body))

    @invariant()
    def counters_equal_a_recount(self) -> None:
        self._runner.run(self.world.check_counts())

    def teardown(self) -> None:
        self._runner.run(self.world.database.close())
        self._runner.close()
        self._folder.cleanup()


TestCounters = Forum.TestCase
TestCounters.settings = settings(
    max_examples=25,
    stateful_step_count=30,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
