"""What moderators do to posts: hide them, and show them again as they were."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.catalogue import N_
from bot.forum import controls, policy
from bot.forum.errors import ForumError, NotFound
from bot.forum.people import unnamed_member
from bot.forum.places import first_message
from bot.forum.summaries import Actor
from data.database import Database
from data.forums import get_forum
from data.links import link_of
from data.moderation import hidden_posts
from data.posts import get_post
from data.tables import Post, PostState

REASON_CHARACTERS = 200
MOST_LOOKED_THROUGH = 100


class AlreadyHidden(ForumError):
    """Somebody else was quicker."""

    message = N_("That post is hidden already.")


class NotHidden(ForumError):
    """There is nothing to show again."""

    message = N_("That post isn't hidden.")


async def hide(
    database: Database, *, forum_id: int, post_id: int, reason: str, actor: Actor, now: datetime
) -> str | None:
    """Hide a post: its text is kept, and its votes.

    Returns a link to the message of somebody's own that began a question's thread, if one did:
    only they and moderators in Discord can take that away. Raises `NotFound`, `AlreadyHidden`,
    `PostGone`.
    """
    async with database.write() as session:
        post = await known_post(session, forum_id, post_id)
        if post.state is PostState.HIDDEN:
            raise AlreadyHidden
        if post.state is not PostState.VISIBLE:
            raise policy.gone(post)
        forum = await get_forum(session, forum_id)
        by = await unnamed_member(session, forum, actor, now)
        await controls.hide(session, post_id, reason=short_reason(reason), now=now, by=by)
        link = await link_of(session, post_id)
    return None if link is None or not link.is_adopted else first_message(forum, link)


async def unhide(
    database: Database, *, forum_id: int, post_id: int, actor: Actor, now: datetime
) -> None:
    """Show a hidden post again as it was. Raises `NotFound`, `NotHidden`."""
    async with database.write() as session:
        post = await known_post(session, forum_id, post_id)
        if post.state is not PostState.HIDDEN:
            raise NotHidden
        by = await unnamed_member(session, await get_forum(session, forum_id), actor, now)
        await controls.unhide(session, post_id, now=now, by=by)


async def hidden(
    database: Database, *, forum_id: int, typed: str, limit: int
) -> tuple[tuple[int, str], ...]:
    """Return number and first words of the posts hidden last that hold what was typed."""
    async with database.read() as session:
        found = await hidden_posts(session, forum_id, limit=MOST_LOOKED_THROUGH)
    named = [(post.number, " ".join((post.title or post.body).split())) for post in found]
    wanted = typed.casefold()
    return tuple(each for each in named if wanted in f"#{each[0]} {each[1]}".casefold())[:limit]


async def known_post(session: AsyncSession, forum_id: int, post_id: int) -> Post:
    """Return a post that anybody can know of: one that waits to appear is none.

    Raises `NotFound`.
    """
    post = await get_post(session, post_id)
    if post is None or post.forum_id != forum_id or post.state is PostState.QUEUED:
        raise NotFound
    return post


def short_reason(typed: str) -> str:
    """Return a reason on one line, at most 200 characters long."""
    return " ".join(typed.split())[:REASON_CHARACTERS]
