"""Best answers: chosen by who asked or a moderator, changed, taken back; one a question."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.forum import policy
from bot.forum.anonymous.authors import wrote
from bot.forum.deliveries import arrange_thread, show_at_once
from bot.forum.errors import NotAnAnswer, NotFound, NotYoursToChoose, OwnAlias, OwnAnswer
from bot.forum.notifications import tell_of_choice
from bot.forum.people import recount, unnamed_member
from bot.forum.summaries import Actor
from data.database import Database
from data.forums import get_forum
from data.members import member_of_discord
from data.moderation import log_act
from data.posts import get_post, update_post
from data.tables import Post, PostKind, PostState


async def choose(
    database: Database, *, answer_id: int, actor: Actor, now: datetime, forum_id: int | None = None
) -> bool:
    """Make an answer its question's best one, in place of another; return whether it was none yet.

    Without a forum: in whichever the answer stands, as by the button of a DM. Raises `NotFound`,
    `PostGone`, `NotAnAnswer`, `NotYoursToChoose`, `OwnAnswer`, `OwnAlias`.
    """
    async with database.write() as session:
        question, answer = await _chosen(session, answer_id, actor, forum_id)
        if question.best_answer_id == answer_id:
            return False
        before = question.best_answer_id
        await _set(session, question, answer_id, now)
        await _log(session, question, answer, "choose", actor, now)
        await _settle(session, question, [before, answer_id], now)
        member = await member_of_discord(session, question.forum_id, actor.discord_id)
        await tell_of_choice(session, question, answer, now, by=member.id if member else None)
    return True


async def withdraw(
    database: Database, *, answer_id: int, actor: Actor, now: datetime, forum_id: int | None = None
) -> bool:
    """Take a best answer back; return whether it was one. Raises as `choose` does."""
    async with database.write() as session:
        question, answer = await _chosen(session, answer_id, actor, forum_id)
        if question.best_answer_id != answer_id:
            return False
        await _set(session, question, None, now)
        await _log(session, question, answer, "unchoose", actor, now)
        await _settle(session, question, [answer_id], now)
    return True


async def deselect(session: AsyncSession, answer: Post, now: datetime) -> None:
    """Let an answer be the best no more, because it is hidden or removed.

    Question2Answer's rules, 2.4: hiding the selected answer deselects it.
    """
    question = await get_post(session, answer.root_id)
    if question is not None and question.best_answer_id == answer.number:
        await _set(session, question, None, now)
        await _settle(session, question, [answer.number], now)


async def _chosen(
    session: AsyncSession, answer_id: int, actor: Actor, forum_id: int | None
) -> tuple[Post, Post]:
    """Return question and answer, when this person may choose it."""
    answer = await get_post(session, answer_id)
    if answer is None or (forum_id is not None and answer.forum_id != forum_id):
        raise NotFound
    if answer.state is PostState.QUEUED:
        raise NotFound
    if answer.kind is not PostKind.ANSWER:
        raise NotAnAnswer
    question = await get_post(session, answer.root_id)
    if question is None:
        raise NotFound
    # One that a website brought in as chosen although it is hidden can be taken back.
    is_chosen = question.best_answer_id == answer_id
    if not policy.is_shown(question if is_chosen else answer, question):
        raise policy.gone(answer, question)
    if not await may_choose(session, question, answer, actor):
        if wrote(session, question, actor.discord_id):
            raise OwnAnswer
        raise OwnAlias if wrote(session, answer, actor.discord_id) else NotYoursToChoose
    return question, answer


async def may_choose(session: AsyncSession, question: Post, answer: Post, actor: Actor) -> bool:
    """Tell whether somebody may choose an answer, or take that back."""
    member = await member_of_discord(session, question.forum_id, actor.discord_id)
    member_id, user_id = member.id if member else None, actor.discord_id
    return policy.may_choose(
        question,
        answer,
        member_id,
        is_moderator=actor.is_moderator,
        is_behind=wrote(session, question, user_id),
        wrote_answer=policy.is_author(answer, member_id) or wrote(session, answer, user_id),
    )


async def _set(session: AsyncSession, question: Post, answer_id: int | None, now: datetime) -> None:
    chosen_at = None if answer_id is None else now
    await update_post(session, question.number, best_answer_id=answer_id, best_chosen_at=chosen_at)


async def _settle(
    session: AsyncSession, question: Post, answer_ids: list[int | None], now: datetime
) -> None:
    """Count everybody's points anew that this touches, and draw what shows it."""
    forum = await get_forum(session, question.forum_id)
    people = {question.author_id}
    for answer_id in answer_ids:
        answer = None if answer_id is None else await get_post(session, answer_id)
        if answer is not None:
            people.add(answer.author_id)
            if answer.state is PostState.VISIBLE:
                await show_at_once(session, answer, now)
    await recount(session, forum, [each for each in people if each is not None], now)
    if question.state is PostState.VISIBLE:
        await show_at_once(session, question, now)
        await arrange_thread(session, question, now)


async def _log(
    session: AsyncSession, question: Post, answer: Post, act: str, actor: Actor, now: datetime
) -> None:
    """Log what a moderator did for whoever asked; an asker's own choice is nobody's business."""
    member = await member_of_discord(session, question.forum_id, actor.discord_id)
    is_askers = policy.is_author(question, member.id if member else None)
    if is_askers or wrote(session, question, actor.discord_id):
        return
    forum = await get_forum(session, question.forum_id)
    await log_act(
        session,
        forum_id=question.forum_id,
        action=act,
        actor_id=await unnamed_member(session, forum, actor, now),
        post_id=answer.number,
        created_at=now,
    )
