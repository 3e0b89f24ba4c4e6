"""Commenting on questions and answers: a row, a message in the thread, and news for whom it is."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.forum import policy
from bot.forum.anonymous.posts import refuse_slip
from bot.forum.anonymous.taken import beside_taken
from bot.forum.characters import clean
from bot.forum.errors import NotFound
from bot.forum.posting import post
from bot.forum.repeats import Text
from bot.forum.summaries import Actor, Commented, Guise, Posted
from data.database import Database
from data.drafts import delete_draft
from data.forums import get_forum
from data.posts import get_post
from data.tables import Post, PostKind, PostState


async def comment(
    database: Database,
    *,
    forum_id: int,
    post_id: int,
    actor: Actor,
    body: str,
    now: datetime,
    guise: Guise | None = None,
    is_sure: bool = False,
    notify: bool = False,
    draft_id: int | None = None,
) -> Posted:
    """Comment on a question or an answer, by name or anonymously; closed ones take comments, too.

    A comment on a comment is one on the same post (Question2Answer's comments are flat). `is_sure`
    as in `answer`. Raises `Invalid`, `NotFound`, `PostGone`, `AlreadyPosted`, `HourlyLimit`,
    `Blocked`, `AnonymousHere`, `AnonymityOff`, `NameTaken`.
    """
    body = clean(body)
    policy.check_comment(body)
    guise = await beside_taken(database, forum_id, guise)
    async with database.write() as session:
        forum = await get_forum(session, forum_id)
        question, on = await _commented(session, forum_id, post_id)
        if guise is None and not is_sure:
            await refuse_slip(session, question.number, actor.discord_id)
        made = await post(
            session,
            forum,
            actor,
            Text(body, question_id=question.number, commented_id=on.number),
            guise,
            question=question,
            category_id=question.category_id,
            notify=notify,
            now=now,
        )
        if draft_id is not None:
            await delete_draft(session, draft_id)
    return made


async def commentable(database: Database, *, forum_id: int, post_id: int) -> Commented:
    """Return the post that a comment would be on. Raises `NotFound`, `PostGone`."""
    async with database.read() as session:
        question, on = await _commented(session, forum_id, post_id)
    return Commented(on.number, on.kind, question.number, question.title or "")


async def _commented(session: AsyncSession, forum_id: int, post_id: int) -> tuple[Post, Post]:
    """Return the question and the post that takes the comment, when both are shown."""
    on = await get_post(session, post_id)
    if on is not None and on.kind is PostKind.COMMENT:
        on = await get_post(session, on.parent_id or on.root_id)
    if on is None or on.forum_id != forum_id or on.state is PostState.QUEUED:
        raise NotFound
    question = await get_post(session, on.root_id)
    if question is None or not policy.is_shown(on, question):
        raise policy.gone(on, question)
    return question, on
