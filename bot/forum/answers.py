"""Answering: an answer becomes a row, a message in the thread, and news for the asker."""

from datetime import datetime

from bot.forum import policy
from bot.forum.deliveries import refresh_card, thread_lane
from bot.forum.errors import NotFound, PostGone, QuestionClosed
from bot.forum.notifications import tell_of_answer
from bot.forum.people import credit, member_of
from bot.forum.questions import refuse_repeats
from bot.forum.summaries import Actor, Posted
from data.database import Database
from data.deliveries import enqueue
from data.forums import get_forum
from data.notices import delete_draft
from data.posts import add_answers, get_post, insert_post
from data.tables import DeliveryKind, Post, PostKind, PostState


async def answer(
    database: Database,
    *,
    forum_id: int,
    question_id: int,
    actor: Actor,
    body: str,
    now: datetime,
    notify: bool = False,
    is_spoiler: bool = False,
    draft_id: int | None = None,
) -> Posted:
    """Post an answer; one's own question may be answered too.

    Raises `Invalid`, `NotFound`, `PostGone`, `QuestionClosed`, `AlreadyPosted`, `HourlyLimit`.
    """
    body = policy.clean(body)
    policy.check_answer(body)
    async with database.write() as session:
        forum = await get_forum(session, forum_id)
        question = open_question(await get_post(session, question_id), forum_id)
        member_id = await member_of(session, forum, actor, now)
        await refuse_repeats(session, forum, member_id, body=body, question_id=question_id, now=now)
        post_id = await insert_post(
            session,
            forum_id=forum_id,
            kind=PostKind.ANSWER,
            question_id=question_id,
            parent_id=question_id,
            category_id=question.category_id,
            author_id=member_id,
            body=body,
            is_spoiler=is_spoiler,
            notify=notify,
            created_at=now,
        )
        await add_answers(session, question_id, 1)
        await credit(session, forum, {member_id: {"aposts": 1}})
        delivery_id = await enqueue(
            session,
            DeliveryKind.PUBLISH_ANSWER,
            lane=thread_lane(question_id),
            now=now,
            forum_id=forum_id,
            payload={"post": post_id},
        )
        await refresh_card(session, question, now)
        await tell_of_answer(session, question, answer_id=post_id, actor_id=member_id, now=now)
        if draft_id is not None:
            await delete_draft(session, draft_id)
    return Posted(post_id, delivery_id)


def open_question(post: Post | None, forum_id: int) -> Post:
    """Return the question if it takes answers. Raises `NotFound`, `PostGone`, `QuestionClosed`."""
    if post is None or post.forum_id != forum_id or post.kind is not PostKind.QUESTION:
        raise NotFound
    if post.state is not PostState.VISIBLE:
        raise PostGone
    if post.closed_at is not None:
        raise QuestionClosed
    return post
