"""Breaking the glass: two different moderators together learn who wrote an anonymous post.

Only where its author was promised no more than that. One asks in writing, another confirms; both
stand in the log, and the author is told unless a life is in danger. Until then nothing here opens
a seal, so nothing that is shown depends on whether there is one.
"""

import json
from collections.abc import Mapping
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.catalogue import N_
from bot.forum import policy
from bot.forum.anonymous.authors import sealed_author
from bot.forum.anonymous.unmask_requests import UNMASK, is_granted, is_unmaskable, waiting_on
from bot.forum.characters import clean
from bot.forum.errors import ForumError, Invalid
from bot.forum.identity import WrongKey
from bot.forum.moderation import known_post
from bot.forum.notifications import tell_of_moderation
from bot.forum.people import unnamed_member
from bot.forum.summaries import Actor
from data.database import Database
from data.forums import get_forum
from data.moderation import delete_request, insert_request, log_act
from data.tables import NotificationKind, Post

REASON_CHARACTERS = (20, 500)
ASK, LOOK = "ask who wrote", "look who wrote"


class NotUnmaskable(ForumError):
    """The author was promised that moderators can't learn who they are."""

    message = N_("Whoever wrote this was promised that nobody here can learn who they are.")


class OnlyModerators(ForumError):
    """Somebody who is no moderator, or no longer one."""

    message = N_("Only moderators can do that.")


class AlreadyAsked(ForumError):
    """A request is waiting."""

    message = N_("A moderator has already asked. Another one can confirm it in More on the post.")


class NothingToConfirm(ForumError):
    """The request was granted, or has lapsed."""

    message = N_("Nobody is asking who wrote this any more.")


class NotAlone(ForumError):
    """Whoever asked can't confirm."""

    message = N_("You asked yourself, so another moderator has to confirm.")


class NobodyCanTell(ForumError):
    """The seal was destroyed."""

    message = N_("Nobody can tell any more who wrote this.")


class LookedTooLate(ForumError):
    """It was not granted to this moderator, or the time is over."""

    message = N_("You can't see who wrote this, or no longer. If you have to know, ask again.")


async def ask(
    database: Database,
    *,
    forum_id: int,
    post_id: int,
    reason: str,
    is_danger: bool,
    actor: Actor,
    now: datetime,
) -> None:
    """Ask in writing who wrote a post; another moderator has a week to confirm.

    Raises `NotFound`, `OnlyModerators`, `NotUnmaskable`, `Invalid`, `AlreadyAsked`.
    """
    reason = clean(reason)
    problems = policy.check_text(reason, REASON_CHARACTERS, N_("The reason"))
    if problems:
        raise Invalid(problems)
    async with database.write() as session:
        post, member_id = await _entered(session, forum_id, post_id, actor, now)
        if await waiting_on(session, post, now) is not None:
            raise AlreadyAsked
        await delete_request(session, post_id)
        await insert_request(
            session,
            post_id=post_id,
            requested_by=member_id,
            reason=reason,
            is_danger=is_danger,
            created_at=now,
        )
        detail = {"reason": reason, "is_danger": is_danger}
        await _log(session, post, ASK, member_id, detail, now)


async def confirm(
    database: Database, *, forum_id: int, post_id: int, actor: Actor, now: datetime
) -> int:
    """Grant another moderator's request; return the Discord user who wrote the post.

    Raises `NotFound`, `OnlyModerators`, `NotUnmaskable`, `NothingToConfirm`, `NotAlone`,
    `NobodyCanTell`.
    """
    async with database.write() as session:
        post, member_id = await _entered(session, forum_id, post_id, actor, now)
        request = await waiting_on(session, post, now)
        if request is None:
            raise NothingToConfirm
        if request.requested_by == member_id:
            raise NotAlone
        author = _opened(session, post)
        detail = {
            "requested_by": request.requested_by,
            "reason": request.reason,
            "is_danger": request.is_danger,
        }
        await _log(session, post, UNMASK, member_id, detail, now)
        await delete_request(session, post_id)
        if not request.is_danger:
            await tell_of_moderation(session, post, NotificationKind.UNMASKED, now)
    return author


async def look(
    database: Database, *, forum_id: int, post_id: int, actor: Actor, now: datetime
) -> int:
    """Return who wrote a post to one of the two moderators, within a day; it is logged.

    Raises `NotFound`, `OnlyModerators`, `NotUnmaskable`, `LookedTooLate`, `NobodyCanTell`.
    """
    async with database.write() as session:
        post, member_id = await _entered(session, forum_id, post_id, actor, now)
        if not await is_granted(session, post, member_id, now):
            raise LookedTooLate
        author = _opened(session, post)
        await _log(session, post, LOOK, member_id, {}, now)
    return author


async def _entered(
    session: AsyncSession, forum_id: int, post_id: int, actor: Actor, now: datetime
) -> tuple[Post, int]:
    """Return the post and the moderator's member number, once both are fit for this."""
    if not actor.is_moderator:
        raise OnlyModerators
    post = await known_post(session, forum_id, post_id)
    if not is_unmaskable(post):
        raise NotUnmaskable
    return post, await unnamed_member(session, await get_forum(session, forum_id), actor, now)


def _opened(session: AsyncSession, post: Post) -> int:
    try:
        author = sealed_author(session, post)
    except WrongKey:
        author = None
    if author is None:
        raise NobodyCanTell
    return author.user_id


async def _log(
    session: AsyncSession,
    post: Post,
    action: str,
    member_id: int,
    detail: Mapping[str, object],
    now: datetime,
) -> None:
    await log_act(
        session,
        forum_id=post.forum_id,
        action=action,
        actor_id=member_id,
        post_id=post.number,
        detail=json.dumps(detail),
        created_at=now,
    )
