"""Which questions somebody follows in a forum: one sealed row a person, for their list and inbox.

It is another row than that of their anonymous posts, so that whoever follows the first question
gets a new one, whether or not they are anonymous somewhere.
"""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.forum.anonymous.stirring import stir
from bot.forum.identity import sealer_in_view, sealer_of
from data.follow_indexes import (
    count_follow_indexes,
    delete_follow_index,
    follow_indexes_between,
    follow_indexes_of,
    put_follow_index,
)
from data.forums import all_forums

TABLE, PURPOSE = "follow_index", "follows"


@dataclass(frozen=True, slots=True)
class Followed:
    """A question that somebody follows, or stopped following; `at` is when they did so last."""

    question_id: int
    is_on: bool
    at: datetime


async def followed_by(
    session: AsyncSession, user_id: int, forum_id: int | None
) -> tuple[Followed, ...]:
    """Return what somebody follows, or stopped lately, in a forum or in all. Raises `WrongKey`."""
    sealer = await sealer_in_view(session)
    forums = [forum_id or 0]
    if forum_id is None:
        forums = [forum.id or 0 for forum in await all_forums(session)]
    marks = [mark for each in forums for mark in sealer.marks(PURPOSE, each, user_id)]
    found: dict[int, Followed] = {}
    for mark, sealed in await follow_indexes_of(session, marks):
        plain = sealer.open(sealed, table=TABLE, row=mark)
        for question_id, is_on, at in json.loads(plain)["followed"]:
            at_moment = datetime.fromtimestamp(at, UTC)
            found[question_id] = Followed(question_id, bool(is_on), at_moment)
    return tuple(sorted(found.values(), key=lambda each: each.at))


async def left_at(session: AsyncSession, forum_id: int, user_id: int) -> datetime | None:
    """Return when a follower was first seen to have left the server. Raises `WrongKey`."""
    sealer = await sealer_in_view(session)
    for mark, sealed in await follow_indexes_of(session, sealer.marks(PURPOSE, forum_id, user_id)):
        gone_at = json.loads(sealer.open(sealed, table=TABLE, row=mark)).get("gone")
        if gone_at is not None:
            return datetime.fromtimestamp(gone_at, UTC)
    return None


async def list_followed(
    session: AsyncSession, forum_id: int, user_id: int, followed: tuple[Followed, ...]
) -> None:
    """Make somebody's row list these; a row that would list nothing goes."""
    sealer = sealer_of(session)
    marks = sealer.marks(PURPOSE, forum_id, user_id)
    for older in marks[1:] if followed else marks:
        await delete_follow_index(session, older)
    if not followed:
        return
    listed = [[each.question_id, int(each.is_on), int(each.at.timestamp())] for each in followed]
    plain = json.dumps({"user": user_id, "followed": listed}).encode()
    sealed = sealer.seal(plain, table=TABLE, row=marks[0])
    await _put(session, forum_id, marks[0], sealed)
    await stir(
        sealer,
        marks[0],
        table=TABLE,
        count=await count_follow_indexes(session, forum_id),
        between=partial(follow_indexes_between, session, forum_id),
        put=partial(_put, session, forum_id),
    )


async def _put(session: AsyncSession, forum_id: int, mark: bytes, sealed: bytes) -> None:
    await put_follow_index(session, owner_mark=mark, forum_id=forum_id, sealed=sealed)
