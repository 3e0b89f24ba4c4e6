"""Telling followers of a post that became visible: in bounded parts, each a transaction.

Nobody is left out because they wrote the post anonymously: the missing row would say so. Whoever
reads what they were told doesn't see it (`bot.forum.notices`), and gets no DM.
"""

import contextlib
from collections.abc import Collection, Sequence
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.forum.anonymous.follows import QuestionFollower, opened_follow
from bot.forum.anonymous.notices import BY_DM, TOLD
from bot.forum.anonymous.preferences import preferences_of_many
from bot.forum.identity import WrongKey, sealer_of
from bot.forum.mail import MOST_DMS, send_all_by_name, tell_many_sealed
from bot.forum.topics import Topic, Way
from data.categories import categories_of
from data.deliveries import enqueue, in_lanes, set_payload
from data.follows import (
    Follower,
    count_followers,
    count_question_followers,
    followers,
    insert_followed,
    insert_notifications,
    question_follow,
    question_followers,
)
from data.links import link_of
from data.members import discord_ids_of
from data.notices import recipients_of
from data.posts import get_post
from data.tables import (
    Delivery,
    DeliveryKind,
    DeliveryState,
    FollowTarget,
    NotificationKind,
    Post,
    PostKind,
    PostState,
)
from data.tags import tag_ids_of

# Few enough that nobody else who writes waits for long.
SEALED_AT_ONCE = 100
NAMED_AT_ONCE = 500
# With a DM for each there is more to write.
BY_DM_AT_ONCE = 50
MARK_BYTES = 32
# So many bytes of a mark fit into a number that JSON holds exactly.
PREFIX_BYTES = 6


async def tell_followers(session: AsyncSession, forum_id: int, post_id: int, now: datetime) -> None:
    """Have everybody told who follows what a post belongs to.

    In the transaction that writes down where a new post stands, so once for each: a delivery that
    publishes one and `tells` does it (`bot.publishing.followers`).
    """
    post = await get_post(session, post_id)
    many = int(post is not None and await is_crowd(session, post))
    await enqueue(
        session,
        DeliveryKind.TELL_FOLLOWERS,
        lane=lane_of(post_id),
        now=now,
        forum_id=forum_id,
        payload={"post": post_id, "many": many},
    )


def lane_of(post_id: int) -> str:
    """Return the lane in which followers of a post are told."""
    return f"followers:{post_id}"


async def is_still_to_be_told(session: AsyncSession, post: Post, user_id: int) -> bool:
    """Tell whether a DM is still to be made of a post for who follows its question."""
    marks = sealer_of(session).marks("follow", post.root_id, user_id)
    found = await question_follow(session, marks)
    for delivery in await in_lanes(session, [lane_of(post.number)]):
        state = delivery.payload
        if delivery.state is DeliveryState.FAILED or state.get("many") or "named_after" in state:
            continue
        if found is not None and int.from_bytes(found[0][:PREFIX_BYTES]) > state.get("after", -1):
            return True
    return False


async def is_still_to_be_named(session: AsyncSession, post: Post, member_id: int) -> bool:
    """Tell whether a row by name, with its DM, may still be made of a post for a member."""
    if await link_of(session, post.number) is None:
        return True  # whoever follows is told once it is published
    for delivery in await in_lanes(session, [lane_of(post.number)]):
        state = delivery.payload
        if delivery.state is not DeliveryState.FAILED and not state.get("many"):
            return member_id > state.get("named_after", 0) >= 0
    return False


async def tell_part(session: AsyncSession, delivery: Delivery, now: datetime) -> bool:
    """Tell the next part of a post's followers; return whether everybody is told.

    How far it came is written into the delivery in the same transaction.
    """
    post = await get_post(session, delivery.payload["post"])
    question = None if post is None else await get_post(session, post.root_id)
    if post is None or question is None or post.state is not PostState.VISIBLE:
        return True
    # What appears beneath a hidden question waits in inboxes, without its text, until it is shown.
    if question.state is PostState.DELETED:
        return True
    but, targets = await _told_otherwise(session, post), await targets_of(session, post)
    state = dict(delivery.payload)
    if "many" not in state:
        state["many"] = int(await is_crowd(session, post))
    if "named_after" not in state:
        await _tell_sealed_part(session, post, state, now)
    else:
        await _tell_named_part(session, post, targets, but, state, now)
    delivery.payload = state
    await set_payload(session, delivery.id or 0, state)
    return state.get("named_after") == -1


async def targets_of(session: AsyncSession, post: Post) -> set[tuple[FollowTarget, int]]:
    """Return what a post belongs to that members follow: its author only when they are named.

    A new question is told to who follows its category, or one above it, and its tags; what is
    written beneath it to who follows the question.
    """
    found = set()
    if post.author_id is not None:
        found.add((FollowTarget.MEMBER, post.author_id))
    if post.kind is not PostKind.QUESTION:
        return found | {(FollowTarget.QUESTION, post.root_id)}
    found |= {(FollowTarget.TAG, tag_id) for tag_id in await tag_ids_of(session, post.number)}
    parents = {each.id: each.parent_id for each in await categories_of(session, post.forum_id)}
    category_id = post.category_id
    while category_id is not None:
        found.add((FollowTarget.CATEGORY, category_id))
        category_id = parents.get(category_id)
    return found


