"""What is true after a story: in the database, and in the threads and direct messages."""

from collections.abc import Sequence
from typing import TypeVar

import discord
from simcord.actors import MemberActor
from simcord.builders import ChannelHandle
from sqlmodel import SQLModel, col, select

from bot.forum.people import recount
from data.tables import (
    Delivery,
    DiscordLink,
    Forum,
    Member,
    Notification,
    NotificationKind,
    Post,
    Vote,
)
from data.tables.people import Tally
from tests.support.people import answer, ask, press, submit
from tests.support.reading import Shown, button_ids, dms, reply_of, starter_of
from tests.support.worlds import ForumWorld, World

Row = TypeVar("Row", bound=SQLModel)
QUESTION, ANSWER = 1, 2  # the first question and the first answer of a forum


async def rows(world: World, table: type[Row]) -> Sequence[Row]:
    """Return every row of a table."""
    async with world.bot.database.read() as session:
        return (await session.exec(select(table))).all()


async def told(world: World) -> list[Notification]:
    """Return what people were told, besides that they are welcome."""
    found = await rows(world, Notification)
    return [each for each in found if each.kind is not NotificationKind.WELCOME]


def news_in(inbox: str) -> int:
    """Count what is unread in an inbox, besides that its reader is welcome."""
    return inbox.count("New:") - inbox.count("New:** Welcome!")


async def post_of(world: ForumWorld, number: int = QUESTION) -> Post:
    """Return a post as it is stored."""
    async with world.bot.database.read() as session:
        return (await session.exec(select(Post).where(col(Post.id) == number))).one()


async def link_of(world: ForumWorld, number: int = QUESTION) -> DiscordLink:
    """Return where a post stands in Discord, as it is stored."""
    async with world.bot.database.read() as session:
        wanted = select(DiscordLink).where(col(DiscordLink.post_id) == number)
        return (await session.exec(wanted)).one()


async def votes_on(world: ForumWorld, number: int = QUESTION) -> list[int]:
    """Return the values of the votes on a post."""
    return sorted(vote.value for vote in await rows(world, Vote) if vote.post_id == number)


async def waiting(world: ForumWorld) -> list[tuple[str, str | None]]:
    """Return kind and reason of every delivery that is not done."""
    return [(each.kind.value, each.reason) for each in await rows(world, Delivery)]


async def counts_are_right(world: ForumWorld) -> bool:
    """Tell whether every count is what the posts and votes say."""
    cast = await rows(world, Vote)
    for post in await rows(world, Post):
        values = [vote.value for vote in cast if vote.post_id == post.id]
        if (post.up, post.down) != (values.count(1), values.count(-1)):
            return False
    before = {member.id: _tally(member) for member in await rows(world, Member)}
    async with world.bot.database.write() as session:
        forum = (await session.exec(select(Forum))).one()
        await recount(session, forum, [id_ for id_ in before if id_ is not None], world.bot.now())
    return before == {member.id: _tally(member) for member in await rows(world, Member)}


def _tally(member: Member) -> dict[str, object]:
    return {name: getattr(member, name) for name in Tally.model_fields}


def cards(world: ForumWorld, number: int) -> list[discord.Message]:
    """Return every message of the bot, in the forum's channel and threads, that shows a post."""
    places: list[ChannelHandle] = [*world.threads]
    if not world.is_forum_channel:
        places.insert(0, world.channel)
    shown = [message for place in places for message in place.history()]
    return [message for message in shown if f"more:{number}" in button_ids(message)]


async def asked(world: ForumWorld, *options: str, title: str = "") -> discord.Message:
    """Let Alice ask, and return the question's card."""
    if title:
        await ask(world.alice, world.lobby, title, options=options)
    else:
        await ask(world.alice, world.lobby, options=options)
    await world.pass_time(1)
    return starter_of(world.thread)


async def answered(world: ForumWorld) -> discord.Message:
    """Let Bob answer the last question, and return the answer's card."""
    await answer(world.bob, starter_of(world.thread))
    await world.pass_time(1)
    return world.thread.history()[-1]


def dm_count(world: ForumWorld) -> int:
    """Return how many direct messages Alice has from the bot."""
    return len(dms(world.alice))


async def edited(world: ForumWorld, title: str, details: str) -> None:
    """Let Alice edit the last question."""
    menu = await press(world.alice, starter_of(world.thread), "More")
    form = await press(world.alice, reply_of(menu), "Edit")
    await submit(world.alice, form, title=title, details=details)


async def deleted(world: ForumWorld, member: MemberActor, card: Shown) -> None:
    """Let an author delete their post."""
    menu = await press(member, card, "More")
    really = await press(member, reply_of(menu), "Delete")
    await press(member, reply_of(really), "Delete")
    await world.env.settle()


def tags_of(world: ForumWorld) -> list[str]:
    """Return the names of the tags on the last question's thread."""
    thread = world.bot.get_channel(world.thread.id)
    assert isinstance(thread, discord.Thread)
    return [tag.name for tag in thread.applied_tags]
