"""Turning an answer into a comment on its question, as Question2Answer does (its rules, 2.4)."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.catalogue import N_
from bot.forum import hotness, policy
from bot.forum.anonymous.authors import wrote
from bot.forum.beside import show_origin_anew
from bot.forum.best_answers import deselect
from bot.forum.controls import log_change
from bot.forum.deliveries import correct_seeds, refresh_card
from bot.forum.errors import ForumError, NotYours
from bot.forum.notifications import tell_of_moderation
from bot.forum.people import recount, unnamed_member
from bot.forum.reaching import existing
from bot.forum.summaries import Actor
from data.comments import comments_on, put_comments_on
from data.database import Database
from data.forums import get_forum
from data.members import member_of_discord
from data.posts import add_answers, get_post, update_post
from data.tables import NotificationKind, Post, PostKind, PostState
from data.votes import votes_on

CONVERT = "convert"


class OnlyAnswers(ForumError):
    """A question, or what is a comment already, was to become a comment."""

    message = N_("Only an answer can be turned into a comment.")


async def check_convertible(
    database: Database, *, forum_id: int, post_id: int, actor: Actor
) -> None:
    """Refuse whoever may not turn a post into a comment.

    Raises `NotFound`, `PostGone`, `OnlyAnswers`, `NotYours`.
    """
    async with database.read() as session:
        await _convertible(session, forum_id, post_id, actor)


async def turn_into_comment(
    database: Database, *, forum_id: int, post_id: int, actor: Actor, now: datetime
) -> None:
    """Turn an answer into a comment on its question; the comments on it become the question's.

    The votes on it are kept and count as on a comment. Chosen as the best, it is so no more.
    Raises `NotFound`, `PostGone`, `OnlyAnswers`, `NotYours`.
    """
    async with database.write() as session:
        answer, question = await _convertible(session, forum_id, post_id, actor)
        forum = await get_forum(session, forum_id)
        await deselect(session, answer, now)
        moved = await comments_on(session, post_id)
        await put_comments_on(session, post_id, question.number)
        await update_post(session, post_id, kind=PostKind.COMMENT, parent_id=question.number)
        await add_answers(session, question.number, -1)
        await hotness.refresh(session, [question.number])
        votes = await votes_on(session, post_id)
        people = {vote.member_id for vote in votes} | {answer.author_id}
        await recount(session, forum, [each for each in people if each is not None], now)
        for each in (answer, question, *moved):
            await refresh_card(session, each, now)
        await show_origin_anew(session, answer, now)
        await correct_seeds(session, answer, now)
        if not wrote(session, answer, actor.discord_id):
            await _note(session, answer, await unnamed_member(session, forum, actor, now), now)


async def _convertible(
    session: AsyncSession, forum_id: int, post_id: int, actor: Actor
) -> tuple[Post, Post]:
    """Return an answer and its question, when this person may turn it into a comment."""
    answer = await existing(session, forum_id, post_id)
    if answer.kind is not PostKind.ANSWER:
        raise OnlyAnswers
    question = await get_post(session, answer.root_id)
    if question is None or question.state is not PostState.VISIBLE:
        raise policy.gone(question)
    member = await member_of_discord(session, forum_id, actor.discord_id)
    is_behind = wrote(session, answer, actor.discord_id)
    who = {"is_moderator": actor.is_moderator, "is_behind": is_behind}
    if not policy.may_convert(answer, question, member.id if member else None, **who):
        raise NotYours
    return answer, question


async def _note(session: AsyncSession, answer: Post, by: int, now: datetime) -> None:
    """Log what was done to somebody else's answer, and tell them."""
    if by == answer.author_id:
        return
    await log_change(session, answer, CONVERT, "", now, by=by)
    await tell_of_moderation(session, answer, NotificationKind.CONVERTED, now)
