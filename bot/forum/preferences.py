"""`/notifications`: choosing how to be told of each topic, everywhere or in one forum."""

from dataclasses import dataclass, replace

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.forum.anonymous.preferences import keep, preferences_of
from bot.forum.topics import WAYS, Preferences, Topic, Way
from data.accounts import note_dms_wanted
from data.database import Database
from data.forums import all_forums


@dataclass(frozen=True, slots=True)
class Place:
    """A forum in which somebody chose, or may choose, otherwise than everywhere."""

    forum_id: int
    name: str


@dataclass(frozen=True, slots=True)
class Chosen:
    """What somebody chose, for their panel: of one forum, or everywhere when there is none.

    `others` are the forums that they may turn to from it.
    """

    preferences: Preferences
    forum: Place | None
    others: tuple[Place, ...]


async def chosen_by(
    database: Database, *, user_id: int, forum_id: int | None, here: int | None
) -> Chosen:
    """Return somebody's choices for a forum, or for everywhere; `here` is the forum they are in."""
    async with database.read() as session:
        return await _chosen(session, user_id, forum_id, here)


async def choose(
    database: Database, *, user_id: int, topic: Topic, way: Way | None, forum_id: int | None
) -> None:
    """Choose how to be told of a topic: everywhere, or in one forum; None there: as everywhere.

    A way that the topic doesn't have, or a forum that is gone, changes nothing.
    """
    async with database.write() as session:
        if forum_id is not None and forum_id not in await _forums(session):
            return
        if way not in (None, *WAYS[topic]):
            return
        chosen = await preferences_of(session, user_id)
        is_default = forum_id is None and way is Way.ASKED
        await keep(session, chosen.with_way(topic, None if is_default else way, forum_id))
    if way is Way.DM:
        # Apart from their sealed row: the account stands in clear.
        async with database.write() as session:
            await note_dms_wanted(session, user_id)


async def make_discreet(database: Database, *, user_id: int, is_discreet: bool) -> None:
    """Choose whether DMs say only that there is something new."""
    async with database.write() as session:
        chosen = await preferences_of(session, user_id)
        await keep(session, replace(chosen, is_discreet=is_discreet))


async def _chosen(
    session: AsyncSession, user_id: int, forum_id: int | None, here: int | None
) -> Chosen:
    forums = await _forums(session)
    found = (await preferences_of(session, user_id)).in_forums(forums)
    offered = [*found.by_forum, *([here] if here is not None else [])]
    if forum_id is not None and forum_id not in {*offered}:
        forum_id = None
    others = tuple(Place(each, forums[each]) for each in dict.fromkeys(offered) if each != forum_id)
    place = None if forum_id is None else Place(forum_id, forums[forum_id])
    return Chosen(found, place, others)


async def _forums(session: AsyncSession) -> dict[int, str]:
    """Return the names of the forums that are there, by number."""
    return {forum.id or 0: forum.name for forum in await all_forums(session)}
