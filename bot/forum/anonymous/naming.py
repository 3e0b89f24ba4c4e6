"""Taking posts out of anonymity: from then on they stand under their author's name."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.forum import hotness
from bot.forum.anonymous.authors import forget, own_in, sealed_author, wrote
from bot.forum.anonymous.notices import name_notices
from bot.forum.blocks import name_blocks
from bot.forum.deliveries import refresh_card
from bot.forum.naming_errors import AlreadyNamed
from bot.forum.people import member_of, recount
from bot.forum.summaries import Actor
from data.database import Database
from data.forums import get_forum
from data.posts import get_post, get_posts, update_post
from data.tables import Forum, Post, PostState
from data.votes import add_to_counts, delete_votes, votes_at


async def take_name(
    database: Database, *, forum_id: int, post_id: int, actor: Actor, now: datetime
) -> int:
    """Put every anonymous post of somebody's in a question under their name; return how many.

    All of them, for one by name would say who the alias is. Points and their own votes on these
    posts are settled. Raises `AlreadyNamed`.
    """
    async with database.write() as session:
        forum = await get_forum(session, forum_id)
        post = await get_post(session, post_id)
        if post is None or post.forum_id != forum_id or not wrote(session, post, actor.discord_id):
            raise AlreadyNamed
        posts = await own_in(session, post.root_id, actor.discord_id)
        member_id = await member_of(session, forum, actor, now)
        await name_blocks(session, post, actor.discord_id)
        for each in posts:
            await _name(session, each, member_id)
        await forget(session, forum_id, actor.discord_id, [each.number for each in posts])
        await name_notices(session, actor.discord_id, post.root_id, member_id, now)
        await _settle(session, forum, posts, member_id, now)
        for each in [*posts, *(await get_posts(session, [post.root_id])).values()]:
            if each.state is PostState.VISIBLE:
                await refresh_card(session, each, now)
    return len(posts)


async def _name(session: AsyncSession, post: Post, member_id: int) -> None:
    author = sealed_author(session, post)
    await update_post(
        session,
        post.number,
        author_id=member_id,
        author_seal=None,
        author_mark=None,
        alias=None,
        former_alias=post.alias,
        notify=author is not None and author.notify,
        edited_by=member_id if post.is_edited_as_alias else post.edited_by,
        is_edited_as_alias=False,
    )


async def _settle(
    session: AsyncSession, forum: Forum, posts: list[Post], member_id: int, now: datetime
) -> None:
    """Take back the author's votes on what is their own now, and count them anew."""
    cast = await votes_at(session, [(post.number, member_id) for post in posts])
    await delete_votes(session, list(cast))
    changes = {
        post_id: (-1, 0) if vote.value > 0 else (0, -1) for (post_id, _), vote in cast.items()
    }
    await add_to_counts(session, changes)
    await hotness.refresh(session, list(changes))
    await recount(session, forum, [member_id], now)
