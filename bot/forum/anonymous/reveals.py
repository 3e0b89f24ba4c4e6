"""Showing an anonymous post, once its random while is over: from then on it is like any other."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.forum import hotness
from bot.forum.deliveries import refresh_card, thread_lane
from bot.forum.errors import NotFound
from bot.forum.notifications import tell_of_answer, tell_of_comment
from bot.forum.people import recount
from data.deliveries import enqueue
from data.forums import get_forum
from data.links import link_of
from data.posts import add_answers, get_post, update_post
from data.tables import DeliveryKind, Post, PostKind, PostOrigin, PostState


async def reveal(session: AsyncSession, post_id: int, now: datetime) -> None:
    """Make a post visible and due to be published; harmless when it is visible or gone."""
    post = await get_post(session, post_id)
    if post is None or post.state is not PostState.QUEUED:
        return
    # When it was written is nobody's business either.
    await update_post(session, post_id, state=PostState.VISIBLE, created_at=now)
    if post.author_id is not None:
        # Its author put their name to it meanwhile: only what is visible earns points.
        await recount(session, await get_forum(session, post.forum_id), [post.author_id], now)
    if post.kind is PostKind.QUESTION:
        await hotness.refresh(session, [post_id])
        await publish(session, post.forum_id, post_id, None, now, is_new=True)
        return
    question = await get_post(session, post.root_id)
    if question is None:
        return
    if post.kind is PostKind.COMMENT:
        await publish_comment(session, question, post_id, now)
    else:
        await publish_answer(session, question, post_id, now, author_mark=post.author_mark)


async def publish_answer(
    session: AsyncSession,
    question: Post,
    answer_id: int,
    now: datetime,
    *,
    author_id: int | None = None,
    author_mark: bytes | None = None,
) -> int:
    """Count an answer, have it published, and tell the asker; return the publishing delivery."""
    heat = hotness.with_answer(question, now)
    await publish_unseen(session, question, now)
    await add_answers(session, question.number, 1, hotness=heat)
    delivery_id = await publish(
        session, question.forum_id, answer_id, question.number, now, is_new=True
    )
    await refresh_card(session, question, now)
    await tell_of_answer(
        session, question, answer_id, now, author_id=author_id, author_mark=author_mark
    )
    return delivery_id


async def publish_comment(
    session: AsyncSession, question: Post, comment_id: int, now: datetime
) -> int:
    """Have a comment published, and tell whom it is for; return the publishing delivery.

    What it is on stands in the thread before it, and shows in its card that there is a comment.
    """
    comment = await get_post(session, comment_id)
    if comment is None:
        raise NotFound
    parent = await get_post(session, comment.parent_id or question.number) or question
    await publish_unseen(session, question, now)
    if parent.number != question.number:
        await publish_unseen(session, parent, now)
    delivery_id = await publish(
        session,
        question.forum_id,
        comment_id,
        question.number,
        now,
        kind=PostKind.COMMENT,
        is_new=True,
    )
    await refresh_card(session, parent, now)
    await tell_of_comment(session, parent, comment, now)
    return delivery_id


async def publish_unseen(session: AsyncSession, post: Post, now: datetime) -> None:
    """Have a post from the website published that has no message yet: somebody writes on it.

    In its lane that comes before what is said about it. Once it is there, a second time does
    nothing.
    """
    is_unseen = post.origin is PostOrigin.WEBSITE and post.state is PostState.VISIBLE
    if is_unseen and await link_of(session, post.number) is None:
        await publish(session, post.forum_id, post.number, post.question_id, now)


async def publish(
    session: AsyncSession,
    forum_id: int,
    post_id: int,
    question_id: int | None,
    now: datetime,
    *,
    kind: PostKind = PostKind.ANSWER,
    thread_id: int | None = None,
    is_new: bool = False,
) -> int:
    """Have a post published, a question perhaps into a thread that is there; return the delivery.

    `question_id` is None for a question itself; `kind` says what stands beneath one. Once a new
    post is published, its followers are told of it.
    """
    beneath = DeliveryKind.PUBLISH_ANSWER
    if kind is PostKind.COMMENT:
        beneath = DeliveryKind.PUBLISH_COMMENT
    return await enqueue(
        session,
        DeliveryKind.PUBLISH_QUESTION if question_id is None else beneath,
        lane=thread_lane(question_id or post_id),
        now=now,
        forum_id=forum_id,
        payload={"post": post_id}
        | ({"thread": thread_id} if thread_id else {})
        | ({"tells": 1} if is_new else {}),
    )
