"""The rows of a grown forum: the same ones each time, whatever was written before."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any, NamedTuple

from bench.wording import Wording
from bot.forum.hotness import hotness
from data.posts import DEFAULTS
from data.tables import PostKind, PostOrigin, PostState, VoteSource

# Three each as the mean: lists of the unanswered and of those in need of a reply hold something.
ANSWERS = (3, 0, 5, 1, 4, 3, 2, 6)
VOTES = 5
POSTS_A_ROUND = len(ANSWERS) + sum(ANSWERS)
BATCH = 250 * len(ANSWERS)
"""Questions written in one transaction."""

ROOTS, CHILDREN = 8, 5
TAGS = 2_000
TITLE_WORDS, DETAIL_WORDS, ANSWER_WORDS = 9, 40, 30
FIRST = datetime(2016, 1, 1, tzinfo=UTC)
LAST = datetime(2026, 1, 1, tzinfo=UTC)
FORUM_ID = 1
GUILD, CHANNEL, MESSAGES = 900, 901, 1_000_000_000

VALUES = (1, 1, 1, 1, 1, 1, -1)
"""Votes: most are up."""

CHOSEN, ANONYMOUS = 0.4, 0.1
"""Shares of answered questions with a best answer, and of posts without a name."""

BASE = DEFAULTS | {
    "forum_id": FORUM_ID,
    "state": PostState.VISIBLE,
    "origin": PostOrigin.DISCORD,
}

Row = dict[str, Any]


class Batch(NamedTuple):
    """Rows of each table, in the order in which they are written."""

    posts: list[Row]
    tags: list[Row]
    votes: list[Row]
    links: list[Row]


@dataclass(frozen=True, slots=True)
class Plan:
    """How large a forum is to become."""

    questions: int

    @property
    def members(self) -> int:
        """Twenty questions to a member, and fifty members at least."""
        return max(50, self.questions // 20)

    @property
    def batches(self) -> int:
        """How many transactions it takes."""
        return -(-self.questions // BATCH)


def posts_in(questions: int) -> int:
    """Return how many posts so many questions are with their answers: the last one's number."""
    rounds, turn = divmod(questions, len(ANSWERS))
    return rounds * POSTS_A_ROUND + turn + sum(ANSWERS[:turn])


def batch_of(plan: Plan, wording: Wording, number: int) -> Batch:
    """Return the rows of a batch; the same ones each time, whatever was written before."""
    random, batch = Random(number + 1), Batch([], [], [], [])
    for place in range(number * BATCH, min(plan.questions, (number + 1) * BATCH)):
        _add(batch, plan, wording, random, place)
    return batch


@dataclass(frozen=True, slots=True)
class _Thread:
    """A question's number and time, its answers', and the votes on them."""

    category_id: int
    asked_at: datetime
    answered_at: dict[int, datetime]
    cast: list[tuple[int, int]]
    """Which post, and up or down."""

    def counts(self, post_id: int) -> Row:
        """Return a post's counted votes."""
        values = [value for post, value in self.cast if post == post_id]
        return {"up": values.count(1), "down": values.count(-1)}


def _add(batch: Batch, plan: Plan, wording: Wording, random: Random, place: int) -> None:
    """Add a question with its answers, tags and votes."""
    number, turn = posts_in(place) + 1, place % len(ANSWERS)
    asked_at = FIRST + (LAST - FIRST) * ((place + random.random()) / plan.questions)
    answers = range(number + 1, number + 1 + ANSWERS[turn])
    posts = [number, *answers]
    thread = _Thread(
        category_id=1 + int(ROOTS * (CHILDREN + 1) * random.random() ** 2),
        asked_at=asked_at,
        answered_at={id_: asked_at + timedelta(hours=1 + 30 * random.random()) for id_ in answers},
        cast=[(random.choice(posts), random.choice(VALUES)) for _ in range(VOTES)],
    )
    question = _question(plan, wording, random, number, thread)
    replies = [_answer(plan, wording, random, id_, number, thread) for id_ in answers]
    asker = question["author_id"]
    question["replies"] = sum(asker is None or each["author_id"] != asker for each in replies)
    question["upvoted_answers"] = sum(each["up"] > each["down"] for each in replies)
    batch.posts.extend([question, *replies])
    voters = random.sample(range(1, plan.members + 1), VOTES)
    batch.votes.extend(
        {
            "post_id": post,
            "member_id": voter,
            "value": value,
            "source": VoteSource.REACTION,
            "cast_at": asked_at + timedelta(days=2 * random.random()),
        }
        for voter, (post, value) in zip(voters, thread.cast, strict=True)
    )
    tags = {1 + int(TAGS * random.random() ** 3) for _ in range(random.randint(0, 5))}
    batch.tags.extend(
        {"post_id": number, "tag_id": tag, "position": position}
        for position, tag in enumerate(sorted(tags))
    )
    batch.links.extend(
        {
            "post_id": post,
            "channel_id": MESSAGES + number,
            "thread_id": MESSAGES + number,
            "message_id": MESSAGES + post,
        }
        for post in posts
    )


def _question(plan: Plan, wording: Wording, random: Random, number: int, thread: _Thread) -> Row:
    counts, views = thread.counts(number), int(20 / (0.02 + random.random()))
    answered = sorted(thread.answered_at.values())
    is_chosen = bool(answered) and random.random() < CHOSEN
    row: Row = {
        "id": number,
        "kind": PostKind.QUESTION,
        "category_id": thread.category_id,
        "title": wording.text(random, TITLE_WORDS),
        "body": wording.text(random, DETAIL_WORDS),
        "answers": len(answered),
        "views": views,
        "best_answer_id": number + 1 if is_chosen else None,
        "best_chosen_at": answered[-1] if is_chosen else None,
        "created_at": thread.asked_at,
        "hotness": hotness(
            created_at=thread.asked_at,
            newest_answer_at=answered[-1] if answered else None,
            answers=len(answered),
            score=counts["up"] - counts["down"],
            views=views,
        ),
    }
    return BASE | counts | _author(plan, random) | row


def _answer(
    plan: Plan, wording: Wording, random: Random, number: int, question_id: int, thread: _Thread
) -> Row:
    row: Row = {
        "id": number,
        "kind": PostKind.ANSWER,
        "question_id": question_id,
        "parent_id": question_id,
        "category_id": thread.category_id,
        "body": wording.text(random, ANSWER_WORDS),
        "created_at": thread.answered_at[number],
    }
    return BASE | thread.counts(number) | _author(plan, random) | row


def _author(plan: Plan, random: Random) -> Row:
    """Return an author: few people write much."""
    if random.random() < ANONYMOUS:
        return {
            "author_id": None,
            "author_seal": random.randbytes(64),
            "author_mark": random.randbytes(32),
            "alias": "Quiet Heron",
        }
    return {
        "author_id": 1 + int(plan.members * random.random() ** 3),
        "author_seal": None,
        "author_mark": None,
        "alias": None,
    }
