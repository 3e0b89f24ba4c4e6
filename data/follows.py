"""Queries on follows: somebody's own, and whom a new post is to be told to."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, and_, bindparam, delete, func, or_, select, update
from sqlalchemy.dialects.sqlite import insert as upsert
from sqlmodel import col
from sqlmodel import select as select_rows
from sqlmodel.ext.asyncio.session import AsyncSession

from data.columns import any_of, many, run, table_of
from data.tables import (
    Follow,
    FollowTarget,
    Identity,
    IdentitySource,
    Notification,
    NotificationKind,
    QuestionFollow,
)

FOLLOWS, QUESTIONS = table_of(Follow), table_of(QuestionFollow)
IDENTITIES, NOTIFICATIONS = table_of(Identity), table_of(Notification)
BY_MARK = select(QUESTIONS.c.mark, QUESTIONS.c.sealed).where(
    QUESTIONS.c.mark.in_(bindparam("marks", expanding=True))
)

Targets = Collection[tuple[FollowTarget, int]]
"""What a post belongs to that can be followed: kind and number."""


class Follower(NamedTuple):
    """A member to be told, their Discord user, and whether they asked for a DM about each one."""

    member_id: int
    discord_id: int
    by_dm: bool


async def put_question_follow(
    session: AsyncSession, *, mark: bytes, question_id: int, sealed: bytes
) -> None:
    """Have somebody follow a question, in place of what stood there with this mark."""
    row = upsert(QUESTIONS).values(mark=mark, question_id=question_id, sealed=sealed)
    again = row.on_conflict_do_update(index_elements=["mark"], set_={"sealed": row.excluded.sealed})
    await run(session, again)


async def question_follow(
    session: AsyncSession, marks: Sequence[bytes]
) -> tuple[bytes, bytes] | None:
    """Return mark and sealed bytes of the follow that has one of these marks."""
    found = (await run(session, BY_MARK, {"marks": marks})).first()
    return None if found is None else (found.mark, found.sealed)


class QuestionFollowRow(NamedTuple):
    """Who follows a question, sealed, and the mark that finds it for them."""

    mark: bytes
    question_id: int
    sealed: bytes


async def question_follows_after(
    session: AsyncSession, mark: bytes, *, limit: int
) -> list[QuestionFollowRow]:
    """Return who follows which question, of any forum: the next after a mark, in their order."""
    wanted = select(QUESTIONS.c.mark, QUESTIONS.c.question_id, QUESTIONS.c.sealed)
    wanted = wanted.where(QUESTIONS.c.mark > mark).order_by(QUESTIONS.c.mark).limit(limit)
    return [QuestionFollowRow(*row) for row in await run(session, wanted)]


async def delete_question_follows(session: AsyncSession, marks: Sequence[bytes]) -> None:
    """Have whoever these marks find follow their questions no more."""
    await run(session, delete(QUESTIONS).where(QUESTIONS.c.mark.in_(marks)))


async def forget_question(session: AsyncSession, question_id: int) -> None:
    """Have nobody follow a question any more."""
    await run(session, delete(QUESTIONS).where(QUESTIONS.c.question_id == question_id))
    theirs = and_(FOLLOWS.c.target == FollowTarget.QUESTION, FOLLOWS.c.target_id == question_id)
    await run(session, delete(FOLLOWS).where(theirs))


async def question_followers(
    session: AsyncSession, question_id: int, *, after: bytes, limit: int
) -> list[tuple[bytes, bytes]]:
    """Return mark and sealed bytes of the next of a question's followers, in the marks' order."""
    wanted = (
        select(QUESTIONS.c.mark, QUESTIONS.c.sealed)
        .where(QUESTIONS.c.question_id == question_id, QUESTIONS.c.mark > after)
        .order_by(QUESTIONS.c.mark)
        .limit(limit)
    )
    return [(row.mark, row.sealed) for row in await run(session, wanted)]


async def count_question_followers(session: AsyncSession, question_id: int) -> int:
    """Count those who follow a question."""
    wanted = select(func.count()).where(QUESTIONS.c.question_id == question_id)
    return int((await run(session, wanted)).scalar_one())


async def add_follow(
    session: AsyncSession, member_id: int, target: FollowTarget, target_id: int, now: datetime
) -> bool:
    """Have a member follow something; tell whether they did not yet."""
    row = {"member_id": member_id, "target": target, "target_id": target_id, "created_at": now}
    made = upsert(FOLLOWS).values(row).on_conflict_do_nothing()
    return bool((await run(session, made)).rowcount)


async def get_follow(session: AsyncSession, follow_id: int) -> Follow | None:
    """Return one follow."""
    wanted = select_rows(Follow).where(col(Follow.id) == follow_id)
    return (await session.exec(wanted)).first()


async def follows_by(session: AsyncSession, member_ids: Collection[int]) -> list[Follow]:
    """Return what members follow, the oldest first."""
    wanted = select_rows(Follow).where(col(Follow.member_id).in_(list(member_ids)))
    return list((await session.exec(wanted.order_by(col(Follow.id)))).all())


async def delete_follow(session: AsyncSession, follow_id: int) -> None:
    """Have a member follow something no more."""
    await run(session, delete(FOLLOWS).where(FOLLOWS.c.id == follow_id))


async def unfollow_question(session: AsyncSession, member_id: int, question_id: int) -> None:
    """Take back a follow of a question that came from the website."""
    theirs = (FOLLOWS.c.member_id == member_id, FOLLOWS.c.target_id == question_id)
    await run(session, delete(FOLLOWS).where(FOLLOWS.c.target == FollowTarget.QUESTION, *theirs))


async def set_by_dm(session: AsyncSession, follow_ids: Collection[int], *, by_dm: bool) -> None:
    """Note whether a member wants a DM about each post that these follows are about."""
    changed = update(FOLLOWS).where(FOLLOWS.c.id.in_(list(follow_ids)))
    await run(session, changed.values(by_dm=by_dm))


async def matching(session: AsyncSession, member_id: int, targets: Targets) -> list[Follow]:
    """Return which follows of a member a post belongs to."""
    if not targets:
        return []
    wanted = select_rows(Follow).where(col(Follow.member_id) == member_id, _one_of(targets))
    return list((await session.exec(wanted.order_by(col(Follow.id)))).all())


async def followers(
    session: AsyncSession, targets: Targets, *, but: Collection[int], after: int, limit: int
) -> list[Follower]:
    """Return the next members after one who follow any of these, each once, by number.

    Left out are those in `but`, and whoever is not in Discord.
    """
    if not targets:
        return []
    wanted = _following(targets, but).where(FOLLOWS.c.member_id > after)
    found = await run(session, wanted.order_by(FOLLOWS.c.member_id).limit(limit))
    return [Follower(row[0], int(row[1]), bool(row[2])) for row in found]


async def count_followers(
    session: AsyncSession, targets: Targets, *, but: Collection[int], limit: int
) -> int:
    """Count the members who follow any of these, up to a limit."""
    return len(await followers(session, targets, but=but, after=0, limit=limit))


async def move_follows(session: AsyncSession, category_id: int, to_id: int | None) -> None:
    """Have whoever follows a category follow another one instead, or none."""
    theirs = and_(FOLLOWS.c.target == FollowTarget.CATEGORY, FOLLOWS.c.target_id == category_id)
    if to_id is not None:
        others = select(FOLLOWS.c.member_id).where(
            FOLLOWS.c.target == FollowTarget.CATEGORY, FOLLOWS.c.target_id == to_id
        )
        moved = update(FOLLOWS).where(theirs, FOLLOWS.c.member_id.not_in(others))
        await run(session, moved.values(target_id=to_id))
    await run(session, delete(FOLLOWS).where(theirs))


async def insert_notifications(session: AsyncSession, rows: Sequence[dict[str, object]]) -> None:
    """Add many notifications whose numbers nobody needs; each row has the same keys."""
    await many(session, NOTIFICATIONS.insert(), rows)


async def insert_followed(
    session: AsyncSession, post_id: int, rows: Mapping[int, dict[str, object]]
) -> dict[int, int]:
    """Add what followers are told of a post, a row a recipient; return its number for each."""
    if not rows:
        return {}
    await insert_notifications(session, list(rows.values()))
    made = select(NOTIFICATIONS.c.recipient_id, func.max(NOTIFICATIONS.c.id)).where(
        NOTIFICATIONS.c.post_id == post_id,
        NOTIFICATIONS.c.kind == NotificationKind.FOLLOWED,
        NOTIFICATIONS.c.recipient_id.in_(any_of(list(rows))),
    )
    found = await run(session, made.group_by(NOTIFICATIONS.c.recipient_id))
    return {int(recipient): int(number) for recipient, number in found}


def _following(targets: Targets, but: Collection[int]) -> Select[tuple[int, str, bool]]:
    return (
        select(FOLLOWS.c.member_id, IDENTITIES.c.external_id, func.max(FOLLOWS.c.by_dm))
        .join(IDENTITIES, IDENTITIES.c.member_id == FOLLOWS.c.member_id)
        .where(
            IDENTITIES.c.source == IdentitySource.DISCORD,
            FOLLOWS.c.member_id.not_in(any_of([*but])),
            _one_of(targets),
        )
        .group_by(FOLLOWS.c.member_id)
    )


def _one_of(targets: Targets) -> ColumnElement[bool]:
    by_target: dict[FollowTarget, list[int]] = {}
    for target, target_id in targets:
        by_target.setdefault(target, []).append(target_id)
    return or_(
        *(
            and_(FOLLOWS.c.target == target, FOLLOWS.c.target_id.in_(ids))
            for target, ids in by_target.items()
        )
    )
