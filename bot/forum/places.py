"""Where posts stand in Discord, as links."""

from dataclasses import replace

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.forum.summaries import Place
from data.database import Database
from data.forums import get_forum
from data.links import link_of
from data.listed import Message
from data.posts import get_post
from data.tables import DiscordLink, Forum


def place_of(forum: Forum, link: DiscordLink | None) -> Place | None:
    """Return where a linked post stands; None while it is not published."""
    if link is None or forum.guild_id is None:
        return None
    return Place(
        guild_id=forum.guild_id,
        channel_id=link.channel_id,
        thread_id=link.thread_id,
        message_id=link.message_id,
        is_gone=link.gone_at is not None,
    )


def url_at(message: Message) -> str | None:
    """Return the link to a message; None while, or since, it is none."""
    if message.guild_id is None or message.channel_id is None or message.message_id is None:
        return None
    if message.is_gone:
        return None
    return Place(message.guild_id, message.channel_id, None, message.message_id).url


def channel_in(url: str) -> tuple[int, int]:
    """Return the server and the channel or thread that a link to a message of ours leads to."""
    guild_id, channel_id, _ = url.rsplit("/", 3)[1:]
    return int(guild_id), int(channel_id)


def url_of(forum: Forum, link: DiscordLink | None) -> str | None:
    """Return the link to a post's message; None while, or since, it has none."""
    place = place_of(forum, link)
    return None if place is None or place.is_gone else place.url


def first_message(forum: Forum, link: DiscordLink) -> str | None:
    """Return the link to the message that began a question's thread; None where that is gone."""
    place = place_of(forum, link)
    if place is None or place.thread_id is None or place.is_gone:
        return None
    # In a forum channel it has the thread's own number.
    return replace(place, message_id=place.thread_id).url


async def number_linked(session: AsyncSession, forum: Forum, post_id: int) -> str:
    """Return a post's number, as a link to its message; while it has none, with what shows it."""
    place = place_of(forum, await link_of(session, post_id))
    return f"#{post_id} (`/show {post_id}`)" if place is None else f"[#{post_id}]({place.url})"


async def find_place(database: Database, *, post_id: int) -> Place | None:
    """Return where a post stands; None while it is not published."""
    async with database.read() as session:
        link = await link_of(session, post_id)
        post = None if link is None else await get_post(session, post_id)
        return None if post is None else place_of(await get_forum(session, post.forum_id), link)
