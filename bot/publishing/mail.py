"""Which DMs are still wanted: of what, why, to whom, and whether they may read it."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.forum.anonymous.authors import wrote
from bot.forum.anonymous.notices import opened
from bot.forum.anonymous.preferences import preferences_of
from bot.forum.holding import is_to_wait
from bot.forum.notices import read_for
from bot.forum.own_acts import WRITTEN, own_among
from bot.forum.refusals import refuses_dms
from bot.forum.summaries import Notice
from bot.forum.topics import OF_ONES_OWN
from bot.forum.wishes import Why, is_read, why_dm
from bot.publishing.context import Context
from bot.publishing.dm_channels import Addressee
from data.accounts import dm_channel_of, has_refused_dms
from data.forums import get_forum
from data.links import link_of
from data.posts import get_post
from data.tables import Forum, Notification, NotificationKind, Post


@dataclass(frozen=True, slots=True)
class Mail:
    """A DM that is still wanted: of what, to whom, why, and where its post stands.

    `is_own`: it tells its reader what they did themselves. It is not sent, but for that all happens
    that would. `may_be_own`: that could be so, for all that others know.
    """

    row: Notification
    notice: Notice
    why: Why
    forum: Forum
    places: tuple[int | None, ...]
    to: Addressee
    question_id: int
    is_discreet: bool
    is_to_wait: bool
    is_own: bool
    may_be_own: bool


async def wanted(
    session: AsyncSession, row: Notification, user_id: int, now: datetime | None = None
) -> Mail | None:
    """Return the DM of a notification; None when it is wanted no more.

    Of what is hidden or deleted by now none is, but for what moderators did to one's own post.
    Without `now` it doesn't wait for the end of quiet hours.
    """
    if await is_read(session, row):
        return None
    why = await why_dm(session, row, user_id)
    chosen = await preferences_of(session, user_id)
    is_refused = await has_refused_dms(session, user_id)
    if row.sealed is not None:
        is_refused = await refuses_dms(session, chosen)
    if why is None or is_refused:
        return None
    notice = await read_for(session, row, user_id)
    if not notice.is_there and row.kind not in OF_ONES_OWN:
        return None
    forum = await get_forum(session, row.forum_id)
    link = await link_of(session, notice.post_id or 0)
    known_id = await dm_channel_of(session, user_id)
    to = Addressee(user_id, known_id, is_anonymous=row.sealed is not None)
    places = (link.channel_id if link else None, forum.channel_id)
    is_to_wait_now = now is not None and await is_to_wait(session, chosen, now)
    post = await get_post(session, notice.post_id or 0)
    question_id = 0 if post is None else post.root_id
    may_be_own = _may_be_own(row, post)
    return Mail(
        row,
        notice,
        why,
        forum,
        places,
        to,
        question_id,
        is_discreet=chosen.is_discreet,
        is_to_wait=is_to_wait_now,
        is_own=may_be_own and await _is_own(session, row, post, user_id),
        may_be_own=may_be_own,
    )


def _may_be_own(row: Notification, post: Post | None) -> bool:
    """Tell whether somebody is told, by name or as a follower, of what may be their alias's."""
    told = WRITTEN if row.sealed is None else {NotificationKind.FOLLOWED}
    return row.kind in told and post is not None and post.author_id is None


async def _is_own(
    session: AsyncSession, row: Notification, post: Post | None, user_id: int
) -> bool:
    if row.sealed is not None:
        return post is not None and wrote(session, post, user_id)
    return bool(await own_among(session, user_id, [(row, row.post_id)]))


async def tells_of_own(session: AsyncSession, row: Notification, user_id: int) -> bool:
    """Tell whether a DM of a notification would tell its reader what they did themselves."""
    post_id = row.post_id if row.sealed is None else opened(session, row).post_id
    post = await get_post(session, post_id or 0)
    return _may_be_own(row, post) and await _is_own(session, row, post, user_id)


async def may_read(context: Context, mail: Mail) -> bool:
    """Tell whether somebody is still in the server, and sees the place of a post."""
    guild = context.client.get_guild(mail.forum.guild_id or 0)
    if guild is None:
        return False
    found = context.members.find_seeing(guild, mail.to.user_id, mail.places, now=context.clock())
    return await found is not None
