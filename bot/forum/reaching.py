"""Posts that are there to be read, or why they are not."""

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.forum import policy
from bot.forum.errors import NotFound
from data.posts import get_post
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
    """Return a post that is shown, of a question that isn't hidden.

    Raises `NotFound`, `PostGone`.
    """
    post = await existing(session, forum_id, post_id)
    question = post if post.question_id is None else await get_post(session, post.question_id)
    if question is None or question.covers:
        raise policy.gone(question)
    return post
