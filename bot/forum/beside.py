"""Having the cards drawn that show something of another post: that they are on, or came from."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.forum.deliveries import redraw_messages, refresh_card, show_at_once, take_off_card
from data.comments import comments_on
from data.follow_ons import follow_ons_of, follow_ons_within
from data.links import links_of
from data.posts import duplicates_of, get_post, get_posts, posts_beneath
from data.tables import Post, PostKind, PostOrigin, PostState

MOST_READ = 500  # posts in one statement


async def show_title_anew(session: AsyncSession, question: Post, now: datetime) -> None:
    """Have the cards drawn that show a question's title: its duplicates', and its follow-ons'."""
    for duplicate in await _with_card(session, await duplicates_of(session, question.number)):
        await take_off_card(session, duplicate, now)
    await _draw_anew(session, await follow_ons_within(session, question.number), now)


async def show_beneath_anew(
    session: AsyncSession, post: Post, now: datetime, *, is_shown: bool
) -> None:
    """Have the cards drawn of all that is beneath a post: gone with it, or shown again.

    Direct messages of what is beneath an answer, too; those of a question's are drawn with it.
    """
    is_question = post.kind is PostKind.QUESTION
    read = posts_beneath if is_question else comments_on
    draw = show_at_once if is_shown else take_off_card
    for each in await _with_card(session, await read(session, post.number)):
        if each.state is PostState.VISIBLE:
            await draw(session, each, now)
            if not is_question:
                await redraw_messages(session, each, now)


async def show_origin_anew(session: AsyncSession, origin: Post, now: datetime) -> None:
    """Have the cards drawn of the questions that follow on from a post."""
    await _draw_anew(session, await follow_ons_of(session, origin.number), now)


async def show_on_parent(session: AsyncSession, post: Post, now: datetime) -> None:
    """Have the card drawn of what a comment is on or a question follows on from: it lists them."""
    if post.parent_id is None:
        return
    parent = await get_post(session, post.parent_id)
    if parent is not None and parent.state is PostState.VISIBLE:
        for each in await _with_card(session, [parent]):
            await refresh_card(session, each, now)


async def show_on_comments(session: AsyncSession, post: Post, now: datetime) -> None:
    """Have the cards drawn of the comments on a post: they link to its message, new or gone."""
    for each in await _with_card(session, await comments_on(session, post.number)):
        await refresh_card(session, each, now)


async def _draw_anew(session: AsyncSession, post_ids: list[int], now: datetime) -> None:
    for at in range(0, len(post_ids), MOST_READ):
        found = await get_posts(session, post_ids[at : at + MOST_READ])
        for post in await _with_card(session, list(found.values())):
            await take_off_card(session, post, now)


async def _with_card(session: AsyncSession, posts: Sequence[Post]) -> list[Post]:
    """Return those that have a card or get one: of a website's posts, which are many, few do."""
    ids = [each.number for each in posts if each.origin is PostOrigin.WEBSITE]
    links = await links_of(session, ids) if ids else {}
    return [each for each in posts if each.origin is PostOrigin.DISCORD or each.number in links]
