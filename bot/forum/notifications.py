"""Telling people: a row in their inbox, and a DM only where they chose one.

Whoever is anonymous in a question is told like anybody, by rows that name neither them nor the
post in clear. Nobody is told of their own act, but only as far as everybody can see that it is
theirs: leaving an author out would say who they are.
"""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.forum.anonymous.authors import author_at_hand, author_marks
from bot.forum.anonymous.preferences import preferences_of
from bot.forum.mail import MOST_DMS, send_by_name, tell_sealed
from bot.forum.topics import TOPICS, Way
from data.comments import comments_on
from data.members import discord_id_of
from data.notices import insert_notification
from data.posts import get_post, is_first_by
from data.tables import NotificationKind, Post


async def tell_of_answer(
    session: AsyncSession,
    question: Post,
    answer_id: int,
    now: datetime,
    *,
    author_id: int | None = None,
    author_mark: bytes | None = None,
) -> None:
    """Tell an asker of an answer: in the inbox always, by DM when they ticked `notify`.

    The answer's author is a member, or a mark when they are anonymous.
    """
    is_own_by_name = author_id is not None and author_id == question.author_id
    if is_own_by_name or (author_mark and _is_own_by_alias(session, question, author_mark)):
        return
    await _tell(
        session,
        question,
        NotificationKind.ANSWER,
        about=answer_id,
        actor_id=author_id,
        now=now,
    )


async def tell_of_comment(session: AsyncSession, post: Post, comment: Post, now: datetime) -> None:
    """Tell of a comment: the author of the post it is on, and whoever commented there before.

    Each is told once, and by DM when they ticked `notify` on any of that (Question2Answer's
    notifier does so). Whoever is there by name and by an alias is two people, as all can see.
    """
    earlier = [
        each for each in await comments_on(session, post.number) if each.number != comment.number
    ]
    theirs = {_face(each): each for each in earlier}
    theirs |= {_face(each): each for each in [post, *earlier] if _wants_dms(session, each)}
    faces = dict.fromkeys(_face(each) for each in [post, *earlier] if _face(each) != _face(comment))
    for face in faces:
        is_on_theirs = face == _face(post)
        kind = NotificationKind.COMMENT if is_on_theirs else NotificationKind.COMMENT_AFTER
        is_crowd = len(faces) > MOST_DMS
        told = theirs.get(face, post)
        await tell(session, told, kind, about=comment, now=now, is_crowd=is_crowd)


def _wants_dms(session: AsyncSession, post: Post) -> bool:
    author = author_at_hand(session, post)
    return post.notify if author is None else author.notify


def _face(post: Post) -> tuple[int | None, str | None]:
    """Return whom everybody sees behind a post: a member, or an alias, which is one's own."""
    return (post.author_id, None) if post.author_id is not None else (None, post.alias)


async def tell(
    session: AsyncSession,
    post: Post,
    kind: NotificationKind,
    *,
    about: Post,
    now: datetime,
    is_crowd: bool = False,
) -> None:
    """Tell the author of a post about what somebody else wrote, who is named where everybody is.

    `is_crowd`: more are told of it at once than get a DM of it.
    """
    await _tell(
        session,
        post,
        kind,
        about=about.number,
        actor_id=about.author_id,
        now=now,
        is_crowd=is_crowd,
    )


def _is_own_by_alias(session: AsyncSession, question: Post, author_mark: bytes) -> bool:
    """Tell whether an anonymous asker wrote an answer: it has the same alias, which all can see."""
    asker = author_at_hand(session, question)
    return asker is not None and author_mark in author_marks(
        session, question.number, asker.user_id
    )


async def tell_of_choice(
    session: AsyncSession, question: Post, answer: Post, now: datetime, *, by: int | None
) -> None:
    """Tell an answer's author that it was chosen; by DM when they chose it.

    `by` is the member who did; who asked is named when they did so themselves.
    """
    if answer.author_id is not None and answer.author_id == by:
        return
    actor_id = by if by is not None and by == question.author_id else None
    if answer.author_id is not None and answer.author_id == question.author_id:
        return
    if answer.author_mark is not None and answer.author_mark == question.author_mark:
        return
    await _tell(
        session, answer, NotificationKind.CHOSEN, about=answer.number, actor_id=actor_id, now=now
    )


async def tell_of_moderation(
    session: AsyncSession, post: Post, kind: NotificationKind, now: datetime
) -> None:
    """Tell an author what somebody else did to their post; by DM when they chose it."""
    await _tell(session, post, kind, about=post.number, actor_id=None, now=now)


async def welcome(session: AsyncSession, author_id: int, post_id: int, now: datetime) -> None:
    """Welcome the author of a post by name, when it is their first one in the forum.

    In the inbox: the tick in a form asks for DMs about replies. Nobody is welcomed who posts
    anonymously, since that would count their posts.
    """
    if not await is_first_by(session, author_id, post_id):
        return
    post = await get_post(session, post_id)
    if post is not None:
        await _tell(session, post, NotificationKind.WELCOME, about=post_id, actor_id=None, now=now)


async def _tell(
    session: AsyncSession,
    post: Post,
    kind: NotificationKind,
    *,
    about: int,
    actor_id: int | None,
    now: datetime,
    is_crowd: bool = False,
) -> None:
    """Tell the author of a post about this or another post."""
    if post.author_id is None:
        await _tell_sealed(session, post, kind, about=about, now=now, is_crowd=is_crowd)
        return
    notification_id = await insert_notification(
        session,
        forum_id=post.forum_id,
        recipient_id=post.author_id,
        kind=kind,
        post_id=about,
        actor_id=actor_id,
        created_at=now,
    )
    discord_id = None if is_crowd else await discord_id_of(session, post.author_id)
    if discord_id is not None and await _gets_dm(session, post, kind, discord_id):
        await send_by_name(
            session,
            forum_id=post.forum_id,
            discord_id=discord_id,
            notification_id=notification_id,
            now=now,
        )


async def _gets_dm(
    session: AsyncSession, post: Post, kind: NotificationKind, discord_id: int
) -> bool:
    """Tell whether an author by name gets a DM: they want it, or follow the question.

    Whether they are to be left in peace is asked when it is sent.
    """
    chosen = await preferences_of(session, discord_id)
    is_ticked = post.notify and kind is not NotificationKind.WELCOME
    return is_ticked or chosen.way(TOPICS[kind], post.forum_id) is Way.DM


async def _tell_sealed(
    session: AsyncSession,
    post: Post,
    kind: NotificationKind,
    *,
    about: int,
    now: datetime,
    is_crowd: bool,
) -> None:
    author = author_at_hand(session, post)
    if author is None:
        return
    await tell_sealed(
        session,
        kind,
        purpose="inbox",
        told={"user": author.user_id, "post": about, "question": post.root_id},
        forum_id=post.forum_id,
        by_dm=author.notify and not is_crowd,
        now=now,
    )
