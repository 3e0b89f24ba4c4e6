"""Following a question: sealed for everybody alike, since an author who follows is among them.

Two rows say it: the question's (`question_follow`), found by a mark keyed over question and
person, and the person's own row (`followed`). Neither says who without the key.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.forum.anonymous.authors import AUTHOR_PAD_BYTES
from bot.forum.anonymous.followed import Followed, followed_by, list_followed
from bot.forum.anonymous.notices import TOLD
from bot.forum.follow_errors import FollowsTooMuch
from bot.forum.identity import sealer_of
from data.follows import (
    delete_question_follows,
    put_question_follow,
    question_follow,
)
from data.forgetting import delete_marked

# An index row, and with it all that are sealed beside it, grows with what somebody follows.
MOST_QUESTIONS = 200
# What somebody was told stays in their inbox so long after they stopped following.
STOPPED_KEPT_FOR = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class QuestionFollower:
    """Who follows a question, and whether they get DMs: not where a refusal ended that once."""

    user_id: int
    by_dm: bool


async def follower_of(
    session: AsyncSession, question_id: int, user_id: int
) -> QuestionFollower | None:
    """Return how somebody follows a question; None when they don't."""
    marks = sealer_of(session).marks("follow", question_id, user_id)
    found = await question_follow(session, marks)
    return None if found is None else opened_follow(session, *found)


def opened_follow(session: AsyncSession, mark: bytes, sealed: bytes) -> QuestionFollower:
    """Open who follows a question. Raises `WrongKey`."""
    plain = sealer_of(session).open(sealed, table="question_follow", row=mark)
    user_id, by_dm = json.loads(plain)
    return QuestionFollower(user_id, bool(by_dm))


async def follow_question(
    session: AsyncSession, forum_id: int, question_id: int, user_id: int, now: datetime
) -> None:
    """Have somebody follow a question by DM; again is harmless. Raises `FollowsTooMuch`."""
    others = _kept(await followed_by(session, user_id, forum_id), question_id, now)
    if sum(each.is_on for each in others) >= MOST_QUESTIONS:
        raise FollowsTooMuch(limit=MOST_QUESTIONS)
    followed = (*others, Followed(question_id, is_on=True, at=now))
    await _put(session, question_id, QuestionFollower(user_id, by_dm=True))
    await list_followed(session, forum_id, user_id, followed)


async def list_again_followed(
    session: AsyncSession, forum_id: int, user_id: int, followed: Sequence[Followed]
) -> None:
    """List questions that somebody follows and their index lacks. Raises `WrongKey`."""
    known = {each.question_id: each for each in await followed_by(session, user_id, forum_id)}
    missing = [each for each in followed if each.question_id not in known]
    if missing:
        await list_followed(session, forum_id, user_id, (*known.values(), *missing))


async def unfollow_question(
    session: AsyncSession, forum_id: int, question_id: int, user_id: int, now: datetime
) -> bool:
    """Have somebody follow a question no more; tell whether they did."""
    if await follower_of(session, question_id, user_id) is None:
        return False
    await delete_question_follows(session, sealer_of(session).marks("follow", question_id, user_id))
    stopped = Followed(question_id, is_on=False, at=now)
    others = _kept(await followed_by(session, user_id, forum_id), question_id, now)
    await list_followed(session, forum_id, user_id, (*others, stopped))
    return True


async def forget_follower(session: AsyncSession, forum_id: int, user_id: int) -> None:
    """Forget which questions of a forum somebody follows, and what they were told because of it."""
    sealer = sealer_of(session)
    for each in await followed_by(session, user_id, forum_id):
        await delete_question_follows(session, sealer.marks("follow", each.question_id, user_id))
        await delete_marked(session, sealer.marks(TOLD, user_id, each.question_id))
    await list_followed(session, forum_id, user_id, ())


async def _put(session: AsyncSession, question_id: int, follower: QuestionFollower) -> None:
    sealer = sealer_of(session)
    marks = sealer.marks("follow", question_id, follower.user_id)
    await delete_question_follows(session, marks[1:])
    plain = json.dumps([follower.user_id, int(follower.by_dm)]).encode()
    await put_question_follow(
        session,
        mark=marks[0],
        question_id=question_id,
        sealed=sealer.seal(plain, table="question_follow", row=marks[0], pad_to=AUTHOR_PAD_BYTES),
    )


def _kept(followed: tuple[Followed, ...], but: int, now: datetime) -> tuple[Followed, ...]:
    """Return what is to stay listed of what somebody follows, or followed a short while ago."""
    others = [each for each in followed if each.question_id != but]
    stopped = [each for each in others if not each.is_on and now - each.at < STOPPED_KEPT_FOR]
    return (*(each for each in others if each.is_on), *stopped[-MOST_QUESTIONS:])
