"""Answering: an answer becomes a row, a message in the thread, and news for the asker."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.forum import policy
from bot.forum.anonymous.posts import refuse_slip
from bot.forum.anonymous.taken import beside_taken
from bot.forum.characters import clean
from bot.forum.closed_errors import (
    ClosedAsDuplicate,
    ClosedAsDuplicateOfNone,
    ClosedBecause,
    QuestionClosed,
)
from bot.forum.errors import NotFound
from bot.forum.places import number_linked
from bot.forum.posting import post
from bot.forum.relations import original_of
from bot.forum.repeats import Text, refuse_another, refuse_answered
from bot.forum.summaries import Actor, Guise, Posted
from data.database import Database
from data.drafts import delete_draft
from data.forums import get_forum
from data.posts import get_post
from data.tables import Forum, Post, PostKind, PostState


async def answer(
    database: Database,
    *,
    forum_id: int,
    question_id: int,
    actor: Actor,
    body: str,
    now: datetime,
    guise: Guise | None = None,
    is_sure: bool = False,
    is_message: bool = False,
    notify: bool = False,
    is_spoiler: bool = False,
    draft_id: int | None = None,
) -> Posted:
    """Post an answer by name, or anonymously in a guise; one's own question may be answered too.

    `is_sure`: they want to answer by name although they are anonymous in the question.
    `is_message`: the text is that of a message of theirs.
    Raises `Invalid`, `NotFound`, `PostGone`, `QuestionClosed`, `AlreadyPosted`, `AnsweredAlready`,
    `OneAnswerEach`, `HourlyLimit`, `Blocked`, `AnonymousHere`, `AnonymityOff`, `NameTaken`.
    """
    body = clean(body)
    policy.check_answer(body, is_message=is_message)
    guise = await beside_taken(database, forum_id, guise)
    async with database.write() as session:
        forum = await get_forum(session, forum_id)
        question = await open_question(session, forum, await get_post(session, question_id))
        await refuse_another(session, forum, question_id, actor.discord_id)
        if guise is None and not is_sure:
            await refuse_slip(session, question_id, actor.discord_id)
        text = Text(body, question_id=question_id)
        await refuse_answered(session, forum, text, actor.discord_id)
        made = await post(
            session,
            forum,
            actor,
            text,
            guise,
            question=question,
            category_id=question.category_id,
            notify=notify,
            is_spoiler=is_spoiler,
            now=now,
        )
        if draft_id is not None:
            await delete_draft(session, draft_id)
    return made


async def open_question(session: AsyncSession, forum: Forum, found: Post | None) -> Post:
    """Return the question if it takes answers. Raises `NotFound`, `PostGone`, `QuestionClosed`."""
    if found is None or found.forum_id != forum.id or found.kind is not PostKind.QUESTION:
        raise NotFound
    if found.state is not PostState.VISIBLE:
        raise policy.gone(found)
    if found.closed_at is not None:
        raise await _closed(session, forum, found)
    return found


async def _closed(session: AsyncSession, forum: Forum, question: Post) -> QuestionClosed:
    original = await original_of(session, forum, question)
    if original is not None and original.title:
        return ClosedAsDuplicate(original=await number_linked(session, forum, original.post_id))
    if question.close_reason and question.close_reason != policy.LOCKED:
        return ClosedBecause(reason=question.close_reason)
    if question.duplicate_of is not None:
        return ClosedAsDuplicateOfNone()
    return QuestionClosed()