async def is_crowd(session: AsyncSession, post: Post) -> bool:
    """Tell whether a post has more followers to be told than get a DM of it."""
    but, targets = await _told_otherwise(session, post), await targets_of(session, post)
    count = await count_followers(session, targets, but=but, limit=MOST_DMS + 1)
    if post.kind is not PostKind.QUESTION:
        count += await count_question_followers(session, post.root_id)
    return count > MOST_DMS


async def _told_otherwise(session: AsyncSession, post: Post) -> list[int]:
    """Return the members who wrote a post by name, or are told of it so for another reason."""
    told = {post.author_id, *await recipients_of(session, post.number)}
    return [each for each in told if each is not None]


async def _tell_sealed_part(
    session: AsyncSession, post: Post, state: dict[str, int], now: datetime
) -> None:
    """Tell the next of those who follow a post's question; of a new question there are none."""
    rows: list[tuple[bytes, bytes]] = []
    most = SEALED_AT_ONCE if state["many"] else BY_DM_AT_ONCE
    if post.kind is not PostKind.QUESTION:
        prefix = state.get("after", 0).to_bytes(PREFIX_BYTES)
        fill = b"\xff" if "after" in state else b"\0"
        after = prefix + fill * (MARK_BYTES - PREFIX_BYTES)
        rows = await question_followers(session, post.root_id, after=after, limit=most)
    # Whoever acted by name: that can be seen anyway. Who is told by name for another reason gets a
    # row, too: that they get a DM by their name for following would show that they do.
    authors = [post.author_id] if post.author_id is not None else []
    named = set((await discord_ids_of(session, authors)).values())
    told = [
        {
            "user": each.user_id,
            "post": post.number,
            "question": post.root_id,
            "follows": 1,
            BY_DM: int(each.by_dm and not state["many"]),
        }
        for each in _opened(session, rows)
        if each.user_id not in named
    ]
    await tell_many_sealed(
        session,
        NotificationKind.FOLLOWED,
        purpose=TOLD,
        told=[(each, bool(each[BY_DM])) for each in told],
        forum_id=post.forum_id,
        now=now,
    )
    if rows:
        state["after"] = int.from_bytes(rows[-1][0][:PREFIX_BYTES])
    if len(rows) < most:
        state["named_after"] = 0


def _opened(session: AsyncSession, rows: Sequence[tuple[bytes, bytes]]) -> list[QuestionFollower]:
    """Open who follows a question; one row that is damaged keeps nobody else from being told."""
    found = []
    for mark, sealed in rows:
        with contextlib.suppress(WrongKey):
            found.append(opened_follow(session, mark, sealed))
    return found


async def _tell_named_part(
    session: AsyncSession,
    post: Post,
    targets: set[tuple[FollowTarget, int]],
    but: Collection[int],
    state: dict[str, int],
    now: datetime,
) -> None:
    # Of an anonymous post the author's own DM would be the one that goes without being sent.
    is_by_dm = post.author_id is not None and not state["many"]
    most = BY_DM_AT_ONCE if is_by_dm else NAMED_AT_ONCE
    found = await followers(session, targets, but=but, after=state["named_after"], limit=most)
    always = await _always_by_dm(session, post, found) if is_by_dm else set()
    by_dm = {each for each in found if is_by_dm and each.by_dm} | always
    others = [each for each in found if each not in by_dm]
    await insert_notifications(session, [_row(post, each, now) for each in others])
    told = sorted(by_dm)
    told_of = {each.member_id: _row(post, each, now) for each in told}
    made = await insert_followed(session, post.number, told_of)
    numbers = {each.discord_id: made[each.member_id] for each in told}
    await send_all_by_name(session, forum_id=post.forum_id, numbers=numbers, now=now)
    is_last = len(found) < most
    state["named_after"] = -1 if is_last else found[-1].member_id


async def _always_by_dm(
    session: AsyncSession, post: Post, found: Collection[Follower]
) -> set[Follower]:
    """Return those who chose DMs about all that they follow."""
    chosen = await preferences_of_many(session, [each.discord_id for each in found])
    ways = {each: chosen[each.discord_id].way(Topic.FOLLOWED, post.forum_id) for each in found}
    return {each for each, way in ways.items() if way is Way.DM}


def _row(post: Post, follower: Follower, now: datetime) -> dict[str, object]:
    return {
        "forum_id": post.forum_id,
        "recipient_id": follower.member_id,
        "kind": NotificationKind.FOLLOWED,
        "post_id": post.number,
        "actor_id": post.author_id,
        "created_at": now,
    }
