"""Which deliveries a change makes necessary, and in which lane they keep their order."""

from datetime import datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from data.claiming import hasten
from data.deliveries import enqueue, enqueue_once
from data.tables import DeliveryKind, Post, PostKind

# Discord limits edits of messages older than an hour (30046), so votes wait longer on those.
YOUNG_CARD = timedelta(hours=1)
YOUNG_DELAY = timedelta(seconds=2)
OLD_DELAY = timedelta(seconds=60)


def thread_lane(question_id: int) -> str:
    """Return the lane of what happens in a question's thread."""
    return f"question:{question_id}"


async def refresh_card(
    session: AsyncSession, post: Post, now: datetime, *, after_vote: bool = False
) -> None:
    """Have a post's card drawn anew: at once, or after a vote within the score's delay."""
    due_at = now
    if after_vote:
        due_at += YOUNG_DELAY if now - post.created_at < YOUNG_CARD else OLD_DELAY
    await _once(session, DeliveryKind.REFRESH_CARD, post, now, f"card:{post.number}", due_at=due_at)


async def take_off_card(session: AsyncSession, post: Post, now: datetime) -> None:
    """Have a card drawn without what it showed, also where that wakes an archived thread."""
    lane, key = f"card:{post.number}", f"unname:{post.number}"
    await hasten(session, lane, now)
    await _once(session, DeliveryKind.REFRESH_CARD, post, now, lane, key=key, wakes=1)


async def show_at_once(session: AsyncSession, post: Post, now: datetime) -> None:
    """Have a card drawn where that wakes an archived thread, which then stays open."""
    lane, key = f"card:{post.number}", f"open:{post.number}"
    await hasten(session, lane, now)
    await _once(session, DeliveryKind.REFRESH_CARD, post, now, lane, key=key, opens=1)


async def redraw_messages(session: AsyncSession, post: Post, now: datetime) -> None:
    """Have DMs say what is there of a post that was hidden, deleted, shown again or edited."""
    await _once(session, DeliveryKind.REDRAW_MESSAGES, post, now, f"dms:{post.number}")


async def seed_reactions(session: AsyncSession, post: Post, now: datetime) -> None:
    """Have the bot's own 👍 and 👎 put under a new post; comments are not voted on."""
    if post.kind is not PostKind.COMMENT:
        await correct_seeds(session, post, now)


async def correct_seeds(session: AsyncSession, post: Post, now: datetime) -> None:
    """Have the bot's own 👍 and 👎 put under a post where they lack, and taken off a comment."""
    await _once(session, DeliveryKind.SEED_REACTIONS, post, now, f"seed:{post.number}")


async def arrange_thread(
    session: AsyncSession, question: Post, now: datetime, *, wait: timedelta | None = None
) -> None:
    """Have a question's thread show its state: tags, and the name and archive of a hidden one.

    One that has to wait does so in a lane of its own, so that answers don't wait with it.
    """
    key = f"arrange:{question.number}"
    lane = thread_lane(question.number) if wait is None else key
    due_at = None if wait is None else now + wait
    await _once(session, DeliveryKind.ARRANGE_THREAD, question, now, lane, key=key, due_at=due_at)


async def show_category(
    session: AsyncSession, question: Post, now: datetime, *, wait: timedelta
) -> None:
    """Have a question's card and tags follow its category; an archived thread is not woken."""
    for kind, lane in (
        (DeliveryKind.REFRESH_CARD, f"card:{question.number}"),
        (DeliveryKind.ARRANGE_THREAD, f"category:{question.number}"),
    ):
        await _once(session, kind, question, now, lane, due_at=now + wait, only_open=1)


async def remove_message(session: AsyncSession, post: Post, now: datetime) -> None:
    """Have the message of a deleted post taken away, or its thread when nobody else wrote there."""
    await enqueue(
        session,
        DeliveryKind.REMOVE_MESSAGE,
        lane=thread_lane(post.root_id),
        now=now,
        forum_id=post.forum_id,
        payload={"post": post.number},
    )


async def mirror_categories(
    session: AsyncSession, forum_id: int, now: datetime, *, drop_tag_id: int | None = None
) -> None:
    """Have a forum channel's tags follow the categories; `drop_tag_id` is a removed one's tag."""
    lane = f"forum:{forum_id}"
    if drop_tag_id is not None:
        await enqueue(
            session,
            DeliveryKind.MIRROR_CATEGORIES,
            lane=lane,
            now=now,
            forum_id=forum_id,
            payload={"forum": forum_id, "drop": drop_tag_id},
        )
        return
    await enqueue_once(
        session,
        DeliveryKind.MIRROR_CATEGORIES,
        lane=lane,
        key=f"mirror:{forum_id}",
        now=now,
        forum_id=forum_id,
        payload={"forum": forum_id},
    )


async def make_room(
    session: AsyncSession, forum_id: int, now: datetime, *, is_full: bool = False
) -> None:
    """Have the longest-quiet threads of a forum archived: a server has room for 1,000 open ones.

    `is_full`: Discord has refused one, however many the bot sees. That waits for no other try.
    """
    lane = f"{'full' if is_full else 'room'}:{forum_id}"
    await enqueue_once(
        session,
        DeliveryKind.MAKE_ROOM,
        lane=lane,
        key=lane,
        now=now,
        forum_id=forum_id,
        payload={"forum": forum_id, "full": int(is_full)},
    )


async def offer_question(
    session: AsyncSession, forum_id: int, thread_id: int, now: datetime
) -> None:
    """Have a post made with New Post offered to become a question."""
    await enqueue(
        session,
        DeliveryKind.OFFER_QUESTION,
        lane=f"thread:{thread_id}",
        now=now,
        forum_id=forum_id,
        payload={"thread": thread_id},
    )


async def _once(
    session: AsyncSession,
    kind: DeliveryKind,
    post: Post,
    now: datetime,
    lane: str,
    *,
    key: str | None = None,
    due_at: datetime | None = None,
    **told: int,
) -> None:
    """Write down what a post needs, unless that waits already; `told` to its handler besides."""
    await enqueue_once(
        session,
        kind,
        lane=lane,
        key=key or lane,
        now=now,
        due_at=due_at,
        forum_id=post.forum_id,
        payload={"post": post.number} | told,
    )
