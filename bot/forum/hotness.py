"""Hotness by Question2Answer's formula and default weights (its rules, 2.2).

Nothing cools down: newer questions, answers, votes and views only overtake.
"""

from collections.abc import Collection
from datetime import UTC, datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from data.hotness import set_hotness, warmth_of
from data.moments import in_utc
from data.tables import Post

# Question2Answer counts from here in its database server's local time; all servers of ours in UTC.
ZERO = int(datetime(2010, 1, 1, tzinfo=UTC).timestamp())
WEIGHT = 100  # its default for each of the five
SECONDS_A_VOTE = 160_000  # as many seconds of age is a vote worth, or an answer
SECONDS_A_VIEW = 4_000


def hotness(
    *,
    created_at: datetime,
    newest_answer_at: datetime | None,
    answers: int,
    score: int,
    views: int,
) -> int:
    """Return how hot a question is: 100 a second; only visible answers count.

    Question2Answer stores it as a float of 32 bits, up to 4,096 off; this is exact.
    """
    created = _seconds(created_at)
    answered = created if newest_answer_at is None else _seconds(newest_answer_at)
    return WEIGHT * (
        (created - ZERO)
        + (answered - ZERO)
        + (answers + score) * SECONDS_A_VOTE
        + views * SECONDS_A_VIEW
    )


def of_new(created_at: datetime) -> int:
    """Return how hot a question is that nobody has answered, voted on or looked at."""
    return hotness(created_at=created_at, newest_answer_at=None, answers=0, score=0, views=0)


def with_answer(question: Post, now: datetime) -> int:
    """Return how hot a question is with one more answer, written now."""
    return hotness(
        created_at=question.created_at,
        newest_answer_at=now,
        answers=question.answers + 1,
        score=question.score,
        views=question.views,
    )


async def refresh(session: AsyncSession, question_ids: Collection[int]) -> None:
    """Reckon questions' hotness anew, once their votes, answers or views have changed.

    Other posts' numbers are ignored, and nothing is written where it is the same.
    """
    if not question_ids:
        return
    found = await warmth_of(session, question_ids)
    reckoned = {
        each.id: hotness(
            created_at=each.created_at,
            newest_answer_at=each.newest_answer_at,
            answers=each.answers,
            score=each.score,
            views=each.views,
        )
        for each in found
    }
    stored = {each.id: each.hotness for each in found}
    await set_hotness(session, {id_: hot for id_, hot in reckoned.items() if hot != stored[id_]})


def _seconds(moment: datetime) -> int:
    return int(in_utc(moment).timestamp())
