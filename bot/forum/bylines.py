"""Whom posts name as their authors, as everybody reads it."""

from collections.abc import Sequence

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.forum.summaries import Author
from data.members import people_of
from data.tables import Post


async def authors_of(session: AsyncSession, posts: Sequence[Post]) -> dict[int, Author]:
    """Return the named authors and editors of posts, by member."""
    ids = {id_ for post in posts for id_ in (post.author_id, post.edited_by) if id_ is not None}
    return {
        each.id: Author(discord_id=each.discord_id, name=each.name, points=each.points)
        for each in await people_of(session, ids)
    }


def author_of(post: Post, people: dict[int, Author]) -> Author:
    """Return whom a post names as its author: a member, or an alias."""
    if post.author_id is not None and post.author_id in people:
        return people[post.author_id]
    return Author(name=post.alias, is_anonymous=True)


def editor_of(post: Post, people: dict[int, Author]) -> Author | None:
    """Return whom a post names as its last editor; None for nobody known."""
    if post.is_edited_as_alias:
        return Author(name=post.alias, is_anonymous=True)
    return people.get(post.edited_by) if post.edited_by else None
