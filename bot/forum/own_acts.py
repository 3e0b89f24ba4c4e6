"""What somebody is told of that they did themselves, as nobody but they can see.

Its rows must be there: that one is missing would say who is behind an alias. So they are left out
where they are read, and a DM of them is not sent, or asked for in vain (`bot.publishing.mail`).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.forum.anonymous.authors import OwnPost, wrote
from data.belongings import memberships
from data.moderation import acts_on_posts
from data.notices import notices_about
from data.posts import get_posts
from data.tables import AuditEntry, Notification, NotificationKind, Post

WRITTEN = frozenset(
    {NotificationKind.ANSWER, NotificationKind.COMMENT, NotificationKind.COMMENT_AFTER}
)
ELSEWHERE = frozenset({NotificationKind.FOLLOWED, NotificationKind.WELCOME})
"""Of these the inbox leaves out what a follower wrote (`anonymous.notices`), and DMs (`mail`)."""

Told = Sequence[tuple[Notification, int | None]]
"""Notifications, each with the post that it is about."""


@dataclass(frozen=True, slots=True)
class _Person:
    user_id: int
    members: frozenset[int]


async def own_among(session: AsyncSession, user_id: int, told: Told) -> frozenset[int]:
    """Return the numbers of those notifications that tell their reader what they did themselves."""
    told = [(row, post_id) for row, post_id in told if row.kind not in ELSEWHERE]
    if not told:
        return frozenset()
    posts = await get_posts(session, {post_id for _, post_id in told if post_id is not None})
    members = frozenset(each.member_id for each in await memberships(session, user_id))
    by_acts = {post_id for row, post_id in told if row.kind not in WRITTEN and post_id in posts}
    acts = await acts_on_posts(session, by_acts) if by_acts else []
    person = _Person(user_id, members)
    return frozenset(
        row.id or 0
        for row, post_id in told
        if (post := posts.get(post_id or 0)) is not None
        and _is_own(session, person, row, post, acts)
    )


async def own_by_name(
    session: AsyncSession, user_id: int, own: Collection[OwnPost]
) -> frozenset[int]:
    """Return the numbers of what somebody is told by name of what they did anonymously."""
    if not own:
        return frozenset()
    found = await notices_about(session, user_id, WRITTEN, {each.post_id for each in own})
    return await own_among(session, user_id, [(row, row.post_id) for row in found])


def _is_own(
    session: AsyncSession,
    person: _Person,
    row: Notification,
    post: Post,
    acts: Sequence[AuditEntry],
) -> bool:
    if row.kind in WRITTEN:
        return post.author_id in person.members or wrote(session, post, person.user_id)
    # What a moderator does is logged, at the moment of what is told of it.
    return any(
        each.post_id == post.number
        and each.created_at == row.created_at
        and each.actor_id in person.members
        for each in acts
    )
