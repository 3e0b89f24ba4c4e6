"""Following a category, a tag or a member: told in the inbox, by DM only where they ask for it."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.forum.anonymous.preferences import preferences_of
from bot.forum.category_errors import CategoryUnknown
from bot.forum.category_tree import lines_of
from bot.forum.follow_errors import (
    ChosenForAll,
    FollowsItself,
    FollowsTooMuch,
    NeverPosted,
    NotYourFollow,
    TagUnknown,
)
from bot.forum.following import names_of
from bot.forum.listings import tag_shown, tags_meant
from bot.forum.pages import Followed
from bot.forum.people import unnamed_member
from bot.forum.refusals import ask_again
from bot.forum.summaries import Actor
from bot.forum.topics import Topic, Way
from data.accounts import set_dm_refused
from data.belongings import memberships
from data.categories import categories_of
from data.database import Database
from data.follows import add_follow, delete_follow, follows_by, get_follow, set_by_dm
from data.forums import get_forum
from data.members import member_of_discord
from data.tables import Follow, FollowTarget

# Enough for anybody; a program that follows without end is stopped.
MOST_FOLLOWS = 500


async def follow_category(
    database: Database, *, forum_id: int, category_id: int, actor: Actor, now: datetime
) -> Followed:
    """Have somebody follow a category with those beneath it. Raises `CategoryUnknown`."""
    async with database.write() as session:
        names = {line.id: line.path for line in lines_of(await categories_of(session, forum_id))}
        if category_id not in names:
            raise CategoryUnknown
        is_new = await _add(session, forum_id, actor, FollowTarget.CATEGORY, category_id, now)
    return Followed(names[category_id], is_new)


async def follow_tag(
    database: Database, *, forum_id: int, typed: str, actor: Actor, now: datetime
) -> Followed:
    """Have somebody follow a tag that a question shows. Raises `TagUnknown`."""
    async with database.write() as session:
        tag = await tag_shown(session, [forum_id], tags_meant(typed))
        # One that only what waits to appear has is not there yet, for anybody.
        if tag is None:
            raise TagUnknown
        is_new = await _add(session, forum_id, actor, FollowTarget.TAG, tag.id, now)
    return Followed(tag.name, is_new)


async def follow_member(
    database: Database, *, forum_id: int, user_id: int, actor: Actor, now: datetime
) -> Followed:
    """Have somebody follow a member who posts by name. Raises `NeverPosted`, `FollowsItself`."""
    async with database.write() as session:
        followed = await member_of_discord(session, forum_id, user_id)
        if user_id == actor.discord_id:
            raise FollowsItself
        # Who only wrote anonymously is as unknown as who never wrote.
        if followed is None or followed.id is None or followed.name is None:
            raise NeverPosted
        is_new = await _add(session, forum_id, actor, FollowTarget.MEMBER, followed.id, now)
    return Followed(followed.name, is_new)


async def unfollow(database: Database, *, follow_id: int, discord_id: int) -> Followed:
    """Have somebody follow a category, tag or member no more. Raises `NotYourFollow`."""
    async with database.write() as session:
        follow = await _own(session, follow_id, discord_id)
        names = await names_of(session, [follow])
        await delete_follow(session, follow_id)
    return Followed(names[follow_id], is_new=False)


async def want_each(database: Database, *, follow_id: int, discord_id: int, now: datetime) -> bool:
    """Turn DMs about each post of what somebody follows on or off; return which it is now.

    Raises `NotYourFollow`, and `ChosenForAll` where they chose the same way for all they follow.
    """
    async with database.write() as session:
        follow = await _own(session, follow_id, discord_id)
        (forum_id,) = [
            each.forum_id
            for each in await memberships(session, discord_id)
            if each.member_id == follow.member_id
        ]
        chosen = await preferences_of(session, discord_id)
        if chosen.way(Topic.FOLLOWED, forum_id) is not Way.ASKED:
            raise ChosenForAll
        by_dm = not follow.by_dm
        await set_by_dm(session, [follow_id], by_dm=by_dm)
        if by_dm:
            await set_dm_refused(session, discord_id, None)
    if by_dm:
        await ask_again(database, user_id=discord_id, now=now)
    return by_dm


async def _add(
    session: AsyncSession,
    forum_id: int,
    actor: Actor,
    target: FollowTarget,
    target_id: int,
    now: datetime,
) -> bool:
    forum = await get_forum(session, forum_id)
    member_id = await unnamed_member(session, forum, actor, now)
    if len(await follows_by(session, [member_id])) >= MOST_FOLLOWS:
        raise FollowsTooMuch(limit=MOST_FOLLOWS)
    return await add_follow(session, member_id, target, target_id, now)


async def _own(session: AsyncSession, follow_id: int, discord_id: int) -> Follow:
    follow = await get_follow(session, follow_id)
    own = {each.member_id for each in await memberships(session, discord_id)}
    if follow is None or follow.member_id not in own:
        raise NotYourFollow
    return follow
