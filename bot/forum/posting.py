"""Posting by name: a row, its author's credit, and what makes it appear; or in a guise."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.forum import hotness, points
from bot.forum.anonymous.posts import post_anonymously
from bot.forum.anonymous.reveals import publish, publish_answer, publish_comment
from bot.forum.blocks import refuse_blocked
from bot.forum.notifications import welcome
from bot.forum.people import credit, member_of
from bot.forum.repeats import Text, refuse_repeats
from bot.forum.summaries import Actor, Guise, Posted
from data.accounts import note_dms_wanted
from data.posts import insert_post
from data.tables import Forum, Post, PostKind


async def post(
    session: AsyncSession,
    forum: Forum,
    actor: Actor,
    text: Text,
    guise: Guise | None,
    *,
    now: datetime,
    question: Post | None = None,
    category_id: int | None = None,
    thread_id: int | None = None,
    notify: bool = False,
    is_spoiler: bool = False,
) -> Posted:
    """Post a question, or what stands beneath `question`, by name or in a guise.

    Raises `Blocked`, `AlreadyPosted`, `HourlyLimit`; in a guise `AnonymityOff`, `NameTaken`.
    """
    if guise is not None:
        return await post_anonymously(
            session,
            forum,
            actor,
            text,
            guise,
            category_id=category_id,
            notify=notify,
            is_spoiler=is_spoiler,
            now=now,
        )
    forum_id, user_id = forum.id or 0, actor.discord_id
    await refuse_blocked(session, forum_id, user_id, now, is_anonymous=False)
    member_id = await member_of(session, forum, actor, now)
    await refuse_repeats(session, forum, text, member_id=member_id, user_id=user_id, now=now)
    post_id = await insert_post(
        session,
        forum_id=forum_id,
        kind=text.kind,
        question_id=text.question_id,
        parent_id=text.parent_id,
        category_id=category_id,
        author_id=member_id,
        hotness=hotness.of_new(now) if question is None else 0,
        title=text.title,
        body=text.body,
        is_spoiler=is_spoiler,
        notify=notify,
        created_at=now,
    )
    await welcome(session, member_id, post_id, now)
    if notify:
        await note_dms_wanted(session, user_id)
    await credit(session, forum, {member_id: {points.column(text.kind, "posts"): 1}}, now)
    if question is None:
        made = publish(session, forum_id, post_id, None, now, thread_id=thread_id, is_new=True)
    elif text.kind is PostKind.ANSWER:
        made = publish_answer(session, question, post_id, now, author_id=member_id)
    else:
        made = publish_comment(session, question, post_id, now)
    return Posted(post_id, await made)
