"""**Notify me**: somebody gets DMs of what is new in a question, or no more.

Whoever presses it, the same is stored: an anonymous author must not be told by it from others.
"""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.forum import policy
from bot.forum.anonymous.follows import follow_question, follower_of, unfollow_question
from bot.forum.anonymous.preferences import keep, preferences_of
from bot.forum.anonymous.stops import stop_sealed
from bot.forum.errors import NotFound
from bot.forum.follow_errors import FollowsTooMuch
from bot.forum.pages import Followed
from bot.forum.refusals import ask_again, is_known_to_refuse
from bot.forum.summaries import Actor
from bot.forum.topics import Topic
from data.accounts import set_dm_refused
from data.database import Database
from data.follows import unfollow_question as unfollow_by_name
from data.members import member_of_discord
from data.posts import get_post, stop_notifying, update_post
from data.tables import Post, PostKind, PostState


async def notify_me(
    database: Database,
    *,
    post_id: int,
    actor: Actor,
    now: datetime,
    is_toggle: bool = True,
    forum_id: int | None = None,
) -> Followed:
    """Have somebody told by DM of what is new in a post's question, or no more if they are now.

    `is_toggle` off: they stay told. Returns the question's title, and whether they are told now.
    Without a forum: in whichever it stands. Raises `NotFound`, `PostGone`, `FollowsTooMuch`.
    """
    async with database.write() as session:
        question = await _question(session, post_id, forum_id)
        title, is_told = question.title or "", await is_notified(session, question, actor)
        member = await member_of_discord(session, question.forum_id, actor.discord_id)
        is_asker = member is not None and question.author_id == member.id
        chosen = await preferences_of(session, actor.discord_id)
        if await is_known_to_refuse(session, chosen):
            is_told = False  # they ask for them again
        is_stopped = is_told and is_toggle
        if is_stopped:
            await stop_all(session, question, actor.discord_id, now)
        elif is_asker or not is_told:
            await _begin(session, question, actor.discord_id, now, is_asker=is_asker)
    if is_stopped:
        await remember_stop(database, question_id=question.number, user_id=actor.discord_id)
        return Followed(title, is_new=False)
    if is_asker:
        await ask_again(database, user_id=actor.discord_id, now=now)
    topics = [Topic.QUESTIONS, Topic.ANSWERS] if is_asker else [Topic.QUESTIONS]
    is_silent = any(chosen.is_silent(topic, question.forum_id) for topic in topics)
    return Followed(title, is_new=True, is_by_dm=not is_silent)


async def _begin(
    session: AsyncSession, question: Post, user_id: int, now: datetime, *, is_asker: bool
) -> None:
    """Have somebody told: whoever asked of answers and comments on it, anybody of all the rest."""
    if is_asker:
        await update_post(session, question.number, notify=True)
        await set_dm_refused(session, user_id, None)
    try:
        await follow_question(session, question.forum_id, question.number, user_id, now)
    except FollowsTooMuch:
        if not is_asker:  # who hears of answers all the same
            raise


async def is_notified(session: AsyncSession, question: Post, actor: Actor) -> bool:
    """Tell whether **Notify me** is on for somebody: they follow, or asked by name with a wish.

    What an anonymous asker ticked in the form doesn't count: the press would store something
    else than anybody's.
    """
    member = await member_of_discord(session, question.forum_id, actor.discord_id)
    if member is not None and question.author_id == member.id and question.notify:
        return True
    followed = await follower_of(session, question.number, actor.discord_id)
    return followed is not None and followed.by_dm


async def stop_question(
    database: Database, *, question_id: int, discord_id: int, now: datetime
) -> None:
    """Have somebody follow a question no more, in any state it is in. Raises `NotFound`."""
    async with database.write() as session:
        question = await get_post(session, question_id)
        if question is None or question.state is PostState.QUEUED:
            raise NotFound
        await unfollow_question(session, question.forum_id, question.number, discord_id, now)


async def stop_all(session: AsyncSession, question: Post, user_id: int, now: datetime) -> None:
    """Take back all that somebody asked for of a question; `remember_stop` is to follow."""
    await unfollow_question(session, question.forum_id, question.number, user_id, now)
    await stop_sealed(session, user_id, question.number)
    member = await member_of_discord(session, question.forum_id, user_id)
    if member is not None and member.id is not None:
        await stop_notifying(session, question.number, member.id)
        await unfollow_by_name(session, member.id, question.number)


async def remember_stop(
    database: Database, *, question_id: int, user_id: int, as_alias: bool = False
) -> None:
    """Send somebody no DMs of a question, whatever else they chose or follow.

    Until they ask for them there again (`bot.forum.wishes`), or, `as_alias`, until nobody can learn
    any more what they wrote there. Apart from what they take back there: of that some stands in
    clear.
    """
    async with database.write() as session:
        chosen = await preferences_of(session, user_id)
        await keep(session, chosen.without_dms_of(question_id, as_alias=as_alias))


async def _question(session: AsyncSession, post_id: int, forum_id: int | None) -> Post:
    """Return the question of a post that is shown. Raises `NotFound`, `PostGone`."""
    post = await get_post(session, post_id)
    if post is None or post.state is PostState.QUEUED:
        raise NotFound
    question = post if post.kind is PostKind.QUESTION else await get_post(session, post.root_id)
    if question is None or (forum_id is not None and question.forum_id != forum_id):
        raise NotFound
    if question.state is not PostState.VISIBLE:
        raise policy.gone(question)
    return question
