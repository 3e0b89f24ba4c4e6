"""Posts that are there to be read, or why they are not."""

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.forum import policy
from bot.forum.errors import NotFound
from data.posts import get_post, posts_above
from data.tables import Post, PostState


async def existing(session: AsyncSession, forum_id: int, post_id: int) -> Post:
    """Return a post that is shown. Raises `NotFound`, `PostGone`."""
    post = await get_post(session, post_id)
    if post is None or post.forum_id != forum_id:
        raise NotFound
    if post.state is not PostState.VISIBLE:
        raise policy.gone(post)
    return post


async def reachable(session: AsyncSession, forum_id: int, post_id: int) -> Post:
    """Return a post that is shown, beneath nothing that is hidden.

    Raises `NotFound`, `PostGone`.
    """
    post = await existing(session, forum_id, post_id)
    for each in await posts_above(session, post):
        if each.covers:
            raise policy.gone(each)
    return post
